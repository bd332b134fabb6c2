import { derivedClientId } from "../../naming/client-id.ts";
import { notFound } from "../../wording/nearest.ts";
import { quote } from "../../wording/quote.ts";
import { isName } from "../keys-and-defaults/text.ts";
import { type Problem, problemIn, renderPlace } from "../yaml/problem.ts";
import { type ApplicationAsWritten, existsIn, type TeamAsWritten } from "./as-written.ts";
import { inEachEnvironment } from "./each-environment.ts";
import { takenTwice, type UniqueValue } from "./taken-twice.ts";

/**
 * Names and client IDs that must be unique among all manifests. Each problem is reported at the later place and names
 * the earlier one.
 * @param environments all environments, as `allEnvironments` returns them
 */
export function duplicateNames(teams: readonly TeamAsWritten[], environments: readonly string[]): Problem[] {
  const applications = teams.flatMap((team) => team.applications);
  return [
    ...sameTeam(teams),
    ...sameName(applications),
    ...sameDisplayName(firstOfEachName(applications), environments),
    ...sameClientId(firstOfEachName(applications), environments),
    ...formerNames(applications),
  ];
}

/** The known environments and those that manifests name, sorted. */
export function allEnvironments(teams: readonly TeamAsWritten[], known: readonly string[]): string[] {
  const named = teams.flatMap(({ applications }) => applications.flatMap(({ environments = [] }) => environments));
  return [...new Set([...known, ...named])].sort();
}

/** The environments that clients and resource applications name although they do not exist. */
export function unknownEnvironments(teams: readonly TeamAsWritten[], environments: readonly string[]): Problem[] {
  return teams.flatMap(({ applications }) =>
    applications.flatMap(({ source, path, environments: named = [] }) =>
      named
        .filter((name) => isName(name) && !environments.includes(name))
        .map((name) => {
          const message = notFound(name, "an environment", environments, "existing:");
          return problemIn(source, [...path.slice(0, -1), "environments", name], message, "key");
        }),
    ),
  );
}

function sameTeam(teams: readonly TeamAsWritten[]): Problem[] {
  return takenTwice(
    teams.map(({ team, source }) => ({
      key: team,
      place: problemIn(source, ["team"], ""),
      taken: (first) => `team ${quote(team)} is already declared, at ${first}: write one file per team.`,
    })),
  );
}

function sameName(applications: readonly ApplicationAsWritten[]): Problem[] {
  const kinds = new Map(applications.toReversed().map((one) => [fullName(one), one.kind]));
  return takenTwice(
    applications.map((one) => ({
      key: fullName(one),
      place: placeOf(one),
      taken: (first) =>
        `team ${quote(one.team)} already has a ${kinds.get(fullName(one))} ${quote(one.name)}, at ${first}.`,
    })),
  );
}

function sameDisplayName(applications: readonly ApplicationAsWritten[], environments: readonly string[]): Problem[] {
  return inEnvironments(applications, environments, (present) =>
    takenTwice(
      present.map(({ displayName, displayNamePath, source }) => ({
        key: displayName.toLowerCase(),
        place: problemIn(source, displayNamePath, ""),
        taken: (first) =>
          `the display name ${quote(displayName)} is already taken, at ${first}: display names are unique in an identity domain (case-insensitive).`,
      })),
    ),
  );
}

function sameClientId(applications: readonly ApplicationAsWritten[], environments: readonly string[]): Problem[] {
  return inEnvironments(applications, environments, (present, environment) => {
    const idOf = (client: ApplicationAsWritten, stack: string): UniqueValue => {
      const id = client.clientId ?? derivedClientId(fullName(client), stack);
      const path = client.clientId === undefined ? client.path : [...client.path.slice(0, -1), "clientId"];
      return {
        key: id.toLowerCase(),
        place: problemIn(client.source, path, ""),
        taken: (first) =>
          `the client ID ${quote(id)} is already taken in stack ${quote(stack)}, at ${first}: client IDs are unique in an identity domain (case-insensitive).`,
      };
    };
    return [
      ...takenTwice(present.map((client) => idOf(client, environment))),
      ...takenTwice(present.map((client) => idOf(client, `${environment}.${client.team}`))),
    ];
  });
}

function formerNames(applications: readonly ApplicationAsWritten[]): Problem[] {
  const today = new Map(applications.map((one) => [fullName(one), one]));
  const former = applications.flatMap(({ source, was }) => was.map((entry) => ({ ...entry, source })));
  const stillThere = former.flatMap(({ name, path, source }) => {
    const one = today.get(name);
    if (!one) return [];
    const message = `${quote(name)} is the current name of a ${one.kind}, at ${renderPlace(placeOf(one))}: a former name must be one that no ${one.kind} has any more.`;
    return [{ ...problemIn(source, path, message), otherFile: one.source.file }];
  });
  const gone = former.filter(({ name }) => !today.has(name));
  const values = gone.map(({ name, path, source }) => ({
    key: name,
    place: problemIn(source, path, ""),
    taken: (first: string) =>
      `${quote(name)} is already listed as a former name, at ${first}: only one client can have had it.`,
  }));
  return [...stillThere, ...takenTwice(values)];
}

/** The problems of each environment, among what exists there. */
function inEnvironments(
  applications: readonly ApplicationAsWritten[],
  environments: readonly string[],
  problemsIn: (present: readonly ApplicationAsWritten[], environment: string) => Problem[],
): Problem[] {
  return inEachEnvironment(environments, (environment) => {
    return problemsIn(
      applications.filter((one) => existsIn(one, environment)),
      environment,
    );
  });
}

function firstOfEachName(applications: readonly ApplicationAsWritten[]): ApplicationAsWritten[] {
  return [...new Map(applications.toReversed().map((one) => [fullName(one), one])).values()].toReversed();
}

function fullName({ team, name }: ApplicationAsWritten): string {
  return `${team}/${name}`;
}

function placeOf({ source, path }: ApplicationAsWritten): Problem {
  return problemIn(source, path, "");
}
