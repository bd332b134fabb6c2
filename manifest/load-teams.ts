import { dirname, join } from "node:path";
import { type Day, dayOf } from "../wording/days.ts";
import { compare } from "../wording/order.ts";
import { type TeamAsWritten, teamAsWritten } from "./between-files/as-written.ts";
import { problemsBetweenFiles } from "./between-files/problems-between-files.ts";
import { problemsOfClient } from "./client-rules/refusals.ts";
import type { CertificateFile, CertificateManifest } from "./keys-and-defaults/certificate.ts";
import { type CheckedClient, type ClientManifest, clientSchema } from "./keys-and-defaults/client.ts";
import type { Environment } from "./keys-and-defaults/environment.ts";
import { validate } from "./keys-and-defaults/explain-wrong-value.ts";
import { defaultDisplayName, type FormerName } from "./keys-and-defaults/names-and-environments.ts";
import { type TeamManifest, teamSchema } from "./keys-and-defaults/team.ts";
import { builtInServices, type Services } from "./oracle/services.ts";
import { readCertificate } from "./read-certificate.ts";
import { problemOfFolder, yamlFilesIn } from "./read-folder.ts";
import type { RuleFinding } from "./rules/rule-finding.ts";
import { type RuledTeam, ruleFindings } from "./rules/rule-findings.ts";
import { unusedExceptions } from "./rules/unused-exceptions.ts";
import { type Files, filesAround } from "./yaml/files.ts";
import { type OtherKeys, withOrigin } from "./yaml/origin.ts";
import { isPlainObject } from "./yaml/plain-object.ts";
import { type Path, type Source, writtenPart } from "./yaml/position.ts";
import { type Finding, inFileOrder, ManifestError, type Problem, problemAt, problemIn } from "./yaml/problem.ts";
import { readYaml } from "./yaml/yaml-file.ts";

/** Options of `loadTeams`. */
export interface LoadOptions {
  /**
   * The services that `service` may name.
   * @default the built-in ones
   * @example servicesFrom(new pulumi.Config().getObject("services"), "Pulumi.dev.yaml")
   */
  readonly services?: Services;
  /**
   * The environments that exist, so that a manifest which names another one is refused. Clients are also checked
   * against the rules of those given as `loadEnvironment` returns them; a name alone allows everything, so pass at
   * least the environment to be provisioned as a whole.
   * @default not checked
   * @example environmentNames("environments").map((name) => (name === environment.name ? environment : name))
   */
  readonly environments?: readonly (string | Environment)[];
  /**
   * Where the manifests, and the certificates that they name, are read from.
   * @default the disk, relative to the working directory
   */
  readonly files?: Files;
  /**
   * `report`: a broken rule of an environment is not among the problems, only among the findings.
   * @default "refuse"
   */
  readonly rules?: "refuse" | "report";
  /** The day on which dates are judged: exceptions, clients. @default today, in UTC */
  readonly today?: Day;
}

/** What the files of a folder contain, whatever is wrong with them. */
export interface ReadTeams {
  /** The teams whose keys are valid, sorted by team; anything else that is wrong with them is among the problems. */
  readonly teams: readonly TeamManifest[];
  /** Every team whose file gives its name, valid or not. */
  readonly asWritten: readonly TeamAsWritten[];
  /** All problems of all files in file order, those between files included. */
  readonly problems: readonly Problem[];
  /** What concerns the rules of the environments that are given as a whole. */
  readonly ruleFindings: readonly RuleFinding[];
  /** Exceptions that no environment needs. */
  readonly unusedExceptions: readonly Finding[];
}

/**
 * The manifests of all teams: every `*.yaml` and `*.yml` of the folder and its sub-folders, sorted by team.
 * @throws ManifestError with all problems of all files in file order, those between files included.
 */
export function loadTeams(folder: string, options: LoadOptions = {}): readonly TeamManifest[] {
  const { teams, problems } = readTeams(folder, options);
  if (problems.length > 0) throw new ManifestError(problems);
  return teams;
}

/**
 * The teams of a folder and all problems, without throwing for these: for callers that need only one team.
 * @throws ManifestError if the folder cannot be read or contains no manifest.
 */
export function readTeams(folder: string, options: LoadOptions = {}): ReadTeams {
  const { environments = [], services = builtInServices, files = filesAround(folder) } = options;
  const names = yamlFilesIn(folder, files);
  if (names.length === 0)
    throw new ManifestError([problemOfFolder(folder, "contains no manifest: write one file per team, <team>.yaml.")]);

  const schemas: Schemas = { team: teamSchema(services), client: clientSchema(services) };
  const read = names.map((name) => readTeam(join(folder, name), schemas, files));
  const teams = read.flatMap(({ team }) => team ?? []).sort((one, other) => compare(one.team, other.team));
  const asWritten = read.flatMap((one) => one.asWritten ?? []);
  const clients = read.flatMap((one) => one.clients);
  const findings = findingsIn(read, environments, options.today ?? dayOf(new Date()));
  const broken = options.rules === "report" ? [] : findings.filter(({ state }) => state === "broken");
  const known = environments.map((one) => (typeof one === "string" ? one : one.name));
  return {
    teams,
    asWritten,
    ruleFindings: findings,
    unusedExceptions: unusedExceptions(clients, environments, findings),
    problems: inFileOrder([
      ...read.flatMap(({ problems }) => problems),
      ...clients.flatMap((client) => problemsOfClient(client, known)),
      ...broken.map(({ node, path, message }) => problemAt(node, path, message)),
      ...problemsBetweenFiles(teams, asWritten, options.environments),
    ]),
  };
}

