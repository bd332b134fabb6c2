import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cleanup } from "../cleanup.ts";
import { administrator, type LocalDomainProcess } from "../local-domain-process.ts";
import type { RecordedRequest } from "../recording-proxy.ts";
import { type Command, runCommand } from "./command.ts";
import { createFleetProject, environment, type FleetProject } from "./fleet-project.ts";
import { type BenchClient, clientRoles, fleetClients } from "./manifests.ts";
import type { FleetMeasurement, FleetOperation, FleetSize } from "./results.ts";
import { terraformCliConfiguration, terraformConfiguration } from "./terraform.ts";

/** How a fleet is measured. */
export interface FleetOptions {
  readonly clients: number;
  readonly teams: number;
  /** Seconds after which an operation is given up, and those that follow with it. */
  readonly limit: number;
  readonly cleanup: Cleanup;
  /** Called before each operation. */
  readonly say: (operation: FleetOperation) => void;
  /** Called after each operation. */
  readonly measured: (measured: FleetSize["measured"]) => void;
}

/** An operation: what is done before it, without being measured, and its command; undefined if this version has no such command. */
interface Step {
  readonly operation: FleetOperation;
  readonly command: () => Promise<Command | undefined> | Command | undefined;
}

/** Terraform, or what reads its configurations, and Oracle's provider for it. */
export interface Terraform {
  /** `terraform` or `tofu`. */
  readonly program: string;
  readonly providerFolder: string;
}

/** The life of a fleet with `idcs-apps fleet`, in a new project. */
export async function measureFleet(options: FleetOptions): Promise<void> {
  const { clients, teams, cleanup } = options;
  const project = await createFleetProject(cleanup);
  const { command, declare } = project;
  const has = (name: string, ...of: string[]) => knows(command([...of, "--help"]), name);
  declare(fleetClients(clients, teams, 1));
  const base = project.commit();
  const fleet = (operation: string, ...args: string[]) => command(["fleet", operation, "--env", environment, ...args]);
  await measureSteps(project, options, [
    { operation: "create", command: () => fleet("up") },
    { operation: "nothing to do", command: () => fleet("up", "--changed") },
    {
      operation: "change one",
      command: () => {
        declare(fleetClients(clients, teams, 2));
        return fleet("up", "--changed");
      },
    },
    { operation: "refresh", command: () => fleet("refresh") },
    {
      operation: "drift",
      command: () => (has("drift", "fleet") ? command(["fleet", "drift", "--env", environment], [0, 2]) : undefined),
    },
    {
      operation: "review",
      command: async () => {
        if (!has("review")) return undefined;
        const catalog = join(project.folder, "..", "catalog.json");
        await runCommand(command(["export-seed", catalog, "--url", project.proxy.url]), options.limit, cleanup);
        const head = project.commit();
        project.proxy.take();
        return command(["review", "--base", base, "--head", head, "--catalog", `${environment}=${catalog}`], [0, 2]);
      },
    },
    { operation: "destroy", command: () => fleet("destroy", "--yes") },
  ]);
}

