/** True if a value is an object, not a list. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a key of an object, if it is a string. */
export function stringAt(value: unknown, key: string): string | undefined {
  const found = isPlainObject(value) ? value[key] : undefined;
  return typeof found === "string" ? found : undefined;
}
