/** True if data of a file is an object. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The string at a key of an object, if it is one. */
export function stringAt(value: unknown, key: string): string | undefined {
  const found = isPlainObject(value) ? value[key] : undefined;
  return typeof found === "string" ? found : undefined;
}
