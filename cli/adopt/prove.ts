import { isDeepStrictEqual } from "node:util";
import type { Files } from "../../manifest/yaml/files.ts";
import { ManifestError, type Problem, problemAt } from "../../manifest/yaml/problem.ts";
import { readYaml } from "../../manifest/yaml/yaml-file.ts";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import { type PlannedResource, planStack, type StackPlan } from "../../plan/plan-stack.ts";
import { quote } from "../../wording/quote.ts";
import type { StackSettings } from "../project/stack-settings.ts";
import type { Converted, Counts } from "./convert/converted.ts";
import type { DomainWithoutSecrets } from "./read/without-secrets.ts";

/** What is planned, and where. */
export interface Proof {
  readonly stackName: string;
  /** The project's files with the manifest as it would be. */
  readonly files: Files;
  /** The manifest's path in them. */
  readonly file: string;
  readonly team: string;
  readonly domain: DomainWithoutSecrets;
  readonly settings: Pick<StackSettings, "project" | "services">;
}

/** The verdict on the entries of a manifest, each by its name. */
export interface Verdict {
  /** Why an entry cannot be written: it is refused, or would change something. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
  /** What the manifest says of each entry that would change nothing but ownership tags. */
  readonly written: ReadonlyMap<string, Counts>;
  /** Which rules of the environment an entry breaks: `pulumi up` is refused until then. */
  readonly rules: ReadonlyMap<string, readonly string[]>;
}

/**
 * Plans the manifest as it would be against the domain. Nothing is written, neither there nor on the disk.
 *
 * @throws ManifestError if something else than the entries is wrong
 */
export async function prove(proof: Proof, entries: readonly Converted[]): Promise<Verdict> {
  const plan = await planned(proof, entries);
  if ("refused" in plan) return { refused: plan.refused, written: new Map(), rules: new Map() };
  const { refused, rules } = brokenRules(plan, proof.team);
  const written = new Map<string, Counts>();
  for (const { entry } of entries) {
    const name = String(entry.name);
    const resources = resourcesOf(`${proof.team}/${name}`, plan.resources);
    const differences = resources.flatMap(differencesOf);
    const reasons = [...(refused.get(name) ?? []), ...differences];
    if (reasons.length > 0) refused.set(name, reasons);
    else written.set(name, countsIn(resources));
  }
  return { refused, written, rules };
}

/**
 * The rules that each entry breaks. An application that exists is adopted as it is, so that its team can mend it, or ask for
 * an exception; one with roles of the domain is not.
 */
function brokenRules({ stack }: StackPlan, team: string) {
  const refused = new Map<string, string[]>();
  const rules = new Map<string, string[]>();
  for (const { rule, subject, state, node, path, message } of stack.ruleFindings) {
    const [of, name] = subject.split("/");
    if (state !== "broken" || of !== team || name === undefined) continue;
    const found = rule === "domain-roles" ? refused : rules;
    const [, key = ""] = /^\w+\[\d+\]\.?(.*)$/.exec(problemAt(node, path, message).path) ?? [];
    found.set(name, [...(found.get(name) ?? []), key === "" ? message : `${key}: ${message}`]);
  }
  return { refused, rules };
}

async function planned(
  { stackName, files, file, domain, settings: { project, services } }: Proof,
  entries: readonly Converted[],
): Promise<StackPlan | { refused: Map<string, string[]> }> {
  const domains = { at: async () => domain };
  const config = { identityDomainUrl: domain.url, services };
  try {
    return await planStack({ stackName, project, files, domains, config, rules: "report" });
  } catch (error) {
    const refused = error instanceof ManifestError && byEntry(error.problems, file, files, entries);
    if (refused) return { refused };
    throw error;
  }
}

/** The problems of each entry; undefined if there are problems with something else. */
function byEntry(
  problems: readonly Problem[],
  file: string,
  files: Files,
  entries: readonly Converted[],
): Map<string, string[]> | undefined {
  const names = new Set(entries.map(({ entry }) => String(entry.name)));
  const written = readYaml(file, files).value as Readonly<Record<string, readonly { readonly name?: unknown }[]>>;
  const found = new Map<string, string[]>();
  for (const problem of problems) {
    const [, list = "", index = "", path = ""] = /^(\w+)\[(\d+)\]\.?(.*)$/.exec(problem.path) ?? [];
    const name = problem.file === file ? String(written[list]?.[Number(index)]?.name) : "";
    if (!names.has(name)) return undefined;
    found.set(name, [...(found.get(name) ?? []), path === "" ? problem.message : `${path}: ${problem.message}`]);
  }
  return found;
}

function resourcesOf(name: string, resources: readonly PlannedResource[]): PlannedResource[] {
  return resources.filter((one) => one.name === name || one.name.startsWith(`${name}/`));
}

/** What `pulumi up` would do to a resource besides adding ownership tags: one sentence for each. */
function differencesOf({ type, name, found, live = {}, inputs, changes }: PlannedResource): string[] {
  if (found === undefined) return [`the plan creates ${quote(name)} (${type.slice(type.lastIndexOf(":") + 1)})`];
  const own = isDeepStrictEqual(ownTags(live.tags), ownTags(inputs.tags));
  return changes
    .filter(({ path }) => !(own && /^tags\b/.test(path)))
    .map(({ path }) => `${path}: ${shown(at(live, path))}, and the plan changes it to ${shown(at(inputs, path))}`);
}

const ownershipKeys: readonly string[] = Object.values(ownershipTags);

/** The tags that are not ownership tags, in one order. */
function ownTags(tags: unknown): string[] {
  const list = (Array.isArray(tags) ? tags : []) as { readonly key: string; readonly value: string }[];
  return list
    .filter(({ key }) => !ownershipKeys.includes(key))
    .map(({ key, value }) => JSON.stringify([key, value]))
    .toSorted();
}

/** The value at a path such as `allowedScopes[0].fqs`. */
function at(values: unknown, path: string): unknown {
  return path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce((value: unknown, part) => (value as Readonly<Record<string, unknown>> | undefined)?.[part], values);
}

function shown(value: unknown): string {
  if (value === undefined || value === null || value === "") return "none";
  return typeof value === "object" ? quote(JSON.stringify(value)) : quote(value);
}

/** What the plan declares for an application. */
function countsIn(resources: readonly PlannedResource[]): Counts {
  const app = resources.find(({ type }) => type.endsWith(":DomainsApp"))?.inputs ?? {};
  const lengthOf = (name: string) => (Array.isArray(app[name]) ? app[name].length : 0);
  const grants = resources.flatMap(({ type, inputs }) => (type.endsWith(":DomainsGrant") ? [inputs] : []));
  const isTo = (type: string) => (inputs: PlannedResource["inputs"]) => at(inputs, "grantee.type") === type;
  return {
    scopes: lengthOf("allowedScopes") + lengthOf("scopes"),
    roles: grants.filter(isTo("App")).length,
    users: grants.filter(isTo("User")).length,
    groups: grants.filter(isTo("Group")).length,
    certificates: lengthOf("certificates"),
    networkPerimeters: lengthOf("appsNetworkPerimeters"),
    definedRoles: resources.filter(({ type }) => type.endsWith(":DomainsAppRole")).length,
  };
}
