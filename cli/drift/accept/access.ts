import type { AccessManifest } from "../../../manifest/keys-and-defaults/client.ts";
import type { Services } from "../../../manifest/oracle/services.ts";
import { quote } from "../../../wording/quote.ts";
import { accessOf } from "../../adopt/convert/access-of.ts";
import { isSameName, type Right, withName } from "./grant.ts";
import { type Known, nothing } from "./live-entry.ts";
import type { Written } from "./subject.ts";

/** An access entry as it is written, with what it means. */
export interface AccessEntry {
  readonly written: Written;
  /** The display name of its app; absent if it has only fully qualified scopes. */
  readonly app?: string | undefined;
  /** The scopes that it stands for, in the manifest's or the domain's spelling. */
  readonly scopes: readonly string[];
}

/** An app that the client may use, as a plan has found it. */
export interface UsedApp {
  readonly app: { readonly displayName: string; readonly scopes: readonly { value: string; fullyQualified: string }[] };
  /** Fully qualified. */
  readonly scopes: readonly string[];
}

/** The access entries of a client. @param written the same as they are written */
export function accessEntries(
  written: readonly Written[],
  access: readonly AccessManifest[],
  used: readonly UsedApp[],
): AccessEntry[] {
  return written.map((entry, index) => {
    const { app, scopes } = access[index] ?? {};
    const found = used.find((one) => isSameName(one.app.displayName, app));
    const own = found?.scopes.map((fqs) => found.app.scopes.find((one) => one.fullyQualified === fqs)?.value ?? fqs);
    return { written: entry, app: found?.app.displayName ?? app, scopes: scopes ?? own ?? [] };
  });
}

/** What changed in the scopes of a client; fully qualified. */
export interface ScopeChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** The entries with other scopes. @returns a reason if a manifest cannot say that */
export function withScopes(
  entries: readonly AccessEntry[],
  { added, removed }: ScopeChanges,
  { used, known, services }: { used: readonly UsedApp[]; known: Known; services: Services },
): readonly AccessEntry[] | string {
  // Those that the manifests declare, and those that the domain has: somebody may have added one by hand.
  const scopesOf = (name: string | undefined) => [
    ...used.filter(({ app }) => isSameName(app.displayName, name)).flatMap(({ app }) => app.scopes),
    ...known.listed
      .filter(({ displayName }) => isSameName(displayName, name))
      .flatMap(({ scopes = [] }) => scopes.map(({ value, fqs = value }) => ({ value, fullyQualified: fqs }))),
  ];
  const changed = entries.map((entry) => {
    const ofApp = scopesOf(entry.app);
    const full = (scope: string) => ofApp.find(({ value }) => value === scope)?.fullyQualified ?? scope;
    const kept = entry.scopes.filter((scope) => !removed.includes(full(scope)));
    const more = ofApp.filter(({ fullyQualified }) => added.includes(fullyQualified)).map(({ value }) => value);
    const isSame = kept.length === entry.scopes.length && more.length === 0;
    return isSame ? entry : rewritten(entry, [...kept, ...new Set(more)]);
  });
  const orphan = changed.find(({ scopes, written }) => scopes.length === 0 && rolesIn(written).length > 0);
  if (orphan !== undefined)
    return `the manifest declares roles of ${quote(orphan.app)} too, which it has only next to a scope: remove the roles first`;
  const ofEntries = entries.flatMap(({ app }) => scopesOf(app).map(({ fullyQualified }) => fullyQualified));
  const others = Map.groupBy(
    added.filter((fqs) => !ofEntries.includes(fqs)),
    (fqs) => known.listed.find(({ scopes = [] }) => scopes.some((scope) => scope.fqs === fqs)),
  );
  const [unknown] = others.get(undefined) ?? [];
  if (unknown !== undefined) return `no application of the identity domain has the scope ${quote(unknown)}`;
  const read = { ...nothing, ...known };
  const created = [...others].flatMap(([app, scopes]) =>
    accessOf({ allowedScopes: scopes.map((fqs) => ({ fqs })) }, [], read, services).access.map((written) => ({
      written,
      app: app?.displayName,
      scopes,
    })),
  );
  return [...changed.filter(({ scopes }) => scopes.length > 0), ...created];
}

/** An entry with other scopes, which are written out from then on. */
function rewritten({ written, app }: AccessEntry, scopes: readonly string[]): AccessEntry {
  const { apis: _, scopes: __, roles, clientUser, ...rest } = written;
  const last = { ...(roles !== undefined && { roles }), ...(clientUser !== undefined && { clientUser }) };
  return { written: { ...rest, scopes, ...last }, app, scopes };
}

/** The entries with a role more, or less. @returns a reason if a manifest cannot say that */
export function withRole(entries: readonly AccessEntry[], right: Right): readonly AccessEntry[] | string {
  const { app, role = "", type, isGiven } = right;
  const entry = entries.find((one) => isSameName(one.app, app));
  if (entry === undefined)
    return `a manifest has roles of ${quote(app)} only next to one of its scopes: give the client a scope of it first, or revoke the role`;
  const isOfUser = entry.written.clientUser === true;
  if (isGiven && isOfUser !== (type === "user"))
    return `the manifest gives roles of ${quote(app)} to the client${isOfUser ? "'s user" : ""}: revoke this one in the console`;
  const roles = withName(rolesIn(entry.written), role, isGiven);
  if (typeof roles === "string") return roles;
  const { roles: _, clientUser, ...rest } = entry.written;
  const user = roles.length === 0 || clientUser === undefined ? {} : { clientUser };
  const written = { ...rest, ...(roles.length > 0 && { roles }), ...user };
  return entries.map((one) => (one === entry ? { ...one, written } : one));
}

function rolesIn({ roles }: Written): readonly unknown[] {
  return Array.isArray(roles) ? roles : [];
}
