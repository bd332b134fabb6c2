import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain, StoredResource } from "../../identity-domain/identity-domain.ts";
import { makeCertificate } from "../local/certificates.ts";
import { administratorOf, writesSince } from "./administrator.ts";
import { createWorld, outputOf, type World } from "./world.ts";

// A client and an API that somebody created in the console, with rights that people and programs have.

const certificate = await makeCertificate("ledger");
const seed = {
  certificates: [{ alias: "by-hand", x509: certificate.base64 }],
  users: [
    { userName: "olivia@example.com", familyName: "Ortiz" },
    { userName: "mia@example.com", familyName: "Meier" },
  ],
  apps: [
    {
      displayName: "Orders API",
      description: "Orders of all shops",
      isUnmanagedApp: true,
      audience: "https://orders.example.com/",
      scopes: [{ value: "read", description: "See orders" }],
      accessTokenExpiry: 1800,
      refreshTokenExpiry: 604_800,
      roles: [{ displayName: "OrderClerk", availableToClients: false }, { displayName: "OrderReader" }],
    },
    {
      displayName: "Ledger",
      clientId: "4f9a0c5be1d24c0f8d3a7b6e5f401234",
      description: "Posts the nightly ledger",
      allowedGrants: ["client_credentials"],
      allowedScopes: ["https://orders.example.com/read"],
      certificates: ["by-hand"],
      // A manifest has no word for the lifetime of a client's own tokens.
      accessTokenExpiry: 1234,
      tags: [
        { key: "color", value: "green" },
        { key: "made-by", value: "joe" },
      ],
    },
  ],
  grants: [
    { app: "Orders API", role: "OrderClerk", user: "olivia@example.com" },
    { app: "Orders API", role: "OrderReader", client: "Ledger" },
    { app: "Ledger", user: "mia@example.com" },
  ],
};

interface Lines {
  readonly ledger?: string;
  readonly orders?: string;
  readonly clerks?: string;
}

/** @param lines what is added to the client, the API and its first role */
const manifest = ({ ledger = "", orders = "", clerks = "[users, groups]" }: Lines) => `
team: payments
owner: payments@example.com
clients:
  - name: ledger
    displayName: Ledger
    grantTypes: [client_credentials]
    access: [{ app: Orders API, scopes: [read], roles: [OrderReader] }]
    assign: { users: [mia@example.com] }
    tags: { color: green }
    certificates: [ledger.pem]
    ${ledger}
resourceApplications:
  - name: orders
    displayName: Orders API
    description: Orders of all shops
    audience: https://orders.example.com/
    scopes: [{ value: read, description: See orders }]
    accessTokenExpiry: 1800
    roles: [{ name: OrderClerk, availableTo: ${clerks} }, { name: OrderReader }]
    ${orders}
`;

const description = "description: Posts the nightly ledger";

let world: World;
let administrator: IdentityDomain;
let before: { ledger: StoredResource; orders: StoredResource; roles: string[]; grants: string[] };
/** The lines that the errors have given. */
const adopt = { ledger: "", orders: "" };

const application = async (name: string): Promise<StoredResource> => {
  const query = { filter: `displayName eq "${name}"`, attributeSets: ["default", "request"] };
  const [found] = await administrator.listAll("Apps", { query });
  if (found === undefined) throw new Error(`no application ${name}`);
  return found;
};
const idsOf = async (kind: "AppRoles" | "Grants"): Promise<string[]> =>
  (await administrator.listAll(kind, {})).map(({ id }) => id).sort();
const write = (lines: Lines): void => world.write("teams/payments.yaml", manifest(lines));
const tagsOf = ({ tags }: StoredResource) =>
  Object.fromEntries((tags as { key: string; value: string }[]).map(({ key, value }) => [key, value]));
const said = (output: string): string[] =>
  output
    .split("\n")
    .map((line) => line.replace(/^ *(info|warning): /, "").trim())
    .filter((line) => /^(adopts|takes over) /.test(line))
    .sort();

beforeAll(async () => {
  world = await createWorld(
    { "teams/payments.yaml": manifest({}), "teams/ledger.pem": certificate.certificatePem },
    { seed },
  );
  administrator = await administratorOf(world.domain);
  before = {
    ledger: await application("Ledger"),
    orders: await application("Orders API"),
    roles: await idsOf("AppRoles"),
    grants: await idsOf("Grants"),
  };
});
afterAll(() => world?.close());

