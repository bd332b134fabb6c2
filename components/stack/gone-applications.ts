import type { TeamPart } from "../../manifest/load-stack.ts";
import type { Finding } from "../../manifest/yaml/problem.ts";
import { quote } from "../../wording/quote.ts";
import { type LiveApplication, nameInManifest } from "../look-up/live-application.ts";
import { type DeclaredApplication, declarationOf } from "./declared-application.ts";
import { isSecond } from "./live-clients.ts";
import type { Notice } from "./notice.ts";

/** What `goneApplications` compares. */
export interface Comparison {
  readonly environment: string;
  readonly teams: readonly TeamPart[];
  readonly declared: readonly DeclaredApplication[];
  /** The applications that carry the stack's tag. */
  readonly live: readonly LiveApplication[];
  /** Declared applications that do not exist yet. */
  readonly missing: readonly DeclaredApplication[];
}

/** The live applications of a stack that no manifest declares any more: this `up` deletes those that are in its state. */
export function goneApplications({ live, declared }: Pick<Comparison, "live" | "declared">): LiveApplication[] {
  const declaredAs = declarationOf(declared);
  return live.filter((one) => declaredAs(one) === undefined);
}

/**
 * Warnings for applications that this `up` deletes, each with what it takes along and with the way to keep it: the former name,
 * if only one declared application may be the same under another name.
 *
 * @param along what each takes along, by its id, as `goesAlong` returns it
 */
export function deletions(
  gone: readonly LiveApplication[],
  comparison: Comparison,
  along: ReadonlyMap<string, string>,
): Notice[] {
  return firstApplications(gone).map((one) => {
    const both: Both = [one, ...gone.filter((other) => isSecondOf(one, other))];
    const renamed = newName(one, gone, comparison.missing);
    const notice = renamed ? rename(both, renamed) : deletion(both, comparison);
    const more = [...new Set(both.flatMap(({ id }) => along.get(id) ?? []))];
    return { ...notice, message: [notice.message, ...more].join(" ") };
  });
}

/** Without the second application of a rotated client whose first one is in the list too: one message is about both. */
export function firstApplications(applications: readonly LiveApplication[]): LiveApplication[] {
  return applications.filter((one) => !applications.some((first) => isSecondOf(first, one)));
}

function isSecondOf(first: LiveApplication, one: LiveApplication): boolean {
  return isSecond(one) && !isSecond(first) && nameInManifest(first) === nameInManifest(one) && first.kind === one.kind;
}

type Both = readonly [LiveApplication, ...LiveApplication[]];

/**
 * The only declared application that may be this one under a new name: of the same team, or of the same name in another team. One
 * that adopts an application is that one.
 */
export function newName(
  one: LiveApplication,
  gone: readonly LiveApplication[],
  missing: readonly DeclaredApplication[],
): DeclaredApplication | undefined {
  const isNear = ({ kind, part, manifest }: DeclaredApplication, live: LiveApplication): boolean =>
    kind === live.kind && manifest.adopt === undefined && (part.team === live.team || manifest.name === live.client);
  const [found, another] = missing.filter((application) => isNear(application, one));
  const isOnlyOne = found && !another && gone.filter((live) => isNear(found, live) && !isSecond(live)).length === 1;
  return isOnlyOne ? found : undefined;
}

function rename(both: Both, { manifest, name, part }: DeclaredApplication): Notice {
  const [one] = both;
  const former = one.team === part.team ? one.client : nameInManifest(one);
  const message = `${quote(nameInManifest(one))} is not declared any more: \`pulumi up\` deletes ${what(both)}. It creates another application for ${quote(name)}, which does not exist yet. If ${quote(name)} is the same ${noun(one)} under a new name, add \`was: ${former}\` here: it then keeps them.`;
  return { node: manifest, path: ["name"], message };
}

function deletion(both: Both, { teams, environment }: Comparison): Notice {
  const [one] = both;
  const place = placeOf(one, { teams });
  const back = place.node ? "put its entry back" : `put the manifest of the team ${quote(one.team)} back`;
  const message = `${quote(nameInManifest(one))} is not declared in the environment ${quote(environment)} any more: \`pulumi up\` deletes ${what(both)}. To keep it, ${back}; if it has a new name, add \`was: ${nameInManifest(one)}\` to the new entry.`;
  return { ...place, message };
}

/** Where an application that is not declared any more would be: the list of its team; nowhere without the team. */
export function placeOf(
  one: LiveApplication,
  { teams }: Pick<Comparison, "teams">,
): Pick<Finding, "node" | "path"> | { readonly node?: undefined } {
  const part = teams.find(({ team }) => team === one.team);
  const list = one.kind === "client" ? "clients" : "resourceApplications";
  return part ? { node: part, path: [list] } : {};
}

function what([one, second]: Both): string {
  const application = `its application ${quote(one.displayName)}`;
  if (one.kind !== "client") return `${application}, its scopes and its app roles, and clients lose their access to it`;
  return second === undefined
    ? `${application} with client ID ${quote(one.clientId)} and its client secret, and no program can use them again`
    : `its applications ${quote(one.displayName)} and ${quote(second.displayName)} with client IDs ${quote(one.clientId)} and ${quote(second.clientId)} and their client secrets, and no program can use them again`;
}

/** What manifests call it. */
export function noun({ kind }: LiveApplication): string {
  return kind === "client" ? "client" : "resource application";
}
