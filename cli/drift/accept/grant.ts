import type { JsonObject } from "../../../identity-domain/json.ts";
import { isPlainObject } from "../../../manifest/yaml/plain-object.ts";
import { quote } from "../../../wording/quote.ts";
import { kindOf } from "../declared-resources.ts";
import { type Deviation, member } from "../deviation.ts";
import { type Context, resourceOf } from "./change.ts";
import type { Subject } from "./subject.ts";

/** The id of the identity domain's own app, whose roles are `domainRoles`. */
const domainAppId = "IDCSAppId";

/** A right that a manifest expresses, by names. */
export interface Right {
  /** The app that defines the role; absent for an assignment. */
  readonly app?: string;
  readonly role?: string;
  readonly type: "client" | "user" | "group";
  /** Who has it. */
  readonly grantee: string;
  /** Whether it was given, and not taken away. */
  readonly isGiven: boolean;
}

/** The key for a right: of the client, of the user that stands for it, or of users and groups that are assigned to it. */
export function keyOfGrant(
  subject: Subject,
  deviation: Deviation,
  context: Context,
): { key: string } | { wayOut: string } {
  const { grantee, app, entitlement } = grantIn(deviation, context);
  const of = (kind: string) =>
    context.comparison.plan.resources
      .filter((one) => kindOf(one) === kind && (one.name === subject.name || one.name.startsWith(`${subject.name}/`)))
      .flatMap(({ found }) => found?.id ?? []);
  const isHolder = [...of("DomainsApp"), ...of("DomainsUser")].includes(String(member(grantee, "value")));
  const hasRole = isPlainObject(entitlement);
  if (isHolder && hasRole) return { key: member(app, "value") === domainAppId ? "domainRoles" : "access" };
  if (subject.client === undefined || hasRole || member(grantee, "type") === "App")
    return { wayOut: elsewhere(context) };
  return { key: "assign" };
}

function elsewhere({ scope }: Context): string {
  return `declare it where the right belongs: a client's in its \`access\`, a user's or group's in \`roleAssignments\` of environments/${scope.environment}.yaml; or revoke it in the console`;
}

/** The right that a deviation is about. */
export function rightOf(deviation: Deviation, context: Context): Right {
  const { ended, grant } = deviation;
  if (ended !== undefined) return { type: ended.type, grantee: ended.name, isGiven: false };
  const { grantee, app, entitlement } = grantIn(deviation, context);
  const { names } = context.comparison;
  const named = (id: unknown) => names.get(String(id)) ?? String(id);
  const types: Readonly<Record<string, Right["type"]>> = { User: "user", Group: "group" };
  const role = member(entitlement, "attributeValue");
  return {
    ...(typeof role === "string" && { role: named(role), app: named(member(app, "value")) }),
    type: types[String(member(grantee, "type"))] ?? "client",
    grantee: named(member(grantee, "value")),
    isGiven: grant !== undefined,
  };
}

function grantIn(deviation: Deviation, context: Context): JsonObject {
  return deviation.grant ?? resourceOf(deviation, context)?.inputs ?? {};
}

/** Names are case-insensitive in the domain. */
export function isSameName(one: unknown, other: unknown): boolean {
  return String(one).toLowerCase() === String(other).toLowerCase();
}

/**
 * A list of names with one more, or one less.
 *
 * @returns a reason if there is nothing to change
 */
export function withName(names: readonly unknown[], name: string, isGiven: boolean): readonly unknown[] | string {
  const others = names.filter((one) => !isSameName(one, name));
  if (!isGiven) return others;
  if (others.length === names.length) return [...names, name];
  return `the manifest has ${quote(name)} already: delete one of the two grants in the console`;
}
