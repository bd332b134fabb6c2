import { isDeepStrictEqual } from "node:util";
import { ownCommand } from "../../setup/own-command.mjs";
import { count } from "../../wording/plural.ts";
import { quote } from "../../wording/quote.ts";
import type { Refused } from "./choose.ts";
import type { Inexpressible } from "./convert/attributes.ts";
import type { Converted, Counts } from "./convert/converted.ts";
import type { AdoptionTarget } from "./target.ts";
import type { WouldBe } from "./write/would-be.ts";

/**
 * What was read and written of an application: `payments-legacy → legacy: read 3 scopes, 7 grants (4 roles, 2 users, 1 group);
 * wrote the same`.
 *
 * @param written what the manifest says, by the name of the entry
 */
export function summary({ application, entry, read }: Converted, written: ReadonlyMap<string, Counts>): string {
  const name = String(entry.name);
  const counts = written.get(name);
  const wrote = isDeepStrictEqual(read, counts) || counts === undefined ? "the same" : inWords(counts);
  return `${application.displayName} (${name}): read ${inWords(read)}; wrote ${wrote}`;
}

function inWords({ scopes, roles, users, groups, certificates, networkPerimeters, definedRoles }: Counts): string {
  const grants = roles + users + groups;
  const parts = [some(roles, "role"), some(users, "user"), some(groups, "group")].flat();
  return [
    count(scopes, "scope"),
    grants === 0 ? count(0, "grant") : `${count(grants, "grant")} (${parts.join(", ")})`,
    ...some(certificates, "certificate"),
    ...some(networkPerimeters, "network perimeter"),
    ...some(definedRoles, "app role"),
  ].join(", ");
}

function some(number: number, noun: string): string[] {
  return number === 0 ? [] : [count(number, noun)];
}

/**
 * What a manifest cannot say, in words: `clientType: "public" (a manifest declares …)`. A value that may be a secret is not shown:
 * parameters of services and connectors are named only.
 */
export function inexpressibleInWords({ attribute, value, why }: Inexpressible): string {
  return `${attribute}: ${valueInWords(attribute, value)} (${why ?? "a manifest has no key for it"})`;
}

function valueInWords(attribute: string, value: unknown): string {
  if (/secret|password|credential/i.test(attribute)) return "a value that is not shown";
  if (typeof value !== "object" || value === null) return quote(value);
  const isPublic = !/^serviceParams|^extension:(?!OCITags)/.test(attribute);
  return quote(JSON.stringify(isPublic ? value : [value].flat().map(nameOf)));
}

/** The name of a parameter, without its value. */
function nameOf(parameter: unknown): unknown {
  const { name, key } = (parameter ?? {}) as { readonly name?: unknown; readonly key?: unknown };
  return name ?? key ?? "…";
}

/** The applications that were not adopted, with all reasons. */
export function refusals(refused: readonly Refused[]): string[] {
  if (refused.length === 0) return [];
  return [
    `Not adopted: ${count(refused.length, "application")}, of which nothing was written:`,
    ...refused.flatMap(({ displayName, reasons }) => [`  ${displayName}`, ...reasons.map((reason) => `    ${reason}`)]),
  ];
}

/** What is said about adopted applications elsewhere than in the team's manifest. */
export function notesOn(accepted: readonly Converted[]): string[] {
  const notes = accepted.flatMap((one) => one.notes);
  return notes.length === 0 ? [] : ["", "Notes:", ...notes.map((note) => `  ${note}`)];
}

/** How many applications were not looked at, and why. */
export function leftOutInWords(leftOut: ReadonlyMap<string, number>): string[] {
  return [...leftOut].map(([kind, number]) => `Left out: ${count(number, "application")} ${kind}.`);
}

/**
 * What to do after the manifest was written.
 *
 * @param releases the commands with which another program releases the applications
 */
export function nextSteps(
  { file, others, lacksOwner }: WouldBe,
  { stackName }: AdoptionTarget,
  releases: readonly string[],
): string[] {
  const owner = lacksOwner ? [`  fill in "owner" in ${file}: until then, \`${ownCommand("check")}\` refuses it`] : [];
  return [
    "",
    `Written: ${[file, ...others.map((one) => one.file)].join(", ")}`,
    "",
    "Next:",
    ...owner,
    `  ${ownCommand("check")}`,
    `  ${ownCommand("pulumi", `preview --stack ${stackName}`)}   says what the next \`up\` adopts: only ownership tags are added`,
    ...(releases.length === 0
      ? []
      : [
          "Two programs must not manage the same application. Before the next `pulumi up`, release them where they are now; nothing is deleted:",
          ...releases.map((command) => `  ${command}`),
        ]),
  ];
}
