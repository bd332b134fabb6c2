/** A resource of an identity domain in a state of Pulumi or Terraform: what it is, but none of its values. */
export interface StateResource {
  readonly kind: "app" | "role" | "grant" | "certificate";
  /** Its URN or address there. */
  readonly address: string;
  /** The id or OCID of the resource in the domain. */
  readonly ids: readonly string[];
  /** The ids of the applications that a role or a grant belongs to; the alias of a certificate. */
  readonly of: readonly string[];
  /** The identity domain's URL as the state has it. */
  readonly endpoint?: string | undefined;
  /** The command that releases it there without deleting it. */
  readonly release: string;
}

/** The ids of a resource in the domain: an id of the official provider ends with it. */
export function idsIn(values: Readonly<Record<string, unknown>>, stored: string | undefined): string[] {
  const ids = [textOf(values, "ocid"), textOf(values, "id"), stored].filter((id) => id !== undefined);
  return [...new Set(ids.map((id) => id.slice(id.lastIndexOf("/") + 1)))];
}

/** A text of an object; absent if it has none. */
export function textOf(values: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The `value` of a reference, which Terraform keeps as a list of one. */
export function referenceIn(values: Readonly<Record<string, unknown>>, name: string): string[] {
  const [reference] = [values[name]].flat();
  return isObject(reference) ? [textOf(reference, "value") ?? ""].filter(Boolean) : [];
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
