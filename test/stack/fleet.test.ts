import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FleetReport } from "../../cli/fleet/json.ts";
import { writesSince } from "./administrator.ts";
import { createWorld, type Said, type World } from "./world.ts";

// A stack for each team, run by `idcs-apps fleet` with the real engine.

const team = (name: string, access: string, more = "") =>
  `team: ${name}\nowner: ${name}@example.com\n${more}clients:\n  - name: job\n    grantTypes: [client_credentials]\n    access: ${access}\n`;
const finance = "[{ service: integration, instance: finance, roles: [ServiceDeveloper] }]";
const api =
  "resourceApplications:\n  - name: orders-api\n    displayName: Orders API\n    audience: https://orders.example.com/\n    scopes: [{ value: read }]\n";

let world: World;
const git = (...args: string[]) => world.run("git", "-c", "user.name=ana", "-c", "user.email=ana@example.com", ...args);
const fleet = (...args: string[]) => world.run(process.execPath, "cli/main.ts", "fleet", ...args, "--env", "dev");

beforeAll(async () => {
  world = await createWorld({
    "teams/payments.yaml": team("payments", finance),
    "teams/reports.yaml": team("reports", "[{ app: Orders API, scopes: [read] }]"),
    "teams/shop.yaml": team("shop", finance, api),
  });
  await world.pulumi("config", "set", "--secret", "idcs-apps:note", "hush-hush");
  await git("init", "--quiet");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "the project");
});
afterAll(() => world?.close());

/** The report in what a command said; progress goes to standard error, which is not JSON. */
function reportIn({ output }: Said): FleetReport {
  const begin = output.indexOf("\n{\n");
  return JSON.parse(output.startsWith("{") ? output : output.slice(begin)) as FleetReport;
}

const outcomes = (said: Said) =>
  Object.fromEntries(reportIn(said).stacks.map(({ stack, outcome }) => [stack, outcome]));

/** How many applications were created. */
const created = () => writesSince(world.domain, 0).filter((write) => write === "POST Apps").length;

describe("idcs-apps fleet", () => {
  it("stops cleanly at a signal: no other stack is begun, and the next run goes on without a second application", async () => {
    const running = world.run(
      "sh",
      "-c",
      `echo $$ > ../pid; exec "$0" "$@"`,
      process.execPath,
      "cli/main.ts",
      "fleet",
      "up",
      "--env",
      "dev",
      "--parallel",
      "1",
      "--json",
    );
    await expect.poll(created, { timeout: 300_000 }).toBeGreaterThan(0);
    process.kill(Number(readFileSync(join(world.folder, "pid"), "utf8")), "SIGINT");
    const said = await running;
    expect(said.code).toBe(1);
    expect(said.output).toContain("Cancelled: no other stack is begun");
    expect(outcomes(said)).toMatchObject({ "dev.reports": "not-run", "dev.shop": "not-run" });

    const again = await fleet("up", "--changed", "--json");
    expect(again).toMatchObject({ code: 0 });
    expect(outcomes(again)).toMatchObject({ "dev.reports": "changed", "dev.shop": "changed" });
    expect(created()).toBe(4);
  });

  it("writes nothing into the checkout, and decrypts the secrets of the environment's configuration", async () => {
    expect(world.read("Pulumi.dev.yaml")).toContain("secure:");
    expect(await git("status", "--porcelain")).toEqual({ code: 0, output: "" });
  });

  it("does nothing if nothing changed, with one request to the domain and without the engine's run", async () => {
    const from = world.domain.requests.length;
    const said = await fleet("up", "--changed", "--json");
    expect(outcomes(said)).toEqual({
      "dev.payments": "unchanged",
      "dev.shop": "unchanged",
      "dev.reports": "unchanged",
    });
    expect(world.domain.requests.slice(from).map(({ method }) => method)).toEqual(["GET"]);
  });

  it("runs a changed team alone, recovers it from a run that was killed, and shows why another one fails", async () => {
    world.write("teams/payments.yaml", team("payments", finance.replace("ServiceDeveloper", "ServiceDeployer")));
    world.write("teams/shop.yaml", team("shop", "[{ app: No such app, scopes: [read] }]", api));
    const locks = join(world.folder, "state", ".pulumi", "locks", "organization", "idcs-apps", "dev.payments");
    mkdirSync(locks, { recursive: true });
    // No process has this id.
    const lock = { pid: 2 ** 22 + 1, username: "ana", hostname: hostname(), timestamp: "2026-01-02T03:04:05Z" };
    writeFileSync(join(locks, "one.json"), JSON.stringify(lock));
    const said = await fleet("up", "--changed", "--json");
    expect(said.code).toBe(1);
    expect(outcomes(said)).toEqual({ "dev.payments": "changed", "dev.shop": "failed", "dev.reports": "unchanged" });
    const [payments, shop] = reportIn(said).stacks;
    expect(payments?.changes).toContainEqual({
      operation: "create",
      type: "DomainsGrant",
      name: "payments/job/OICINST_finance/ServiceDeployer",
    });
    expect(shop?.problem).toContain(
      'teams/shop.yaml:11:21  clients[0].access[0].app: "No such app" is not a resource app',
    );
    expect(readdirSync(locks).filter((file) => file.endsWith(".json"))).toEqual([]);
    expect(said.output).not.toContain("hush-hush");
  });

  it("makes stacks that other commands find without a configuration file of their own", async () => {
    const said = await world.run(process.execPath, "cli/main.ts", "verify", "--stack", "dev.payments");
    expect(said).toMatchObject({ code: 0, output: expect.stringContaining("payments/job") });
    expect(await git("status", "--porcelain")).toEqual({
      code: 0,
      output: " M teams/payments.yaml\n M teams/shop.yaml\n",
    });
  });
});
