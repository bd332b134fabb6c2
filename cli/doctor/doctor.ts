import { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import { forLocalStack, localStack } from "../../setup/local-stack.mjs";
import { type Check, guarded, notChecked, type Result } from "./check.ts";
import { checkBackend } from "./checks/backend.ts";
import { checkClock, checkConnection } from "./checks/connection.ts";
import { checkCredentials } from "./checks/credentials.ts";
import { checkDependencies } from "./checks/dependencies.ts";
import { checkDomainType } from "./checks/domain-type.ts";
import { checkEngine, type FoundEngine } from "./checks/engine.ts";
import { checkNode } from "./checks/node.ts";
import { checkPlugin } from "./checks/plugin.ts";
import { checkReading, checkWriting } from "./checks/rights.ts";
import { checkPassphrase, checkStack, type Stack } from "./checks/stack.ts";
import type { DoctorReport } from "./json.ts";

/** Options of `doctor`. */
export interface DoctorOptions {
  readonly stack: string;
  /** The project's folder. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** The version of the Node that runs this. */
  readonly nodeVersion: string;
  /** Where setup has installed an engine. @default the user's cache */
  readonly cache?: string;
  /** Options of the client of the identity domain. */
  readonly client?: ClientOptions;
  /** The time, in milliseconds since 1970. */
  readonly now: () => number;
  /** Called with the name of each check before it runs. */
  readonly progress: (name: string) => void;
}

/** A check does not wait for what is not there. */
const patience: ClientOptions = { timeout: 20_000, retry: { retries: 1 } };

/**
 * Checks what a stack needs on this machine and in its domain. Nothing changes: to the domain only GET requests and those for a
 * token are sent, and to the backend a probe that is deleted. It never throws because something is broken: that is a check that failed.
 */
export async function doctor(options: DoctorOptions): Promise<DoctorReport> {
  const { stack: name, folder, nodeVersion, cache, now } = options;
  const environment = name === localStack ? forLocalStack(options.environment) : options.environment;
  const client = { ...patience, ...options.client };
  const checks: Check[] = [];
  const check = async (named: string, run: () => Promise<Result> | Result) => {
    options.progress(named);
    checks.push({ name: named, ...(await guarded(run)) });
  };

  await check("node", () => checkNode(nodeVersion, folder, environment));
  await check("dependencies", () => checkDependencies(folder));
  let engine: FoundEngine | undefined;
  await check("engine", async () => {
    const found = await checkEngine(environment, cache);
    engine = found.engine;
    return found.result;
  });
  const env = engine === undefined ? environment : withFirst(environment, engine.folder);
  await check("plugin", () => checkPlugin(folder, env));
  let stack: Stack = {};
  await check("manifests", () => {
    const found = checkStack(folder, name);
    stack = found.stack;
    return found.result;
  });
  await check("passphrase", () => checkPassphrase(folder, name, env));
  await checkDomain(stack, { check, env, client, now });
  await check("backend", () => checkBackend(folder, env, engine));
  return {
    stack: name,
    ...(stack.url !== undefined && { identityDomain: stack.url }),
    healthy: !checks.some(({ state }) => state === "failed"),
    checks,
  };
}

interface Tools {
  readonly check: (name: string, run: () => Promise<Result> | Result) => Promise<void>;
  readonly env: NodeJS.ProcessEnv;
  readonly client: ClientOptions;
  readonly now: () => number;
}

/** The checks of the identity domain: each needs what the ones before it found. */
async function checkDomain({ url, settings, manifest }: Stack, { check, env, client, now }: Tools): Promise<void> {
  const unknown = notChecked("the stack's identity domain is not known");
  let credentials: Awaited<ReturnType<typeof checkCredentials>>["credentials"];
  await check("credentials", async () => {
    if (settings === undefined) return notChecked("the stack's settings cannot be read");
    const found = await checkCredentials(settings, env, now);
    credentials = found.credentials;
    return found.result;
  });
  let reached: Awaited<ReturnType<typeof checkConnection>>["reached"];
  await check("identity domain", async () => {
    if (url === undefined) return unknown;
    const found = await checkConnection(url, client);
    reached = found.reached;
    return found.result;
  });
  await check("clock", () => checkClock(reached, now()));
  const holder = credentials;
  const inDomain =
    (run: (domain: IdentityDomain, holder: NonNullable<typeof credentials>) => Promise<Result>) => () => {
      if (url === undefined) return unknown;
      if (holder === undefined) return notChecked("there are no credentials to ask with");
      if (reached === undefined) return notChecked("the identity domain does not answer");
      return run(new IdentityDomain(url, holder, client), holder);
    };
  const applications = (manifest?.clients.length ?? 0) + (manifest?.resourceApplications.length ?? 0);
  await check(
    "rights to read",
    inDomain((domain) => checkReading(domain, manifest)),
  );
  await check(
    "rights to write",
    inDomain((domain, one) => checkWriting(domain, one, manifest)),
  );
  await check(
    "domain type",
    inDomain((domain) => checkDomainType(domain, settings?.patience.identityDomainType, applications)),
  );
}

function withFirst(env: NodeJS.ProcessEnv, folder: string): NodeJS.ProcessEnv {
  return { ...env, PATH: `${folder}:${env.PATH ?? ""}`, PULUMI_SKIP_UPDATE_CHECK: "true" };
}
