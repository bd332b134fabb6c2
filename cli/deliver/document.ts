import { type DeliveredDocument, openMembers, withSecret } from "../../naming/delivered-document.ts";
import type { Outputs } from "../pulumi/pulumi.ts";

export { checksumOf, type DeliveredDocument, markOf, textOf } from "../../naming/delivered-document.ts";

/** The document of a client of a stack; undefined if the stack has no such client, or shows no secret of it. */
export function documentOf({ clients = {}, clientSecrets = {} }: Outputs, name: string): DeliveredDocument | undefined {
  const [client, clientSecret] = [own(clients, name), own(clientSecrets, name)];
  if (!client || !clientSecret) return undefined;
  const identityDomainUrl = client.identityDomainUrl ?? new URL(client.tokenUrl).origin;
  return withSecret(openMembers(name, client, identityDomainUrl), clientSecret);
}

function own<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
