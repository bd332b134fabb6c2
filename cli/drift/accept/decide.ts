import { isPlainObject } from "../../../manifest/yaml/plain-object.ts";
import type { PlannedResource } from "../../../plan/plan-stack.ts";
import { kindOf } from "../declared-resources.ts";
import { type Deviation, member } from "../deviation.ts";
import { type AccessEntry, accessEntries, type ScopeChanges, withRole, withScopes } from "./access.ts";
import { type Context, type Decision, type KeyChange, type Left, type NewValues, resourceOf } from "./change.ts";
import { rightOf, withName } from "./grant.ts";
import { keyPlace, writtenIn } from "./place.ts";
import { roleItems } from "./role-items.ts";
import { settingsOf } from "./settings.ts";
import type { Subject, Written } from "./subject.ts";
import { valueAt } from "./value-at.ts";
import { keyOrWayOut } from "./way-out.ts";

/** Decides what of a subject's deviations its manifest can say, and with which keys. */
export function decide(subject: Subject, deviations: readonly Deviation[], context: Context): Decision {
  const found = deviations.map((deviation) => ({ deviation, ...keyOrWayOut(subject, deviation, context) }));
  const expressible = found.filter((one) => "key" in one);
  const decisions = [...Map.groupBy(expressible, ({ key }) => key)].map(([key, ofKey]) =>
    decideKey(
      subject,
      key,
      ofKey.map(({ deviation }) => deviation),
      context,
    ),
  );
  const order = Object.keys(subject.written);
  const rank = ({ key }: KeyChange) => (order.includes(key) ? order.indexOf(key) : order.length);
  const changes = decisions.flatMap((one) => one.changes).toSorted((one, other) => rank(one) - rank(other));
  const others = found.flatMap((one) => ("wayOut" in one ? [leftOver(one.deviation, one.wayOut, context)] : []));
  return {
    changes,
    accepted: decisions.flatMap(({ accepted }) => accepted),
    left: [...others, ...decisions.flatMap(({ left }) => left)],
  };
}

/** Decides about the deviations that one key expresses. */
function decideKey(subject: Subject, key: string, deviations: readonly Deviation[], context: Context): Decision {
  const leaveAll = (ofThem: readonly Deviation[], wayOut: string) =>
    ofThem.map((deviation) => leftOver(deviation, wayOut, context));
  const place = keyPlace(subject, key === "redirectUrls" ? [key, "integrationCallback"] : [key], context.scope);
  if (typeof place === "string") return { changes: [], accepted: [], left: leaveAll(deviations, place) };
  const { values, refused } = newValues(subject, key, deviations, place.isOverride, context);
  const left = [...refused].map(([deviation, reason]) => leftOver(deviation, reason, context));
  const accepted = deviations.filter((one) => !refused.has(one));
  if (accepted.length === 0) return { changes: [], accepted, left };
  const changes: KeyChange[] = [];
  for (const [name, value] of Object.entries(values)) {
    const written = valueAt(subject, name, value, place.isOverride);
    if ("reason" in written)
      return { changes: [], accepted: [], left: [...left, ...leaveAll(accepted, written.reason)] };
    changes.push({ subject, key: name, value: written.value, ...place });
  }
  return { changes, accepted, left };
}

function leftOver(deviation: Deviation, wayOut: string, { rights }: Context): Left {
  return { deviation, wayOut, isOptional: !rights && !deviation.isDrift };
}

function newValues(
  subject: Subject,
  key: string,
  deviations: readonly Deviation[],
  isOverride: boolean,
  context: Context,
): NewValues {
  const now = writtenIn(subject, key, context.scope);
  switch (key) {
    case "assign":
      return each(
        deviations,
        isPlainObject(now) ? now : {},
        (value, deviation) => withGrantee(value, deviation, context),
        (value) => ({
          assign: Object.keys(value).length > 0 ? value : undefined,
        }),
      );
    case "domainRoles":
      return each(
        deviations,
        asList(now),
        (value, deviation) => {
          const { role = "", isGiven } = rightOf(deviation, context);
          return withName(value, role, isGiven);
        },
        (value) => ({ domainRoles: value.length > 0 ? value : undefined }),
      );
    case "access":
      return accessValues(subject, deviations, asList(now) as Written[], context);
    case "api":
      return apiValues(subject, deviations, isPlainObject(now) ? now : {}, isOverride, context);
    case "roles":
      return each(
        deviations,
        asList(now),
        (value, deviation) => roleItems(value, resourceOf(deviation, context)),
        (value) => ({ roles: value.length > 0 ? value : undefined }),
      );
    default:
      return settingsOf(subject, key, deviations, isOverride, context);
  }
}

