import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { requestClientToken } from "../../oauth/client-credentials.ts";
import { administratorOf, ours } from "./administrator.ts";
import { argumentsDuring } from "./process-arguments.ts";
import { createWorld, privateKeyLine, type World } from "./world.ts";

// One team with a client that calls the finance instance, one that has no role there, and one whom only the assigned use.
const payments = `
team: payments
owner: payments-dev@example.com
clients:
  - name: ledger-sync
    description: Posts the nightly ledger
    grantTypes: [client_credentials]
    access:
      - { service: integration, instance: finance, roles: [ServiceDeveloper] }
  - name: no-role
    grantTypes: [client_credentials]
    access: [{ service: integration, instance: finance }]
  - name: people
    grantTypes: [client_credentials]
    access: [{ app: OICINST_hr, scopes: ["urn:opc:resource:consumer::all"], roles: [ServiceInvoker] }]
    enforceGrants: true
    assign: { users: [callan@example.com], groups: [integration-testers] }
`;

/** Resource apps, and the applications with the stack's tag, are both in `Apps`. */
const lookUps = { getApps: 2, getAppRoles: 1, getUsers: 1, getGroups: 1 };
/** The same while a declared client does not exist yet: another stack of the environment may have it. */
const firstLookUps = { ...lookUps, getApps: lookUps.getApps + 1 };

/** The list with which a preview sees that a new name is taken; the official plugin does not look. */
const namesInPreview = process.env.OCI_PROVIDER_PLUGIN ? 0 : 1;
const withNames = ({ getApps = 0, ...counts }: Record<string, number>) => ({
  ...counts,
  getApps: getApps + namesInPreview,
});

let world: World;
let administrator: IdentityDomain;
let before: Record<string, number>;

