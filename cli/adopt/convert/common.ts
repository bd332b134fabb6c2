import { isDeepStrictEqual } from "node:util";
import { defaultDisplayName } from "../../../manifest/keys-and-defaults/names-and-environments.ts";
import { managedByValue, ownershipTags } from "../../../naming/ownership-tags.ts";
import type { Application, Grant } from "../read/answers.ts";
import type { Inexpressible } from "./attributes.ts";
import type { Entry, Naming } from "./converted.ts";

// What clients and resource applications have in common.

/** The keys with which an entry begins. */
export function heading(app: Application, { team, name }: Naming): Entry {
  const isDefault = app.displayName === defaultDisplayName(team, name);
  return { name, ...(!isDefault && { displayName: app.displayName }), adopt: app.name };
}

/** The stack that a resource belongs to, if it belongs to one of this project's. */
export function stackOf({ tags = [] }: Pick<Application, "tags">): string | undefined {
  const isOurs = tags.some(({ key, value }) => key === ownershipTags.managedBy && value === managedByValue);
  return isOurs ? (tags.find(({ key }) => key === ownershipTags.stack)?.value ?? "a stack of this project") : undefined;
}

const reserved: readonly string[] = Object.values(ownershipTags);

type Tags = NonNullable<Application["tags"]>;

/** Tags as a manifest writes them, and those that it cannot have. */
export function tagsOf(attribute: string, tags: Tags = []): { tags?: Entry; inexpressible: Inexpressible[] } {
  const inexpressible = tags.flatMap(({ key, value }, index): Inexpressible[] => {
    const at = { attribute: `${attribute}[${index}]`, value: `${key}: ${value}` };
    const first = tags.findIndex((tag) => tag.key === key);
    if (first !== index) return [{ ...at, why: `a manifest has one value for each key, and ${first} is the same key` }];
    const isReserved = attribute === "tags" && reserved.includes(key.toLowerCase());
    return isReserved ? [{ ...at, why: "the key is reserved for who owns the application: rename the tag first" }] : [];
  });
  const sorted = tags.toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const keys = Object.fromEntries(sorted.map(({ key, value }) => [key, value]));
  return { ...(tags.length > 0 && { tags: keys }), inexpressible };
}

/** The names of grantees; a grantee that is not found is inexpressible. */
export function granteeNames(grants: readonly Grant[], names: ReadonlyMap<string, string>) {
  const found = grants.flatMap(({ grantee }) => names.get(grantee.value) ?? []).toSorted();
  const inexpressible = grants
    .filter(({ grantee }) => !names.has(grantee.value))
    .map(({ id, grantee }) => ({
      attribute: `grant ${id}`,
      value: `${grantee.type} ${grantee.value}`,
      why: "no such grantee is found",
    }));
  return { names: found, inexpressible };
}

/**
 * The grants that an administrator gave, each once, and those that a manifest cannot give in the same way. A stack of this
 * project takes over what belongs to nobody.
 */
export function administratorsGrants(grants: readonly Grant[]): { given: Grant[]; inexpressible: Inexpressible[] } {
  const owned = grants.flatMap((grant) => {
    const stack = stackOf(grant);
    return stack === undefined ? [] : [refused(grant, `it belongs to ${stack}: remove it there first`)];
  });
  const given = grants.filter(({ grantMechanism, grantee }) => mechanisms[grantee.type] === grantMechanism);
  const others = grants.filter((grant) => !given.includes(grant)).map((grant) => refused(grant, undefined));
  const repeated = given.filter(
    (grant, index) => given.findIndex((one) => isDeepStrictEqual(same(one), same(grant))) < index,
  );
  const twice = "the same access was granted twice: delete one of the grants first";
  return {
    given: given.filter((grant) => !repeated.includes(grant)),
    inexpressible: [...owned, ...others, ...repeated.map((grant) => refused(grant, twice))],
  };
}

const mechanisms: Readonly<Record<string, string>> = {
  App: "ADMINISTRATOR_TO_APP",
  User: "ADMINISTRATOR_TO_USER",
  Group: "ADMINISTRATOR_TO_GROUP",
};

function same({ grantee, app, entitlement }: Grant): unknown {
  return [grantee, app, entitlement];
}

function refused({ id, grantMechanism, grantee }: Grant, why: string | undefined): Inexpressible {
  const value = `${grantMechanism} to ${grantee.type} ${grantee.value}`;
  return { attribute: `grant ${id}`, value, why: why ?? "a manifest grants as an administrator does" };
}
