import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { makeCertificate } from "../local/certificates.ts";
import { administratorOf, writesSince } from "./administrator.ts";
import { credentialsOf, requestToken } from "./developer.ts";
import { createWorld, outputOf, type Said, type World } from "./world.ts";

// What happens to a team without its doing does not stop the others, and nothing is deleted that was not retired before.

const access = "access: [{ service: integration, instance: finance, roles: [] }]";
const keys = `team: keys
owner: keys@example.com
clients:
  - { name: signs, grantTypes: [Client credentials], certificates: [signs.pem], ${access} }
`;
const people = (groups: string) => `team: people
owner: people@example.com
clients:
  - { name: portal, grantTypes: [password], enforceGrants: true, assign: { groups: [${groups}] }, ${access} }
`;
const others = (description: string) => `team: others
owner: others@example.com
clients:
  - { name: sync, description: ${description}, grantTypes: [Client credentials], ${access} }
`;

/** The program with a clock that is ahead: certificates have expired for it, and nothing else has changed. */
const inTheYear2040 = `import "./setup/before-program.mjs";
const ahead = Date.UTC(2040, 0, 1) - Date.now();
const Clock = Date;
globalThis.Date = class extends Clock {
  constructor(...given) {
    super(...(given.length === 0 ? [Clock.now() + ahead] : given));
  }
  static now() {
    return Clock.now() + ahead;
  }
};
export default async () => (await import("./index.ts")).default();
`;

let world: World;
let administrator: IdentityDomain;

async function group(displayName: string): Promise<string> {
  const schemas = ["urn:ietf:params:scim:schemas:core:2.0:Group"];
  return (await administrator.create("Groups", { schemas, displayName })).id;
}

async function upWith(file: string, text: string): Promise<{ said: Said; writes: string[] }> {
  world.write(file, text);
  const from = world.domain.requests.length;
  const said = await world.pulumi("up", "--yes", "--skip-preview");
  return { said, writes: writesSince(world.domain, from) };
}

async function setFaults(faults: readonly object[]): Promise<void> {
  const body = JSON.stringify(faults);
  const headers = { "content-type": "application/json" };
  expect((await fetch(`${world.domain.url}/local/faults`, { method: "PUT", headers, body })).status).toBe(200);
}

beforeAll(async () => {
  world = await createWorld({
    "teams/keys.yaml": keys,
    "teams/people.yaml": people("clerks, auditors"),
    "teams/others.yaml": others("first"),
  });
  world.write("teams/signs.pem", (await makeCertificate("signs.example.com")).certificatePem);
  administrator = await administratorOf(world.domain);
  for (const name of ["clerks", "auditors"]) await group(name);
  outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
});
afterAll(() => world?.close());