/** The same clients and assignments with Terraform, in one configuration. */
export async function measureTerraform(options: FleetOptions, terraform: Terraform): Promise<void> {
  const { clients, teams, cleanup } = options;
  const project = await createFleetProject(cleanup);
  const { domain, proxy } = project;
  const folder = mkdtempSync(join(tmpdir(), "idcs-apps-bench-terraform-"));
  cleanup.add(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "home"));
  const cliFile = join(folder, "terraform.rc");
  writeFileSync(cliFile, terraformCliConfiguration(terraform.providerFolder));
  const env = {
    PATH: process.env.PATH,
    HOME: join(folder, "home"),
    TF_CLI_CONFIG_FILE: cliFile,
    CHECKPOINT_DISABLE: "1",
  };
  const app = await financeApp(domain);
  const declare = (declared: readonly BenchClient[]) => {
    const { privateKeyPath, fingerprint } = domain;
    const settings = { url: proxy.url, ...administrator, privateKeyPath, fingerprint, app };
    writeFileSync(join(folder, "main.tf"), terraformConfiguration(declared, settings));
  };
  const run = (operation: string, args: string[], codes = [0]): Command => ({
    program: terraform.program,
    args: [operation, "-input=false", "-no-color", ...args],
    cwd: folder,
    env,
    codes,
  });
  declare(fleetClients(clients, teams, 1));
  proxy.take();
  await measureSteps(project, options, [
    { operation: "create", command: () => run("apply", ["-auto-approve"]) },
    { operation: "nothing to do", command: () => run("plan", ["-detailed-exitcode"]) },
    {
      operation: "change one",
      command: () => {
        declare(fleetClients(clients, teams, 2));
        return run("apply", ["-auto-approve"]);
      },
    },
    { operation: "refresh", command: () => run("apply", ["-refresh-only", "-auto-approve"]) },
    { operation: "drift", command: () => run("plan", ["-refresh-only", "-detailed-exitcode"], [0, 2]) },
    {
      operation: "destroy",
      command: async () => {
        await deactivateAll(domain);
        return run("destroy", ["-auto-approve"]);
      },
    },
  ]);
}

async function measureSteps(project: FleetProject, options: FleetOptions, steps: readonly Step[]): Promise<void> {
  const { limit, cleanup, say, measured } = options;
  const found: Partial<Record<FleetOperation, FleetMeasurement>> = {};
  for (const { operation, command } of steps) {
    say(operation);
    try {
      const given = await command();
      if (given === undefined) continue;
      project.proxy.take();
      const used = await runCommand(given, limit, cleanup);
      const requests = project.proxy.take();
      const refused = requests.filter(({ status }) => status === 429).length;
      found[operation] = { ...used, requests: countByKind(requests), refused };
    } catch (error) {
      const message = (error as Error).message;
      found[operation] = { failure: message.split("\n")[0] ?? message };
      process.stderr.write(`${message}\n`);
      return;
    } finally {
      measured(found);
    }
  }
}

/** How many requests there were of each method and collection. */
export function countByKind(requests: readonly Pick<RecordedRequest, "method" | "target">[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method, target } of requests) {
    const collection = /^\/admin\/v1\/(\w+)/.exec(target)?.[1] ?? new URL(target, "http://domain").pathname;
    const kind = `${method} ${collection}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** Whether a command's help lists a command. */
function knows({ program, args, cwd, env }: Command, name: string): boolean {
  const { stdout } = spawnSync(program, [...args], { cwd, env, encoding: "utf8" });
  return new RegExp(`^  ${name}\\b`, "m").test(stdout);
}

/** The resource app of the clients, as the manifests name it. */
async function financeApp({ client }: LocalDomainProcess) {
  const query = { filter: 'displayName eq "OICINST_finance"', attributes: "scopes" };
  const [app] = await client.listAll("Apps", { query });
  if (app === undefined) throw new Error("The local domain has no OICINST_finance.");
  const roles = await client.listAll("AppRoles", {
    query: { filter: `app.value eq ${JSON.stringify(app.id)}`, attributes: "displayName" },
  });
  const ids = clientRoles.map((name) => String(roles.find(({ displayName }) => displayName === name)?.id));
  const [scope] = app.scopes as unknown as readonly { readonly fqs: string }[];
  return { id: app.id, scope: scope?.fqs ?? "", roles: ids };
}

/** Deactivates all applications of the fleet: Oracle's provider cannot delete an active one. */
async function deactivateAll({ client }: LocalDomainProcess): Promise<void> {
  const query = { filter: 'displayName sw "team-" and active eq true', attributes: "displayName" };
  for (const { id } of await client.listAll("Apps", { query })) await client.changeStatus(id, false);
}