/** What was requested since `from`, as counts of method and collection. */
function requestsSince(from: number): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method, path } of world.domain.requests.slice(from)) {
    const collection = /^\/admin\/v1\/(\w+)/.exec(path)?.[1] ?? path;
    const key = `${method.toLowerCase()}${collection}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

function times(factor: number, counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, factor * count]));
}

/** How many applications and assignments the domain holds, whoever made them. */
async function everything(): Promise<Record<string, number>> {
  const count = async (of: "Apps" | "Grants") => (await administrator.list(of, { query: { count: 0 } })).totalResults;
  return { apps: await count("Apps"), grants: await count("Grants") };
}

async function tokenOf(client: string): Promise<string> {
  const { clients, clientSecrets } = await world.outputs("--show-secrets");
  const clientSecret = clientSecrets[client] ?? "";
  const { accessToken } = await requestClientToken({
    clientId: "",
    scope: "",
    tokenUrl: "",
    ...clients[client],
    clientSecret,
  });
  return accessToken;
}

async function integrations(instance: string, token: string): Promise<number> {
  const response = await fetch(
    `${world.domain.url}/ic/api/integration/v1/integrations?integrationInstance=${instance}`,
    { headers: { authorization: `Bearer ${token}` } },
  );
  await response.arrayBuffer();
  return response.status;
}

beforeAll(async () => {
  world = await createWorld({ "teams/payments.yaml": payments });
  administrator = await administratorOf(world.domain);
  before = await everything();
});
afterAll(() => world?.close());

describe("a team's clients, from preview to destroy", () => {
  it("previews before anything exists, with look-ups and one list of names only", async () => {
    const from = world.domain.requests.length;
    const { code, output } = await world.pulumi("preview");
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toContain("+ 12 to create");
    expect(requestsSince(from)).toEqual(withNames(firstLookUps));
  });

  it("creates every application and assignment with one request each", async () => {
    const from = world.domain.requests.length;
    const { code, output } = await world.pulumi("up", "--yes");
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(requestsSince(from)).toEqual({ ...withNames(times(2, firstLookUps)), postApps: 3, postGrants: 4 });
    const { apps, grants } = await ours(administrator);
    expect(apps.sort()).toEqual(["payments-ledger-sync", "payments-no-role", "payments-people"]);
    expect(grants).toHaveLength(4);
  });

  it("keeps no stack traces of what it declares in the state, whose size decides what Pulumi costs", () => {
    const state = world.keptFiles().find(({ file }) => file.endsWith("/dev.json"))?.text ?? "";
    const resources: { type: string; stackTrace?: unknown }[] = JSON.parse(state).checkpoint.latest.resources;
    expect(resources).toHaveLength(13);
    // The stack itself is registered before the program begins.
    expect(resources.filter(({ stackTrace }) => stackTrace).map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
  });

  it("changes nothing when it runs again", async () => {
    const from = world.domain.requests.length;
    const { code, output } = await world.pulumi("up", "--yes", "--expect-no-changes");
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(requestsSince(from)).toEqual(times(2, lookUps));
  });

  it("shows every client ID in clear and no secret", async () => {
    const shown = await world.outputs();
    expect(Object.entries(shown.clients).map(([name, { clientId }]) => [name, clientId])).toEqual([
      ["payments/ledger-sync", "payments_ledger_sync_dev"],
      ["payments/no-role", "payments_no_role_dev"],
      ["payments/people", "payments_people_dev"],
    ]);
    expect(Object.values(shown.clientSecrets)).toEqual(["[secret]", "[secret]", "[secret]"]);
  });

  it("gives clients that get a token which the API accepts", async () => {
    expect(await integrations("finance", await tokenOf("payments/ledger-sync"))).toBe(200);
  });

  it("gives no access without a role, to another audience, or without a signature", async () => {
    expect(await integrations("finance", await tokenOf("payments/no-role"))).toBe(403);
    expect(await integrations("hr", await tokenOf("payments/ledger-sync"))).toBe(401);
    expect((await fetch(`${world.domain.url}/admin/v1/Apps`)).status).toBe(401);
  });

  it("finds no drift", async () => {
    const { code, output } = await world.pulumi("refresh", "--yes", "--expect-no-changes");
    expect({ code, output }).toMatchObject({ code: 0 });
    const again = await world.pulumi("up", "--yes", "--expect-no-changes");
    expect(again).toMatchObject({ code: 0 });
  });

  it("changes an application with one request, and keeps its client ID and secret", async () => {
    const old = await world.outputs("--show-secrets");
    world.write("teams/payments.yaml", payments.replace("Posts the nightly ledger", "Posts the ledger every night"));
    const from = world.domain.requests.length;
    const { code, output } = await world.pulumi("up", "--yes");
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(requestsSince(from)).toEqual({ ...times(2, lookUps), putApps: 1 });
    expect(await world.outputs("--show-secrets")).toEqual(old);
  });

  it("renames a client with one request, and keeps its application, client ID and secret", async () => {
    const old = await world.outputs("--show-secrets");
    world.write(
      "teams/payments.yaml",
      payments.replace("name: ledger-sync", "name: ledger\n    was: payments/ledger-sync"),
    );
    const from = world.domain.requests.length;
    const { code, output } = await world.pulumi("up", "--yes");
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(requestsSince(from)).toEqual({ ...withNames(times(2, lookUps)), putApps: 1 });
    const renamed = await world.outputs("--show-secrets");
    expect(renamed.clients["payments/ledger"]).toEqual(old.clients["payments/ledger-sync"]);
    expect(renamed.clientSecrets["payments/ledger"]).toBe(old.clientSecrets["payments/ledger-sync"]);
  });

  it("destroys all that it made and nothing else, in a domain that refuses to delete active applications", async () => {
    const { clients } = await world.outputs();
    for (const { applicationId } of Object.values(clients)) {
      await expect(administrator.remove("Apps", applicationId)).rejects.toMatchObject({ details: { status: 400 } });
    }
    if (process.env.OCI_PROVIDER_PLUGIN) await deactivate(Object.values(clients));
    const { code, output } = await world.pulumi("destroy", "--yes");
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(await ours(administrator)).toEqual({ apps: [], grants: [] });
    expect(await everything()).toEqual(before);
  });
});

describe("secrets", () => {
  it("reach no state file, backup, history, log, output or process argument", async () => {
    let said = "";
    let secrets: string[] = [];
    const args = await argumentsDuring(async () => {
      said += (await world.pulumi("up", "--yes")).output;
      const { clientSecrets } = await world.outputs("--show-secrets");
      secrets = [...Object.values(clientSecrets), await tokenOf("payments/ledger")];
      said += (await world.pulumi("refresh", "--yes")).output;
      said += (await world.pulumi("up", "--yes", "--diff")).output;
    });
    secrets.push(world.passphrase, privateKeyLine(world.domain));
    expect(secrets).toHaveLength(6);
    expect(secrets.every((secret) => secret.length > 30)).toBe(true);
    expect([...args].some((line) => line.startsWith("pulumi --non-interactive up"))).toBe(true);

    const kept = world.keptFiles();
    expect(kept.some(({ file }) => file.endsWith("dev.json"))).toBe(true);
    expect(kept.some(({ file }) => file.includes("backups"))).toBe(true);
    expect(kept.some(({ file }) => file.includes("history"))).toBe(true);
    for (const secret of secrets) {
      expect(kept.filter(({ text }) => text.includes(secret)).map(({ file }) => file)).toEqual([]);
      expect(said).not.toContain(secret);
      expect([...args].filter((line) => line.includes(secret))).toEqual([]);
    }
  });
});

/** The official plugin cannot delete an active application. */
async function deactivate(clients: { applicationId: string }[]): Promise<void> {
  for (const { applicationId } of clients) await administrator.changeStatus(applicationId, false);
}
