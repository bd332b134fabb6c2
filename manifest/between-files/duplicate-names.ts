import { derivedClientId } from "../../naming/client-id.ts";
import { notFound } from "../../wording/nearest.ts";
import { quote } from "../../wording/quote.ts";
import { isName } from "../keys-and-defaults/text.ts";
import { type Problem, problemIn, renderPlace } from "../yaml/problem.ts";
import type { ApplicationAsWritten, TeamAsWritten } from "./as-written.ts";
import type { InEnvironment } from "./each-environment.ts";
import type { UniqueValue } from "./unique-values.ts";

/** The names of teams. */
export function teamNames(teams: readonly TeamAsWritten[]): UniqueValue[] {
  return teams.map(({ team, source }) => ({
    key: team,
    place: problemIn(source, ["team"], ""),
    taken: (first) => `team ${quote(team)} is already declared, at ${first}: write one file per team.`,
  }));
}

/** The names of clients and resource applications within their teams. */
export function names(teams: readonly TeamAsWritten[]): UniqueValue[] {
  const applications = applicationsOf(teams);
  const kinds = new Map(applications.toReversed().map((one) => [fullName(one), one.kind]));
  return applications.map((one) => ({
    key: fullName(one),
    place: placeOf(one),
    taken: (first) =>
      `team ${quote(one.team)} already has a ${kinds.get(fullName(one))} ${quote(one.name)}, at ${first}.`,
  }));
}

/** The display names of an environment's applications. */
export function displayNamesIn({ applications }: InEnvironment): UniqueValue[] {
  return applications.map(({ displayName, displayNamePath, source }) => ({
    key: displayName.toLowerCase(),
    place: problemIn(source, displayNamePath, ""),
    taken: (first) =>
      `the display name ${quote(displayName)} is already taken, at ${first}: display names are unique in an identity domain (case-insensitive).`,
  }));
}

/** The client IDs of an environment's applications, in the stack of all teams. */
export function clientIdsIn({ environment, applications }: InEnvironment): UniqueValue[] {
  return applications.map((one) => clientId(one, environment));
}

/** The client IDs of an environment's applications, in a stack for each team. */
export function clientIdsOfTeamStacksIn({ environment, applications }: InEnvironment): UniqueValue[] {
  return applications.map((one) => clientId(one, `${environment}.${one.team}`));
}

function clientId(application: ApplicationAsWritten, stack: string): UniqueValue {
  const { path, source } = application;
  const id = application.clientId ?? derivedClientId(fullName(application), stack);
  const idPath = application.clientId === undefined ? path : [...path.slice(0, -1), "clientId"];
  return {
    key: id.toLowerCase(),
    place: problemIn(source, idPath, ""),
    taken: (first) =>
      `the client ID ${quote(id)} is already taken in stack ${quote(stack)}, at ${first}: client IDs are unique in an identity domain (case-insensitive).`,
  };
}

/** The former names of clients and resource applications, without those that are still in use. */
export function formerNames(teams: readonly TeamAsWritten[]): UniqueValue[] {
  const today = new Set(applicationsOf(teams).map(fullName));
  return formerNamesOf(teams)
    .filter(({ name }) => !today.has(name))
    .map(({ name, path, source }) => ({
      key: name,
      place: problemIn(source, path, ""),
      taken: (first) =>
        `${quote(name)} is already listed as a former name, at ${first}: only one client can have had it.`,
    }));
}

/** Former names that a client or a resource application still has. */
export function formerNamesInUse(teams: readonly TeamAsWritten[]): Problem[] {
  const today = new Map(applicationsOf(teams).map((one) => [fullName(one), one]));
  return formerNamesOf(teams).flatMap(({ name, path, source }) => {
    const one = today.get(name);
    if (!one) return [];
    const message = `${quote(name)} is the current name of a ${one.kind}, at ${renderPlace(placeOf(one))}: a former name must be one that no ${one.kind} has any more.`;
    return [{ ...problemIn(source, path, message), otherFile: one.source.file }];
  });
}

/** The environments that clients and resource applications name although they do not exist. */
export function unknownEnvironments(teams: readonly TeamAsWritten[], environments: readonly string[]): Problem[] {
  return applicationsOf(teams).flatMap(({ source, path, environments: named = [] }) =>
    named
      .filter((name) => isName(name) && !environments.includes(name))
      .map((name) => {
        const message = notFound(name, "an environment", environments, "existing:");
        return problemIn(source, [...path.slice(0, -1), "environments", name], message, "key");
      }),
  );
}

function formerNamesOf(teams: readonly TeamAsWritten[]) {
  return applicationsOf(teams).flatMap(({ source, was }) => was.map((entry) => ({ ...entry, source })));
}

function applicationsOf(teams: readonly TeamAsWritten[]): ApplicationAsWritten[] {
  return teams.flatMap(({ applications }) => applications);
}

function fullName({ team, name }: ApplicationAsWritten): string {
  return `${team}/${name}`;
}

function placeOf({ source, path }: ApplicationAsWritten): Problem {
  return problemIn(source, path, "");
}
