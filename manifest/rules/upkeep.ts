import { daysBeforeExpiry } from "../../naming/rules.ts";
import { type Day, daysAfter, daysBetween } from "../../wording/days.ts";
import { matchesAny } from "../../wording/pattern.ts";
import { count } from "../../wording/plural.ts";
import { quote } from "../../wording/quote.ts";
import type { ClientManifest } from "../keys-and-defaults/client.ts";
import type { Environment } from "../keys-and-defaults/environment.ts";
import type { Finding } from "../yaml/problem.ts";
import type { Breach } from "./rule-finding.ts";

const extend = 'extend it, or write "state: retired" (docs/retire.md)';

/** What the environment demands of a client's date, and the date that has passed. */
export function brokenExpiry(client: ClientManifest, { name, rules }: Environment, today: Day): Breach[] {
  const { required = false, longest } = rules.expiry ?? {};
  const breach = (message: string): Breach[] => [{ rule: "expiry", node: client, path: ["expires"], message }];
  const { expires } = client;
  if (expires === undefined)
    return required
      ? breach(
          `no day of expiry is written, and environment ${quote(name)} demands one: write "expires: ${daysAfter(today, longest ?? 366)}", or the last day on which the client is needed.`,
        )
      : [];
  const left = daysBetween(today, expires);
  if (left < 0 && required) return breach(`the client expired on ${expires}: ${extend}.`);
  if (longest === undefined || left <= longest) return [];
  return breach(
    `${expires} is ${count(left, "day")} ahead, and environment ${quote(name)} allows ${longest}: write ${daysAfter(today, longest)} or an earlier day.`,
  );
}

/** The date of a client that is near, or that has passed where no date is demanded. */
export function nearExpiry(client: ClientManifest, { rules }: Environment, today: Day): Finding[] {
  const { expires } = client;
  if (expires === undefined) return [];
  const left = daysBetween(today, expires);
  if (left > daysBeforeExpiry || (left < 0 && rules.expiry?.required)) return [];
  const when =
    left < 0 ? `expired on ${expires}` : `expires on ${expires}, ${left === 0 ? "today" : `in ${count(left, "day")}`}`;
  return [
    { node: client, path: ["expires"], message: `the client ${when}: ${extend}. It is not deactivated by itself.` },
  ];
}

/** Secrets that are not replaced often enough. */
export function oldSecrets(client: ClientManifest, { name, rules }: Environment): Breach[] {
  const { secretAge } = rules;
  if (secretAge === undefined || client.clientType === "public") return [];
  const rotation = client.rotation === "none" ? undefined : client.rotation;
  const { every } = rotation ?? client.secret;
  if (every !== undefined && every <= secretAge) return [];
  const key = rotation === undefined ? "secret" : "rotation";
  const found =
    every === undefined
      ? "the client secret is never replaced"
      : `the client secret is ${every} days old before it is replaced`;
  const message = `${found}, and environment ${quote(name)} allows ${count(secretAge, "day")}: write "${key}: {every: ${secretAge}d}" (docs/secrets.md).`;
  return [{ rule: "secret-age", node: client, path: every === undefined ? [key] : [key, "every"], message }];
}

/** Clients that may be used from addresses that the environment does not allow. */
export function openPerimeters(client: ClientManifest, { name, rules }: Environment): Breach[] {
  const { networkPerimeters: demanded } = rules;
  if (demanded === undefined) return [];
  const rule = "network-perimeters" as const;
  const choice = demanded === "any" ? "" : `, of ${demanded.join(", ")}`;
  if (client.networkPerimeters.length === 0) {
    const message = `the client may be used from anywhere, and environment ${quote(name)} demands a network perimeter${choice}: write "networkPerimeters".`;
    return [{ rule, node: client, path: ["networkPerimeters"], message }];
  }
  if (demanded === "any") return [];
  const allowed = demanded.map((one) => one.toLowerCase());
  const other = client.networkPerimeters.findIndex((one) => !allowed.includes(one.toLowerCase()));
  if (other < 0) return [];
  const message = `${quote(client.networkPerimeters[other])} is not a network perimeter that environment ${quote(name)} allows (it allows ${demanded.join(", ")}).`;
  return [{ rule, node: client, path: ["networkPerimeters", other], message }];
}

/** Names of a client in another form than the environment's. */
export function oddNames(client: ClientManifest, { name, rules }: Environment, team: string): Breach[] {
  const { clientNames, displayNames } = rules;
  const odd = (
    rule: "client-name" | "display-name",
    key: "name" | "displayName",
    patterns: readonly string[],
  ): Breach[] => {
    if (matchesAny(patterns, client[key], { team, client: client.name })) return [];
    const message = `${quote(client[key])} does not look like the names of environment ${quote(name)}: ${patterns.join(" or ")}.`;
    return [{ rule, node: client, path: [key], message }];
  };
  return [
    ...(clientNames ? odd("client-name", "name", clientNames) : []),
    ...(displayNames ? odd("display-name", "displayName", displayNames) : []),
  ];
}
