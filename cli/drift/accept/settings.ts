import { grantTypeSchema } from "../../../manifest/keys-and-defaults/grant-type.ts";
import { integrationCallbackUrl } from "../../../manifest/keys-and-defaults/redirect-url.ts";
import { isPlainObject } from "../../../manifest/yaml/plain-object.ts";
import type { Deviation } from "../deviation.ts";
import { type Context, type NewValues, resourceOf } from "./change.ts";
import { liveEntry } from "./live-entry.ts";
import { environmentsOf, writtenIn } from "./place.ts";
import type { Subject, Written } from "./subject.ts";

/** The value of a key that follows from attributes of the application alone, as the domain has them. */
export function settingsOf(
  subject: Subject,
  key: string,
  deviations: readonly Deviation[],
  isOverride: boolean,
  context: Context,
): NewValues {
  const found = deviations.flatMap((one) => resourceOf(one, context)?.found ?? [])[0];
  if (found === undefined) throw new Error(`${subject.name}: ${key} differs in no application`);
  const { entry, inexpressible } = liveEntry(subject, found, context.known, context.services);
  const reason =
    inexpressible
      .filter(({ attribute }) => deviations.some((one) => isOf(attribute, one.attribute ?? "")))
      .map(({ why }) => why ?? "a manifest has no key for it")[0] ?? retirement(subject, key);
  if (reason !== undefined) return { values: {}, refused: new Map(deviations.map((one) => [one, reason])) };
  const level = isOverride ? (environmentsOf(subject.written)?.[context.scope.environment] ?? {}) : subject.written;
  const value = inWrittenOrder(key, writtenIn(subject, key, context.scope), entry[key]);
  return { values: key === "redirectUrls" ? redirectUrls(level, value) : { [key]: value }, refused: new Map() };
}

function retirement({ client }: Subject, key: string): string | undefined {
  if (key !== "active" || client?.state !== "retired") return undefined;
  return "the client is retired: remove `state: retired` to have it back";
}

/** Whether an attribute such as `tags[2]` is, or is part of, another one. */
function isOf(attribute: string, name: string): boolean {
  return attribute.replace(/[[.].*$/, "").toLowerCase() === name.toLowerCase();
}

/** A list in the order, and with the spelling, that is written already; other values as they are. */
function inWrittenOrder(key: string, written: unknown, live: unknown): unknown {
  if (!Array.isArray(written) || !Array.isArray(live)) return live;
  const kept = written.filter((one) => live.some((other) => wordOf(key, other) === wordOf(key, one)));
  const more = live.filter((one) => !kept.some((other) => wordOf(key, other) === wordOf(key, one)));
  const isObjects = live.some(isPlainObject);
  const current = (one: unknown) => live.find((other) => wordOf(key, other) === wordOf(key, one));
  return [...(isObjects ? kept.map(current) : kept), ...more];
}

/** What an item is compared by. */
function wordOf(key: string, item: unknown): unknown {
  if (isPlainObject(item)) return item.value;
  if (key === "grantTypes") return grantTypeSchema.safeParse(item).data ?? item;
  return key === "networkPerimeters" ? String(item).toLowerCase() : item;
}

/** Redirect URLs, of which `integrationCallback` at the same place is one. */
function redirectUrls({ integrationCallback: host }: Written, urls: unknown): Written {
  if (typeof host !== "string" || !Array.isArray(urls)) return { redirectUrls: urls };
  const callback = integrationCallbackUrl(host);
  if (!urls.includes(callback)) return { redirectUrls: urls, integrationCallback: undefined };
  const others = urls.filter((url) => url !== callback);
  return { redirectUrls: others.length > 0 ? others : undefined };
}
