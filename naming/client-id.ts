/**
 * The default OAuth client ID: the client's name and the stack's, with `_` for every character that an identity domain
 * does not accept in a client ID.
 *
 * @param name `<team>/<client>`
 * @param stack the stack's name, for example `prod` or `prod.payments`
 */
export function derivedClientId(name: string, stack: string): string {
  return `${name}_${stack}`.replaceAll(/[^A-Za-z0-9]/g, "_");
}
