import { derivedClientId } from "../../naming/client-id.ts";
import { quote } from "../../wording/quote.ts";
import { writtenPart } from "../yaml/position.ts";
import { type Problem, problemIn } from "../yaml/problem.ts";
import { type ApplicationAsWritten, existsIn, retiredIn, type TeamAsWritten } from "./as-written.ts";

/** Two versions of the manifests. */
export interface Versions {
  /** What the earlier version is called: `HEAD`. */
  readonly earlier: string;
  readonly before: readonly TeamAsWritten[];
  readonly after: readonly TeamAsWritten[];
  readonly environments: readonly string[];
  /** Those of them that delete only what is retired. */
  readonly afterRetirement: readonly string[];
}

/**
 * What a change of the manifests loses, or changes without effect: clients and resource applications that are gone, renamed
 * without `was`, no longer in an environment, or have another client ID. Each at its place in the later version.
 */
export function changedApplications(versions: Versions): Problem[] {
  const before = versions.before.flatMap(({ applications }) => applications);
  const after = versions.after.flatMap(({ applications }) => applications);
  const gone = before.filter((one) => !after.some((other) => isSame(one, other)));
  const added = after.filter((one) => !before.some((other) => isSame(other, one)));
  return [
    ...gone.map((one) => goneOrRenamed(one, { gone, added }, versions)),
    ...after.flatMap((one) => {
      const earlier = before.find((other) => isSame(other, one));
      return earlier ? [...fewerEnvironments(earlier, one, versions), ...otherClientId(earlier, one, versions)] : [];
    }),
  ];
}

/** Whether two versions of an application are the same one, by its name or a former one. */
function isSame(before: ApplicationAsWritten, after: ApplicationAsWritten): boolean {
  const name = fullName(before);
  return before.kind === after.kind && (fullName(after) === name || after.was.some((former) => former.name === name));
}

interface Changed {
  readonly gone: readonly ApplicationAsWritten[];
  readonly added: readonly ApplicationAsWritten[];
}

function goneOrRenamed(one: ApplicationAsWritten, { gone, added }: Changed, versions: Versions): Problem {
  // What adopts another application is that one.
  const isNear = (before: ApplicationAsWritten, after: ApplicationAsWritten): boolean =>
    before.kind === after.kind &&
    (after.adopt === undefined || after.adopt === before.adopt) &&
    (before.team === after.team || before.name === after.name);
  const [renamed, another] = added.filter((after) => isNear(one, after));
  if (renamed && !another && gone.filter((before) => isNear(before, renamed)).length === 1) {
    const former = one.team === renamed.team ? one.name : fullName(one);
    const name = quote(fullName(renamed));
    const message = `${quote(fullName(one))} is gone since ${versions.earlier}: ${deletion(one, versions)} It creates another application for ${name}, which is new. If ${name} is the same ${one.kind} under a new name, add \`was: ${former}\` here: it then keeps them.`;
    return problemIn(renamed.source, renamed.path, message);
  }
  const team = versions.after.find((other) => other.team === one.team);
  const ofTeam = team === undefined ? ownStack : "";
  const message = `${quote(fullName(one))} is gone since ${versions.earlier}: ${deletion(one, versions)}${ofTeam} To keep it, put its entry back; if it has a new name, add \`was: ${fullName(one)}\` to the new entry.`;
  const list = one.kind === "client" ? "clients" : "resourceApplications";
  return team
    ? problemIn(team.source, writtenPart(team.source, [list]), message, "key")
    : { ...nowhere, file: one.source.file, message };
}

/** Of a team without a file, no `pulumi up` runs the stack of its own. */
const ownStack = " If its team has a stack of its own, it stays until `idcs-apps fleet destroy` or `pulumi destroy`.";

const nowhere = { line: 0, column: 0, path: "" };

function fewerEnvironments(before: ApplicationAsWritten, after: ApplicationAsWritten, versions: Versions): Problem[] {
  const { earlier, environments } = versions;
  const left = environments.filter((name) => existsIn(before, name) && !existsIn(after, name));
  if (left.length === 0) return [];
  const message = `${quote(fullName(after))} is no longer in the environment ${left.map(quote).join(", ")} since ${earlier}: ${deletion(before, versions, left)} To keep it there, list the environment.`;
  return [problemIn(after.source, [...after.path.slice(0, -1), "environments"], message)];
}

/**
 * What `pulumi up` does with an application that is not declared any more. An environment that deletes only what is retired
 * refuses.
 *
 * @param among the environments that are meant
 */
function deletion(
  before: ApplicationAsWritten,
  { environments, afterRetirement }: Versions,
  among: readonly string[] = environments,
): string {
  const concerned = among.filter((name) => existsIn(before, name));
  const refusing = concerned.filter((name) => afterRetirement.includes(name) && !retiredIn(before, name));
  const deleting = concerned.filter((name) => !refusing.includes(name));
  const why = "because it is not retired there (docs/retire.md)";
  const those = refusing.map(quote).join(", ");
  if (refusing.length === 0) {
    const where = among.length < environments.length ? " there" : "";
    return `\`pulumi up\` deletes ${lost(before)}${where}.`;
  }
  if (deleting.length === 0) return `in ${those}, \`pulumi up\` refuses to delete it, ${why}.`;
  return `\`pulumi up\` deletes ${lost(before)}, in ${deleting.map(quote).join(", ")}. In ${those}, it refuses that, ${why}.`;
}

function otherClientId(before: ApplicationAsWritten, after: ApplicationAsWritten, versions: Versions): Problem[] {
  const { clientId } = after;
  const isDerived = versions.environments.some((environment) =>
    [environment, `${environment}.${before.team}`].some(
      (stack) => clientId === derivedClientId(fullName(before), stack),
    ),
  );
  if (clientId === undefined || clientId === before.clientId || isDerived) return [];
  const message = `${quote(clientId)} is another client ID than at ${versions.earlier}. It has no effect where the client already exists, because the client ID of an existing client cannot change. Put ${before.clientId === undefined ? "the earlier state" : quote(before.clientId)} back. For another client ID, declare another client next to this one, and remove this one once nothing uses it.`;
  return [problemIn(after.source, [...after.path.slice(0, -1), "clientId"], message)];
}

function lost({ kind }: ApplicationAsWritten): string {
  return kind === "client"
    ? "its application, its client ID and its client secret, and no program can use them again"
    : "its application, its scopes and its app roles, and clients lose their access to it";
}

function fullName({ team, name }: ApplicationAsWritten): string {
  return `${team}/${name}`;
}