describe.skipIf(process.env.OCI_PROVIDER_PLUGIN)("an event at one team", () => {
  it("does not stop the others: a certificate expired, and a group was deleted", async () => {
    const [auditors] = await administrator.listAll("Groups", { query: { filter: 'displayName eq "auditors"' } });
    await administrator.remove("Groups", auditors?.id ?? "");
    world.write("main.mjs", inTheYear2040);
    const { said, writes } = await upWith("teams/others.yaml", others("second"));
    expect(outputOf(said)).toContain(
      "teams/keys.yaml:4:69  clients[0].certificates[0]: teams/signs.pem expired on 2036-01-01T00:00:00.000Z: the client can no longer use it, and a stack refuses a client that does not have it yet. Renew it.",
    );
    expect(said.output).toContain(
      'teams/people.yaml:4:93  clients[0].assign.groups[1]: "auditors" is not a group of the identity domain (names are case-insensitive). To look: the console, or `oci identity-domains groups list`. The line is skipped: what it belongs to is provisioned, and nobody loses anything by that. If the group was deleted, remove the line; if the name is mistyped, correct it.',
    );
    expect(writes.toSorted()).toEqual(["DELETE Grants", "PUT Apps"]);
    const again = outputOf(await world.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes"));
    expect(again).toContain('"auditors" is not a group of the identity domain');
  });

  it("stops the stack where it is new: the expired certificate and the deleted group at a client of today", async () => {
    const another = keys.replace("name: signs", "name: again") + people("auditors").split("\n")[3];
    const { said, writes } = await upWith("teams/another.yaml", another.replace("team: keys", "team: another"));
    expect(said.code).not.toBe(0);
    expect(said.output).toContain(
      "teams/another.yaml:4:69  clients[0].certificates[0]: teams/signs.pem expired on 2036-01-01T00:00:00.000Z: renew it.",
    );
    expect(said.output).toContain(
      'clients[1].assign.groups[0]: "auditors" is not a group of the identity domain (names are case-insensitive). To look: the console, or `oci identity-domains groups list`.\n',
    );
    expect(writes).toEqual([]);
    world.write("teams/another.yaml", others("third").replaceAll("others", "another"));
  });
});

describe("a preview that fails", () => {
  const broken = others("second").replace("grantTypes", "grantType");
  const unknown = others("second").replace("finance", "finanse");
  const refuseApps = [{ fault: "status", status: 403, match: { method: "GET", path: "/admin/v1/Apps" } }];

  it.each([
    ["a manifest that cannot be read", broken, [], '"grantType" is not a key of a client'],
    ["a name that the domain does not know", unknown, [], '"OICINST_finanse" is not a resource app'],
    ["a domain that refuses a look-up", others("second"), refuseApps, "403"],
  ])("plans no deletion, although an entry was removed: %s", async (_, text, faults, message) => {
    const keep = world.read("teams/people.yaml");
    world.write("environments/dev.yaml", `identityDomain: { url: "${world.domain.url}" }\ndeletion: direct\n`);
    world.write("teams/people.yaml", "team: people\nowner: people@example.com\nclients: []\n");
    world.write("teams/others.yaml", text);
    await setFaults(faults);
    const { code, output } = await world.pulumi("preview");
    await setFaults([]);
    expect(code).not.toBe(0);
    expect(output).toContain(message);
    expect(output).not.toMatch(/ delete|to delete/);
    world.write("teams/people.yaml", keep);
    world.write("teams/others.yaml", others("second"));
  });
});

describe.skipIf(process.env.OCI_PROVIDER_PLUGIN)("a client of an environment that deletes only what is retired", () => {
  const twoClients = (portal: string) => `team: people
owner: people@example.com
clients:
  - { name: robot, grantTypes: [Client credentials], ${access} }
${portal}`;
  const portal = (more: string) =>
    `  - { name: portal, grantTypes: [Client credentials], enforceGrants: true, assign: { groups: [clerks] }, ${more}${access} }\n`;
  const credentials = async () => credentialsOf(await world.outputs("--show-secrets"), "people/portal");
  const token = async () => {
    const client = await credentials();
    return (await requestToken(client, { grant_type: "client_credentials", scope: client.scope })).status;
  };
  const live = async () => {
    const query = { filter: 'displayName eq "people-portal"', attributes: "active,name,tags" };
    return administrator.listAll("Apps", { query });
  };
  let before: { readonly clientSecret: string; readonly clientId: string; readonly applicationId: string };

  beforeAll(async () => {
    world.write(
      "environments/dev.yaml",
      `identityDomain: { url: "${world.domain.url}" }\ndeletion: after-retirement\n`,
    );
    outputOf((await upWith("teams/people.yaml", twoClients(portal("")))).said);
    before = await credentials();
  });

  it("cannot be deleted by removing its entry, or its file, whatever else the run would do", async () => {
    const found = `"people/portal" is not declared in the environment "dev" any more, and its application "people-portal" with client ID "people_portal_dev" is not retired. Nothing was changed: "dev" deletes only what is retired (docs/retire.md).`;
    world.write("teams/others.yaml", others("third"));
    const { said, writes } = await upWith("teams/people.yaml", twoClients(""));
    expect(said.code).not.toBe(0);
    expect(said.output).toContain(
      `teams/people.yaml:4:3  clients: ${found} To delete it, put the entry of "people/portal" back with \`state: retired\`, run \`pulumi up\`, and remove the entry when nothing needs it any more. If it has a new name, add \`was: people/portal\` to the new entry.`,
    );
    expect(said.output).not.toMatch(/to delete/);
    expect(writes).toEqual([]);
    world.remove("teams/people.yaml");
    const { code, output } = await world.pulumi("preview");
    expect(code).not.toBe(0);
    expect(output).toContain(
      `error: ${found} To delete it, put the manifest of the team "people" back with \`state: retired\` in this entry`,
    );
  });

  it("gets no token once it is retired, and keeps everything", async () => {
    const { said, writes } = await upWith("teams/people.yaml", twoClients(portal("state: retired, ")));
    outputOf(said);
    expect(writes.toSorted()).toEqual(["PUT Apps", "PUT Apps"]);
    expect(await token()).toBe(401);
    expect(await live()).toMatchObject([{ active: false, id: before.applicationId, name: "people_portal_dev" }]);
    expect(await credentials()).toEqual({ ...before, retired: true });
  });

  it("is as it was once the line is removed: the same ID, the same secret, and tokens again", async () => {
    const { said, writes } = await upWith("teams/people.yaml", twoClients(portal("")));
    outputOf(said);
    expect(writes).toEqual(["PUT Apps"]);
    expect(await credentials()).toEqual(before);
    expect(await token()).toBe(200);
  });

  it("is deleted if its entry is removed after it was retired, and the preview names what that takes along", async () => {
    outputOf((await upWith("teams/people.yaml", twoClients(portal("state: retired, ")))).said);
    world.write("teams/people.yaml", twoClients(""));
    const preview = outputOf(await world.pulumi("preview"));
    expect(preview).toContain(
      'warning: teams/people.yaml:4:3  clients: "people/portal" is not declared in the environment "dev" any more: `pulumi up` deletes its application "people-portal" with client ID "people_portal_dev" and its client secret, and no program can use them again. To keep it, put its entry back; if it has a new name, add `was: people/portal` to the new entry. It takes along 1 assignment ("clerks").',
    );
    const { said, writes } = await upWith("teams/people.yaml", twoClients(""));
    outputOf(said);
    expect(writes.toSorted()).toEqual(["DELETE Apps", "DELETE Grants"]);
    expect(await live()).toEqual([]);
  });
});
