import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeliveredDocument } from "../../cli/deliver/document.ts";
import type { FleetReport } from "../../cli/fleet/json.ts";
import { chooseSigningKey } from "../../identity-domain/credentials/choose-credentials.ts";
import { IdentityDomain, type StoredResource } from "../../identity-domain/identity-domain.ts";
import { type RunningLocalDomain, startLocalDomain } from "../../local/server.ts";
import { ociSecretStore } from "../../vault/oci-secret-store.ts";
import { administratorOf } from "./administrator.ts";
import { type PullRequestJob, pullRequestJob } from "./pull-request-job.ts";
import { days, manifests, prodSettings, vault } from "./story-manifests.ts";
import { createWorld, outputOf, type Said, type World } from "./world.ts";

/** An organisation with twelve teams: its git repository, an identity domain for dev and one for prod, and its pipelines' jobs. */
export interface Story {
  /** The repository's working tree, on main. */
  readonly world: World;
  readonly project: string;
  readonly domains: Readonly<Record<Environment, RunningLocalDomain>>;
  /** John Doe, an administrator of prod who works in the console. */
  readonly byHand: IdentityDomain;
  git(...args: string[]): Promise<string>;
  /** Commits all changes of the working tree. */
  commit(message: string): Promise<void>;
  /** Runs a command in a job of main, which has a key of each environment and the stacks' passphrase. */
  command(...args: string[]): Promise<Said>;
  /** The same for the fleet; `outcomes` has those of stacks that did not stay as they were. */
  fleet(environment: Environment, ...args: string[]): Promise<FleetRun>;
  pullRequestJob(): Promise<PullRequestJob>;
  /** The applications of prod with this display name. */
  applications(displayName: string): Promise<readonly StoredResource[]>;
  /** The document that prod's vault has in the secret of this name. */
  delivered(secretName: string): Promise<DeliveredDocument>;
  /** Every client secret and private key of both domains, and the passphrase. */
  secrets(): Promise<readonly string[]>;
  close(): Promise<void>;
}

type Environment = "dev" | "prod";

/** What a command of the fleet said, and its report. */
export interface FleetRun extends Said {
  readonly report: FleetReport;
  readonly outcomes: Readonly<Record<string, string>>;
}

/** Starts the story: everything is committed on main, and nothing is provisioned. */
export async function createStory(): Promise<Story> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const jdoe = { userName: "jdoe@example.com", familyName: "Doe", givenName: "John", ocid: "ocid1.user.oc1..jdoe" };
  const signers = [{ publicKey, user: jdoe.userName, adminRoles: ["Identity Domain Administrator"] }];
  const [world, prod] = await Promise.all([
    createWorld(manifests),
    startLocalDomain({ seed: { users: [jdoe], signers }, examples: true }),
  ]);
  const domains = { dev: world.domain, prod };
  const project = join(world.folder, "project");
  const ofJdoe = { tenancyOcid: "ocid1.tenancy.oc1..local", userOcid: jdoe.ocid, privateKey };
  const byHand = new IdentityDomain(prod.url, await chooseSigningKey(ofJdoe, {}));

  const [salt = ""] = /^encryptionsalt:.*$/m.exec(world.read("Pulumi.dev.yaml")) ?? [];
  for (const environment of ["dev", "prod"] as const) {
    world.write(`Pulumi.${environment}.yaml`, `${salt}\nconfig: { oci:configFileProfile: ${environment} }\n`);
    const settings = environment === "prod" ? prodSettings : "";
    world.write(
      `environments/${environment}.yaml`,
      `identityDomain: { url: "${domains[environment].url}" }\n${settings}`,
    );
  }
  // The story begins in the past for one team.
  world.write("Pulumi.prod.payments.yaml", `config: { idcs-apps:asOf: "${days.start}" }\n`);
  world.write("CODEOWNERS", "/teams/ @example/platform\n/environments/ @example/security\n");

  const git = async (...args: string[]) =>
    outputOf(await world.run("git", "-c", "user.name=ana", "-c", "user.email=ana@example.com", ...args));
  const commit = async (message: string) => {
    await git("add", "--all");
    await git("commit", "--quiet", "--message", message);
  };
  await git("init", "--quiet", "--initial-branch", "main");
  await commit("Twelve teams");

  const profiles = join(world.folder, "oci-config");
  writeFileSync(profiles, Object.entries(domains).map(profileOf).join("\n"), { mode: 0o600 });
  const command: Story["command"] = (...args) =>
    world.runWith({ OCI_CONFIG_FILE: profiles }, process.execPath, "cli/main.ts", ...args);
  return {
    world,
    project,
    domains,
    byHand,
    git,
    commit,
    command,
    async fleet(environment, ...args) {
      const said = await command("fleet", ...args, "--env", environment, "--json");
      const report = jsonIn(said) as FleetReport;
      const ran = report.stacks.filter(({ outcome }) => outcome !== "unchanged");
      return { ...said, report, outcomes: Object.fromEntries(ran.map(({ stack, outcome }) => [stack, outcome])) };
    },
    pullRequestJob: () =>
      pullRequestJob(join(world.folder, "job"), { repository: project, catalogs: join(world.folder, "catalog") }),
    applications: (displayName) =>
      byHand.listAll("Apps", { query: { filter: `displayName eq "${displayName}"`, attributeSets: ["all"] } }),
    delivered: (secretName) => delivered(prod, secretName),
    secrets: async () => [world.passphrase, ...(await Promise.all(Object.values(domains).map(secretsOf))).flat()],
    async close() {
      await Promise.all([world.close(), prod.close()]);
    },
  };
}

/** The profile of an environment's first administrator in OCI's configuration file. */
function profileOf([environment, { dataFolder }]: [string, RunningLocalDomain]): string {
  return readFileSync(join(dataFolder, "oci-config"), "utf8").replace("[DEFAULT]", `[${environment}]`);
}

/** The JSON in what a command said, after its progress. */
export function jsonIn({ output }: Said): unknown {
  const begin = output.startsWith("{\n") ? 0 : output.indexOf("\n{\n");
  if (begin < 0) throw new Error(output);
  return JSON.parse(output.slice(begin));
}

async function delivered({ url, dataFolder }: RunningLocalDomain, name: string): Promise<DeliveredDocument> {
  const environment = { OCI_CONFIG_FILE: join(dataFolder, "oci-config") };
  const store = await ociSecretStore({ region: undefined, endpoint: url, authentication: {}, environment });
  const secret = await store.secretNamed({ ...vault, name });
  if (secret === undefined) throw new Error(`the vault has no secret ${name}`);
  const current = (await store.versions(secret.id)).find(({ stages }) => stages.includes("CURRENT"));
  return JSON.parse(await store.contents(secret.id, current?.number ?? 0)) as DeliveredDocument;
}

async function secretsOf(domain: RunningLocalDomain): Promise<string[]> {
  const key = readFileSync(join(domain.dataFolder, "admin-key.pem"), "utf8").split("\n").slice(1, -2);
  const administrator = await administratorOf(domain);
  const applications = await administrator.listAll("Apps", { query: { attributes: "clientSecret" } });
  const clientSecrets = applications.flatMap(({ clientSecret }) =>
    typeof clientSecret === "string" ? [clientSecret] : [],
  );
  return [...key, ...clientSecrets];
}
