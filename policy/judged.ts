import type { ResourceValidationArgs } from "@pulumi/policy";

/** The types of resources that are judged. */
export const types = {
  app: "oci:Identity/domainsApp:DomainsApp",
  grant: "oci:Identity/domainsGrant:DomainsGrant",
} as const;

/** What every policy can be configured with. */
export interface CommonConfig {
  /** The environments in which it does not count: the first part of a stack's name. */
  readonly exceptEnvironments: readonly string[];
  /** What may break it: patterns of `<team>/<client>`. */
  readonly allowed: readonly string[];
}

/** The environment of a resource: its stack is `<environment>` or `<environment>.<team>`. */
export function environmentOf({ urn }: Pick<ResourceValidationArgs, "urn">): string {
  const [, , stack = ""] = urn.split(":");
  return stack.split(".")[0] ?? "";
}

/** The client to which a resource belongs, `<team>/<client>`: all of its resources are named after it. */
export function subjectOf({ name }: Pick<ResourceValidationArgs, "name">): string {
  return name.split("/").slice(0, 2).join("/");
}

/** The value that a function reads; undefined if a preview does not know it yet: `pulumi up` does. */
export function known<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && error.constructor.name === "UnknownValueError") return undefined;
    throw error;
  }
}

/** The strings of a list, those that are not known yet as undefined. */
export function stringsIn(read: () => unknown): (string | undefined)[] {
  const list = known(read);
  if (!Array.isArray(list)) return [];
  return Array.from({ length: list.length }, (_, index) => {
    const value: unknown = known(() => list[index]);
    return typeof value === "string" ? value : undefined;
  });
}

/** The value of a tag of a resource, if it has the tag. */
export function tagOf(props: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const tags = known(() => props.tags);
  if (!Array.isArray(tags)) return undefined;
  for (let index = 0; index < tags.length; index += 1) {
    const tag = known(() => ({ key: String(tags[index].key), value: String(tags[index].value) }));
    if (tag?.key === key) return tag.value;
  }
  return undefined;
}
