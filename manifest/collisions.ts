import { derivedClientId } from "./client-id.ts";
import type { DeclaredClient, DeclaredTeam } from "./declared.ts";
import { notFound } from "./nearest.ts";
import { type Problem, problemIn } from "./problem.ts";
import { quote } from "./quote.ts";
import { type Path, positionOf, type Source } from "./source.ts";
import { isName } from "./text.ts";

/**
 * Everything that two manifests, or two clients, may not both have. Each problem stands at the later place and names
 * the earlier one. `environments` are the environments that are known; those that manifests name are added.
 */
export function collisions(teams: readonly DeclaredTeam[], environments: readonly string[]): Problem[] {
  const clients = teams.flatMap((team) => team.clients);
  const mentioned = clients.flatMap((client) => client.environments ?? []);
  const all = [...new Set([...environments, ...mentioned])].sort();
  return [
    ...sameTeam(teams),
    ...sameName(clients),
    ...sameDisplayName(firstOfEachName(clients), all),
    ...sameClientId(firstOfEachName(clients), all),
    ...formerNames(clients),
  ];
}

/** The environments that clients name and that do not exist. */
export function unknownEnvironments(teams: readonly DeclaredTeam[], environments: readonly string[]): Problem[] {
  return teams.flatMap(({ clients }) =>
    clients.flatMap(({ source, path, environments: named = [] }) =>
      named
        .filter((name) => isName(name) && !environments.includes(name))
        .map((name) => {
          const message = notFound(name, "an environment", environments, "there are");
          return problemIn(source, [...path.slice(0, -1), "environments", name], message, "key");
        }),
    ),
  );
}

/** Something that may be claimed once. */
interface Claim {
  readonly key: string;
  readonly source: Source;
  readonly path: Path;
  /** What the later one did wrong, given the place of the earlier one. */
  readonly taken: (first: string) => string;
}

function sameTeam(teams: readonly DeclaredTeam[]): Problem[] {
  return repeats(
    teams.map(({ team, source }) => ({
      key: team,
      source,
      path: ["team"],
      taken: (first) => `team ${quote(team)} is declared already, at ${first}: write one file for a team.`,
    })),
  );
}

function sameName(clients: readonly DeclaredClient[]): Problem[] {
  return repeats(
    clients.map((client) => ({
      ...client,
      key: fullName(client),
      taken: (first) => `team ${quote(client.team)} has a client ${quote(client.name)} already, at ${first}.`,
    })),
  );
}

function sameDisplayName(clients: readonly DeclaredClient[], environments: readonly string[]): Problem[] {
  return inEachEnvironment(clients, environments, (present) =>
    repeats(
      present.map(({ displayName, displayNamePath, source }) => ({
        key: displayName.toLowerCase(),
        source,
        path: displayNamePath,
        taken: (first) =>
          `the display name ${quote(displayName)} is taken already, at ${first}: an identity domain has each only once, case aside.`,
      })),
    ),
  );
}

function sameClientId(clients: readonly DeclaredClient[], environments: readonly string[]): Problem[] {
  return inEachEnvironment(clients, environments, (present, environment) => {
    const claim = (client: DeclaredClient, stack: string): Claim => {
      const id = client.clientId ?? derivedClientId(`${client.team}/${client.name}`, stack);
      return {
        key: id.toLowerCase(),
        source: client.source,
        path: client.clientId === undefined ? client.path : [...client.path.slice(0, -1), "clientId"],
        taken: (first) =>
          `the client ID ${quote(id)} is taken already in stack ${quote(stack)}, at ${first}: an identity domain has each only once, case aside.`,
      };
    };
    return [
      ...repeats(present.map((client) => claim(client, environment))),
      ...repeats(present.map((client) => claim(client, `${environment}.${client.team}`))),
    ];
  });
}

function formerNames(clients: readonly DeclaredClient[]): Problem[] {
  const today = new Map(clients.map((client) => [fullName(client), client]));
  const former = clients.flatMap(({ source, was }) => was.map((entry) => ({ ...entry, source })));
  const stillThere = former.flatMap(({ name, path, source }) => {
    const client = today.get(name);
    const message = `${quote(name)} is the name of a client of today${client ? `, at ${placeOf(client)}` : ""}: only a name that no client has any more can be a former one.`;
    return client ? [problemIn(source, path, message)] : [];
  });
  const gone = former.filter(({ name }) => !today.has(name));
  const claims = gone.map(({ name, path, source }) => ({
    key: name,
    source,
    path,
    taken: (first: string) =>
      `${quote(name)} is named as a former name already, at ${first}: one client can have had it.`,
  }));
  return [...stillThere, ...repeats(claims)];
}

function repeats(claims: readonly Claim[]): Problem[] {
  const firsts = new Map<string, Claim>();
  return claims.flatMap((claim) => {
    const first = firsts.get(claim.key);
    if (first) return [problemIn(claim.source, claim.path, claim.taken(placeOf(first)))];
    firsts.set(claim.key, claim);
    return [];
  });
}

/** The problems of each environment, those at the same place only once. */
function inEachEnvironment(
  clients: readonly DeclaredClient[],
  environments: readonly string[],
  problemsIn: (present: readonly DeclaredClient[], environment: string) => Problem[],
): Problem[] {
  const found = new Map<string, Problem>();
  for (const environment of environments.length > 0 ? environments : ["dev"]) {
    const present = clients.filter((client) => client.environments?.includes(environment) ?? true);
    for (const problem of problemsIn(present, environment)) {
      const place = `${problem.file} ${problem.path}`;
      if (!found.has(place)) found.set(place, problem);
    }
  }
  return [...found.values()];
}

function firstOfEachName(clients: readonly DeclaredClient[]): DeclaredClient[] {
  return [...new Map(clients.toReversed().map((client) => [fullName(client), client])).values()].toReversed();
}

function fullName({ team, name }: DeclaredClient): string {
  return `${team}/${name}`;
}

function placeOf({ source, path }: { readonly source: Source; readonly path: Path }): string {
  const { line, column } = positionOf(source, path);
  return `${source.file}:${line}:${column}`;
}