describe.skipIf(process.env.OCI_PROVIDER_PLUGIN)("applications that were created by hand", () => {
  it("are in the way of a manifest that names them, and the error has the line that adopts each", async () => {
    const from = world.domain.requests.length;
    // The client depends on the API, so the engine reports one after the other.
    for (const name of ["orders", "ledger"] as const) {
      write(adopt);
      const { code, output } = await world.pulumi("preview");
      expect(code).not.toBe(0);
      const line = new RegExp(`add \`(adopt: .*)\` to payments/${name}: it keeps its client ID and secret\\.`);
      adopt[name] = line.exec(output)?.[1] ?? "";
    }
    expect(adopt).toEqual({ orders: `adopt: "${before.orders.name}"`, ledger: `adopt: "${before.ledger.name}"` });
    expect(writesSince(world.domain, from)).toEqual([]);
  });

  it("are refused, with what to declare, as long as a role that people hold would have to be replaced", async () => {
    write({ ...adopt, clerks: "[groups]" });
    const { code, output } = await world.pulumi("preview");
    expect(code).not.toBe(0);
    expect(output).toContain(
      'Declare it as it is, and everyone who holds it keeps it: { name: "OrderClerk", availableTo: [users, groups] }.',
    );
  });

  it("are refused with the official plugin, which would create a second application", async () => {
    write(adopt);
    const { code, output } = await world.pulumiWith({ OCI_PROVIDER_PLUGIN: "/nowhere/pulumi-resource-oci" }, "preview");
    expect(code).not.toBe(0);
    const message =
      "adopt: the official plugin (OCI_PROVIDER_PLUGIN) cannot adopt an application: run without OCI_PROVIDER_PLUGIN. Once it is adopted, the line may be removed.";
    expect(output).toContain(`teams/payments.yaml:12:12  clients[0].${message}`);
    expect(output).toContain(`teams/payments.yaml:21:12  resourceApplications[0].${message}`);
  });

  it("are previewed in words: what stays, and what changes", async () => {
    write(adopt);
    const from = world.domain.requests.length;
    const [clerk = "", reader = ""] = ["OrderClerk", "OrderReader"];
    const output = outputOf(await world.pulumi("preview")).replaceAll(/\(id \w+\)/g, "(id …)");
    const { ledger, orders } = before;
    expect(said(output)).toEqual([
      `adopts the application "Ledger" (id …): client ID "${ledger.name}" and secret stay; changes: description "Posts the nightly ledger" → none, tags − made-by=joe.`,
      `adopts the application "Orders API" (id …): it keeps its id; changes nothing but ownership tags.`,
      `takes over the app role "${clerk}" (id …), which exists already: everyone who holds it keeps it.`,
      `takes over the app role "${reader}" (id …), which exists already: everyone who holds it keeps it.`,
    ]);
    expect(output).not.toContain(String(ledger.clientSecret));
    expect(output).not.toContain(String(orders.clientSecret));
    expect(writesSince(world.domain, from)).toEqual([]);
  });

  it("come under management with one PUT each: same ids, secret and certificate, every right, and what has no word", async () => {
    write({ ...adopt, ledger: `${adopt.ledger}\n    ${description}` });
    const from = world.domain.requests.length;
    outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
    // The certificate is taken over when the domain refuses a second one of its alias.
    const writes = writesSince(world.domain, from).sort();
    expect(writes).toEqual(["POST OAuthClientCertificates", "PUT Apps", "PUT Apps"]);
    expect(await idsOf("AppRoles")).toEqual(before.roles);
    expect(await idsOf("Grants")).toEqual(before.grants);
    const outputs = await world.outputs("--show-secrets");
    expect(outputs.clients["payments/ledger"]).toMatchObject({
      clientId: before.ledger.name,
      applicationId: before.ledger.id,
    });
    expect(outputs.clientSecrets["payments/ledger"]).toBe(before.ledger.clientSecret);
    expect(outputs.resourceApplications?.["payments/orders"]).toMatchObject({ applicationId: before.orders.id });
    const { tags: _, meta: __, idcsLastModifiedBy: ___, schemas: ____, ...ledger } = await application("Ledger");
    expect(before.ledger).toMatchObject(ledger);
    expect(ledger).toMatchObject({ accessTokenExpiry: 1234, description: "Posts the nightly ledger" });
    expect(tagsOf(await application("Ledger"))).toEqual({
      "managed-by": "idcs-apps",
      stack: "idcs-apps/dev",
      urn: expect.stringMatching(/^[0-9a-f]{32}$/),
      team: "payments",
      client: "ledger",
      owner: "payments@example.com",
      "secret-version": "1",
      adopted: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      color: "green",
    });
  });

  it("do not differ after it, nor after a refresh, nor when the lines are removed", async () => {
    outputOf(await world.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes"));
    outputOf(await world.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes"));
    outputOf(await world.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes"));
    write({ ledger: description });
    outputOf(await world.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes"));
    outputOf(await world.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes"));
  });

  it("change like any other: a new secret only for a new version, and what has no word stays", async () => {
    const adopted = tagsOf(await application("Ledger")).adopted;
    write({ ledger: "secretVersion: 2" });
    outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
    const ledger = await application("Ledger");
    expect(ledger).toMatchObject({ id: before.ledger.id, name: before.ledger.name, accessTokenExpiry: 1234 });
    expect(ledger).not.toHaveProperty("description");
    expect(ledger.clientSecret).not.toBe(before.ledger.clientSecret);
    expect(tagsOf(ledger)).toMatchObject({ adopted, "secret-version": "2" });
    expect((await world.outputs("--show-secrets")).clientSecrets["payments/ledger"]).toBe(ledger.clientSecret);
  });

  it("are deleted when the stack is destroyed, with their roles and rights", async () => {
    outputOf(await world.pulumi("destroy", "--yes", "--skip-preview"));
    const names = (await administrator.listAll("Apps", {})).map(({ displayName }) => displayName);
    expect(names).not.toContain("Ledger");
    expect(names).not.toContain("Orders API");
    const query = { filter: `app.value eq "${before.orders.id}" or app.value eq "${before.ledger.id}"` };
    expect(await administrator.listAll("AppRoles", { query })).toEqual([]);
    expect(await administrator.listAll("Grants", { query })).toEqual([]);
    expect(await administrator.listAll("OAuthClientCertificates", {})).toEqual([]);
  });
});