/** What concerns the rules of environments, in all files, also in those in which something else is wrong. */
function findingsIn(
  read: readonly ReadTeam[],
  environments: readonly (string | Environment)[],
  today: Day,
): RuleFinding[] {
  const whole = environments.filter((one) => typeof one !== "string");
  return whole.flatMap((environment) =>
    read.flatMap(({ team, asWritten, clients }) => {
      const ruled: RuledTeam = {
        team: asWritten?.team ?? "",
        ...(team && { owner: team.owner, node: team }),
        clients,
        resourceApplications: team?.resourceApplications ?? [],
      };
      return ruleFindings(ruled, environment, today);
    }),
  );
}

/** What one file contains. */
interface ReadTeam {
  /** Absent if one of its keys is invalid. */
  readonly team?: TeamManifest;
  /** Absent if it does not give its team's name. */
  readonly asWritten?: TeamAsWritten | undefined;
  /** The clients whose own keys are valid, although something else in the file may not be. */
  readonly clients: readonly ClientManifest[];
  readonly problems: readonly Problem[];
}

interface Schemas {
  readonly team: ReturnType<typeof teamSchema>;
  readonly client: ReturnType<typeof clientSchema>;
}

const otherKeys: OtherKeys = {
  app: ["instance"],
  scopes: ["apis"],
  redirectUrls: ["integrationCallback"],
  tags: ["tagged"],
  secret: ["secretVersion"],
};

function readTeam(file: string, schemas: Schemas, files: Files): ReadTeam {
  const { source, value, problems: mistakes } = readYaml(file, files);
  if (value === undefined) return { clients: [], problems: mistakes };
  const checked = validate(schemas.team, source, value);
  const problems = [...mistakes, ...checked.problems];
  const asWritten = teamAsWritten(source, value);
  const origin = { source, path: [], otherKeys };
  const complete = (client: CheckedClient, path: Path): ClientManifest => {
    const named = withItsTeam(withCertificates(client, path, { source, files, problems }), asWritten?.team);
    return withOrigin(named, { ...origin, path });
  };
  if (!("data" in checked)) {
    const clients = soundClients(schemas.client, value).map(({ client, path }) => complete(client, path));
    return { asWritten, clients, problems };
  }
  const { team, owner, ...found } = withOrigin(checked.data, origin);
  const clients = found.clients.map((client, index) => complete(client, ["clients", index]));
  const resourceApplications = found.resourceApplications.map((application, index) =>
    withOrigin(withItsTeam(application, team), { ...origin, path: ["resourceApplications", index] }),
  );
  const manifest: TeamManifest = {
    team,
    owner,
    file,
    resourceApplications: resourceApplications.sort(byName),
    clients: clients.toSorted(byName),
  };
  return { team: withOrigin(manifest, origin), asWritten, clients, problems };
}

/** A client or resource application with what its team's name completes: its display name and its former names. */
function withItsTeam<
  T extends { readonly name: string; readonly displayName?: string; readonly was: readonly FormerName[] },
>(application: T, team = "") {
  const { name, displayName = defaultDisplayName(team, name), was } = application;
  return { ...application, displayName, was: was.map((one) => ({ ...one, team: one.team || team })) };
}

/** The clients of a file whose own keys are valid, although something else in the file is not. */
function soundClients(schema: Schemas["client"], value: unknown): { client: CheckedClient; path: Path }[] {
  const list: unknown = isPlainObject(value) ? value.clients : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((one, index) => {
    const { data } = schema.safeParse(one);
    return data ? [{ client: data as CheckedClient, path: ["clients", index] }] : [];
  });
}

interface Reading {
  readonly source: Source;
  readonly files: Files;
  /** Collects what is wrong with the files that a manifest names. */
  readonly problems: Problem[];
}

/** A client with the content of its certificate files, its own and those of each environment. */
function withCertificates(client: CheckedClient, path: Path, reading: Reading) {
  const { environments, ...everywhere } = client;
  const read = (certificates: readonly CertificateFile[], at: Path): CertificateManifest[] =>
    certificates.map((one, index) => certificateOf(one, [...at, "certificates", index], reading));
  const overrides = Object.entries(environments ?? {}).map(([name, { certificates, ...override }]) => {
    const at = [...path, "environments", name];
    return [name, { ...override, ...(certificates && { certificates: read(certificates, at) }) }] as const;
  });
  return {
    ...everywhere,
    certificates: read(client.certificates, path),
    ...(environments && { environments: Object.fromEntries(overrides) }),
  };
}

function certificateOf(
  written: CertificateFile,
  path: Path,
  { source, files, problems }: Reading,
): CertificateManifest {
  const file = join(dirname(source.file), written.file);
  const read = readCertificate(file, files);
  if (!("refused" in read)) return { ...written, file, ...read };
  problems.push(problemIn(source, writtenPart(source, [...path, "file"]), `${file} ${read.refused}`));
  return { ...written, file, base64: "", sha256: "", expires: "" };
}

function byName(one: { readonly name: string }, other: { readonly name: string }): number {
  return compare(one.name, other.name);
}
