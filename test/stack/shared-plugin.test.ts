import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SharedPlugin, startSharedPlugin } from "../../cli/pulumi/shared-plugin.ts";
import { createWorld, outputOf, type World } from "./world.ts";

// Two engines at once, on stacks of one environment, and one plugin for both.

const manifest = (team: string) => `team: ${team}
owner: ${team}@example.com
clients:
  - name: ledger
    grantTypes: [client_credentials]
    access: [{ service: integration, instance: finance, roles: [ServiceDeveloper] }]
`;
const teams = ["payments", "shop"];

let world: World;
let shared: SharedPlugin;
const said: string[] = [];

beforeAll(async () => {
  world = await createWorld(Object.fromEntries(teams.map((team) => [`teams/${team}.yaml`, manifest(team)])));
  for (const team of teams) {
    world.write(`Pulumi.dev.${team}.yaml`, world.read("Pulumi.dev.yaml"));
    outputOf(await world.pulumi("stack", "init", `dev.${team}`));
  }
  shared = await startSharedPlugin({ folder: `${world.folder}/project`, say: (line) => void said.push(line) });
});
afterAll(async () => {
  await shared?.stop();
  await world?.close();
});

const onBoth = (...args: string[]) =>
  Promise.all(
    teams.map((team) => world.pulumiWith(shared.env, ...args, "--yes", "--skip-preview", "--stack", `dev.${team}`)),
  );

describe("stacks that share a plugin", () => {
  it("are provisioned at the same time, and look resource apps and their roles up once", async () => {
    const from = world.domain.requests.length;
    for (const ended of await onBoth("up")) outputOf(ended);
    const sent = world.domain.requests.slice(from);
    const asked = sent.map(({ method, path }) => `${method} ${path.split("?")[0]}`);
    const lookUps = sent.filter(({ path }) => /isOAuthResource\+eq\+true|AppRoles\?/.test(path));
    expect(lookUps.map(({ path }) => path.split("?")[0]).sort()).toEqual(["/admin/v1/AppRoles", "/admin/v1/Apps"]);
    expect(asked.filter((request) => request.startsWith("POST")).sort()).toEqual([
      "POST /admin/v1/Apps",
      "POST /admin/v1/Apps",
      "POST /admin/v1/Grants",
      "POST /admin/v1/Grants",
    ]);
  });

  it("are destroyed at the same time: the end of one does not end the plugin for the other", async () => {
    for (const ended of await onBoth("destroy")) outputOf(ended);
    expect(said).toEqual([]);
  });
});
