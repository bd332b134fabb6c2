import { normalUrl } from "../../identity-domain/identity-domain.ts";
import { clientsIn, resourceApplicationsIn } from "../../manifest/keys-and-defaults/in-environment.ts";
import type { TeamManifest } from "../../manifest/keys-and-defaults/team.ts";
import { notFound } from "../../wording/nearest.ts";
import { quote } from "../../wording/quote.ts";
import { CommandError } from "../errors/command-error.ts";
import { stackOf } from "./convert/common.ts";
import type { StateResource } from "./from-state/state-resource.ts";
import type { ListedApplication } from "./read/answers.ts";

/** Which applications of a domain are to be adopted. */
export type Choice =
  | { readonly by: "names"; readonly names: readonly string[] }
  | { readonly by: "tags"; readonly tags: readonly string[] }
  | { readonly by: "prefix"; readonly prefix: string }
  /** The applications of a state in the identity domain with this URL. */
  | { readonly by: "state"; readonly state: readonly StateResource[]; readonly url: string; readonly file: string }
  | { readonly by: "all" };

/** The applications that are chosen, and why others are not. */
export interface Chosen {
  readonly applications: readonly ListedApplication[];
  /** The display name and the reason of each that was asked for and cannot be adopted. */
  readonly refused: readonly Refused[];
  /** How many of those that were not asked for by name are not looked at: reason → number. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** An application that is not adopted. */
export interface Refused {
  readonly displayName: string;
  readonly reasons: readonly string[];
}

/**
 * The applications that a choice means. Those that Oracle has created, that a stack of this project owns, or that a manifest
 * already adopts, are refused if they are named, and left out otherwise.
 *
 * @param placeOf where a manifest adopts an application already
 * @throws CommandError if nothing is found, or a name stands for several applications
 */
export function choose(listed: readonly ListedApplication[], choice: Choice, placeOf: AdoptedApplications): Chosen {
  const found = chosenIn(listed, choice);
  const isNamed = choice.by === "names" || choice.by === "state";
  const applications: ListedApplication[] = [];
  const refused: Refused[] = choice.by === "state" ? missingIn(listed, choice) : [];
  const leftOut = new Map<string, number>();
  for (const app of found) {
    const reason = reasonAgainst(app, placeOf(app));
    if (reason === undefined) applications.push(app);
    else if (isNamed) refused.push({ displayName: app.displayName, reasons: [reason.sentence] });
    else leftOut.set(reason.kind, (leftOut.get(reason.kind) ?? 0) + 1);
  }
  return { applications, refused, leftOut };
}

function chosenIn(listed: readonly ListedApplication[], choice: Choice): ListedApplication[] {
  switch (choice.by) {
    case "names":
      return [...new Set(choice.names.map((name) => named(listed, name)))];
    case "state": {
      const found = listed.filter((app) => inDomain(choice).some((one) => isOf(one, app)));
      return found.length > 0 ? found : nothing(`no application of ${choice.file} is in ${choice.url}`);
    }
    case "tags": {
      const tags = choice.tags.map(tagIn);
      const has = ({ tags: own = [] }: ListedApplication, { key, value }: { key: string; value: string }) =>
        own.some((tag) => tag.key === key && tag.value === value);
      const found = listed.filter((app) => tags.every((tag) => has(app, tag)));
      return found.length > 0 ? found : nothing(`no application has ${choice.tags.join(" and ")}`);
    }
    case "prefix": {
      const prefix = choice.prefix.toLowerCase();
      const found = listed.filter(({ displayName }) => displayName.toLowerCase().startsWith(prefix));
      return found.length > 0 ? found : nothing(`no display name begins with ${quote(choice.prefix)}`);
    }
    case "all":
      return [...listed];
  }
}

type ByState = Extract<Choice, { by: "state" }>;

/** The applications of the state that should be in the identity domain. */
function inDomain({ state, url }: ByState): readonly StateResource[] {
  return state.filter(({ endpoint }) => endpoint === undefined || normalUrl(endpoint) === url);
}

function isOf({ ids }: StateResource, { id, ocid }: ListedApplication): boolean {
  return ids.includes(id) || (ocid !== undefined && ids.includes(ocid));
}

/** The applications of the state that the identity domain does not have. */
function missingIn(listed: readonly ListedApplication[], choice: ByState): Refused[] {
  const others = choice.state.filter((one) => !inDomain(choice).includes(one));
  const gone = inDomain(choice).filter((one) => !listed.some((app) => isOf(one, app)));
  return [
    ...gone.map(({ address }) => ({ displayName: address, reasons: [`${choice.url} does not have it.`] })),
    ...others.map(({ address, endpoint = "" }) => ({
      displayName: address,
      reasons: [`It is in ${endpoint}, and not in ${choice.url}: adopt it in the environment of that identity domain.`],
    })),
  ];
}

function named(listed: readonly ListedApplication[], name: string): ListedApplication {
  const wanted = name.toLowerCase();
  const isMeant = (app: ListedApplication) =>
    [app.name, app.displayName, app.id, app.ocid].some((one) => one?.toLowerCase() === wanted);
  const [app, other] = listed.filter(isMeant);
  if (app === undefined) {
    const names = listed.filter((one) => reasonAgainst(one, undefined) === undefined);
    throw new CommandError(
      notFound(
        name,
        "the client ID, OCID or display name of an application of the identity domain",
        names.map(({ displayName }) => displayName).toSorted(),
      ),
    );
  }
  if (other === undefined) return app;
  const both = [app, other].map((one) => `${quote(one.displayName)} (client ID ${one.name}, ${one.ocid ?? one.id})`);
  throw new CommandError(`${quote(name)} stands for ${both.join(" and ")}: give the OCID of the one that is meant.`);
}

function tagIn(text: string): { key: string; value: string } {
  const [, key = "", value = ""] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (key !== "") return { key, value };
  throw new CommandError(`--tag ${quote(text)} is not a tag: write --tag <key>=<value>.`);
}

function nothing(message: string): never {
  throw new CommandError(`Nothing to adopt: ${message}.`);
}

function reasonAgainst(app: ListedApplication, place: string | undefined) {
  if (app.infrastructure === true || app.isOPCService === true) {
    const attribute = app.infrastructure === true ? "infrastructure" : "isOPCService";
    const way = "to manage some of its settings, write manage: true in the environment's file (docs/manifest.md)";
    return { kind: "created by Oracle", sentence: `${attribute}: true. Oracle created it: ${way}.` };
  }
  if (place !== undefined) return { kind: "already adopted", sentence: `${place} adopts it already.` };
  const stack = stackOf(app);
  if (stack === undefined) return undefined;
  const sentence = `it belongs to ${stack} (its tags): change it there.`;
  return { kind: "of this project's stacks", sentence };
}

/** Where a manifest adopts an application; undefined if none does. */
export type AdoptedApplications = (app: ListedApplication) => string | undefined;

/** Where the manifests of teams adopt applications in an environment: `<team>/<name>`. */
export function adoptedIn(teams: readonly TeamManifest[], environment: string): AdoptedApplications {
  const places = new Map<string, string>();
  for (const team of teams) {
    for (const { name, adopt } of [...clientsIn(team, environment), ...resourceApplicationsIn(team, environment)])
      if (adopt !== undefined) places.set(adopt.toLowerCase(), `${team.team}/${name}`);
  }
  return ({ name, displayName, id, ocid }) =>
    [name, displayName, id, ocid].map((one) => places.get((one ?? "").toLowerCase())).find(Boolean);
}