/** What a client is as an API: its settings as the domain has them, and its app roles, which are resources of their own. */
function apiValues(
  subject: Subject,
  deviations: readonly Deviation[],
  written: Written,
  isOverride: boolean,
  context: Context,
): NewValues {
  const isRole = (one: Deviation) => kindOf(resourceOf(one, context) ?? { type: "" }) === "DomainsAppRole";
  const ofSettings = deviations.filter((one) => !isRole(one));
  const settings =
    ofSettings.length > 0
      ? settingsOf(subject, "api", ofSettings, isOverride, context)
      : { values: { api: written }, refused: new Map<Deviation, string>() };
  const roles = each(
    deviations.filter(isRole),
    asList(written.roles),
    (value, deviation) => roleItems(value, resourceOf(deviation, context)),
    (value) => ({ roles: value.length > 0 ? value : undefined }),
  );
  const refused = new Map([...settings.refused, ...roles.refused]);
  const isRefused = Object.keys(settings.values).length === 0;
  const { api = undefined } = isRefused ? { api: written } : settings.values;
  if (!isPlainObject(api)) return { values: { api: undefined }, refused };
  const { roles: _, ...others } = api;
  return { values: { api: { ...others, ...(roles.values.roles !== undefined && roles.values) } }, refused };
}

/** Applies deviations one after the other to a value, except for those that give a reason against it. */
function each<Value extends object>(
  deviations: readonly Deviation[],
  start: Value,
  apply: (value: Value, deviation: Deviation) => Value | string,
  write: (value: Value) => Written,
): NewValues {
  const refused = new Map<Deviation, string>();
  let value = start;
  for (const deviation of deviations) {
    const next = apply(value, deviation);
    if (typeof next === "string") refused.set(deviation, next);
    else value = next;
  }
  return { values: write(value), refused };
}

function withGrantee(assign: Written, deviation: Deviation, context: Context): Written | string {
  const { type, grantee, isGiven } = rightOf(deviation, context);
  const list = type === "user" ? "users" : "groups";
  const names = withName(asList(assign[list]), grantee, isGiven);
  if (typeof names === "string") return names;
  const { [list]: _, ...others } = assign;
  return names.length > 0 ? { ...assign, [list]: names } : others;
}

function accessValues(
  { client }: Subject,
  deviations: readonly Deviation[],
  written: readonly Written[],
  context: Context,
): NewValues {
  const { comparison, known, services } = context;
  const { access: used = [] } = comparison.plan.resolved.clients.find((one) => one.client === client) ?? {};
  const ofScopes = deviations.filter(({ attribute }) => attribute === "allowedScopes");
  const ofRoles = deviations.filter((one) => !ofScopes.includes(one));
  const refused = new Map<Deviation, string>();
  let entries: readonly AccessEntry[] = accessEntries(written, client?.access ?? [], used);
  const attempt = (these: readonly Deviation[], next: readonly AccessEntry[] | string) => {
    if (typeof next !== "string") entries = next;
    else for (const one of these) refused.set(one, next);
  };
  const attemptRole = (one: Deviation) => attempt([one], withRole(entries, rightOf(one, context)));
  // Roles stand next to scopes of their app: they go before, and come after.
  for (const one of ofRoles.filter(({ grant }) => grant === undefined)) attemptRole(one);
  const [first] = ofScopes;
  if (first !== undefined)
    attempt(ofScopes, withScopes(entries, scopeChanges(resourceOf(first, context)), { used, known, services }));
  for (const one of ofRoles.filter(({ grant }) => grant !== undefined)) attemptRole(one);
  return { values: { access: entries.map((entry) => entry.written) }, refused };
}

function scopeChanges({ inputs, live }: Partial<PlannedResource> = {}): ScopeChanges {
  const scopesIn = (values: PlannedResource["inputs"] = {}) =>
    (Array.isArray(values.allowedScopes) ? values.allowedScopes : []).map((scope) => String(member(scope, "fqs")));
  const [declared, found] = [scopesIn(inputs), scopesIn(live)];
  return {
    added: found.filter((fqs) => !declared.includes(fqs)),
    removed: declared.filter((fqs) => !found.includes(fqs)),
  };
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
