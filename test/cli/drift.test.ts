import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { showDrift } from "../../cli/drift/drift.ts";
import { reportSchema } from "../../cli/drift/report.ts";
import { CommandError } from "../../cli/errors/command-error.ts";
import { exampleStack } from "../plan/example-stack.ts";
import { type DriftWorld, startDriftWorld } from "./drift-world.ts";

let world: DriftWorld;
beforeEach(async () => {
  world = await startDriftWorld();
});
afterEach(() => world.close());

type Options = Parameters<DriftWorld["drift"]>[0];

const text = async (options: Options = {}) => showDrift(await world.drift(options), { json: false });
const byJohn = "by John Doe, 2026-11-24 21:03 UTC";
const beginning = 'between the manifests and stack "dev" in http://127.0.0.1:19090:';
const putRight =
  "`pulumi up --refresh` puts right what the manifests declare; `idcs-apps drift accept <team>/<client>` writes the change into the manifest instead.";
const notCompared = "Secrets were not compared: --no-secrets.";
const revoked =
  "`pulumi up` revokes rights beside the manifest only at clients with `exclusive: true`: declare them (`idcs-apps drift accept --rights`), revoke them in the console, set `exclusive: true`, or accept them with `exclusive: false`.";
const absent = "does not exist: it was deleted, or `pulumi up` has not created it yet";

/** The lines of a report about differences, in the order of `lines`. */
const report = (...lines: readonly string[]) => [...lines, "", putRight, "", notCompared].join("\n");

/** Changes manifests of the example, in which `from` occurs. */
function edit(file: string, from: string, to: string): void {
  const before = exampleStack[file] ?? "";
  if (!before.includes(from)) throw new Error(`${file} does not contain ${from}`);
  world.write(file, before.replace(from, to));
}

async function giveAdministration(): Promise<void> {
  const finance = await world.one("Apps", 'displayName eq "OICINST_finance"');
  const role = await world.one("AppRoles", `displayName eq "ServiceAdministrator" and app.value eq "${finance.id}"`);
  const ledger = await world.one("Apps", 'displayName eq "payments-ledger-sync"');
  await world.grant("ADMINISTRATOR_TO_APP", { type: "App", value: ledger.id }, finance, role);
}

async function assignMia(): Promise<void> {
  const portal = await world.one("Apps", 'displayName eq "payments-portal"');
  const mia = await world.one("Users", 'userName eq "mia@example.com"');
  await world.grant("ADMINISTRATOR_TO_USER", { type: "User", value: mia.id }, portal);
}

describe("drift", () => {
  it("finds none after everything was provisioned", async () => {
    expect(await text()).toBe(
      [
        'No drift: 18 resources of stack "dev" in http://127.0.0.1:19090 are as the manifests say.',
        "",
        notCompared,
      ].join("\n"),
    );
  });

  it("says what was changed at a client, by whom and when", async () => {
    await world.change("payments-portal", {
      allowAccessControl: false,
      description: "by hand",
      landingPageUrl: null,
      redirectUris: ["https://portal.example.com/callback", "https://evil.example.com/"],
      allowedScopes: [{ fqs: "https://orders.example.com/read" }],
      allowedGrants: ["authorization_code", "refresh_token", "implicit"],
    });
    const ledger = await world.one("Apps", 'displayName eq "payments-ledger-sync"');
    await world.byHand.changeStatus(ledger.id, false);
    const portal = (words: string) => `  payments/portal: ${words} (last changed ${byJohn})`;
    expect(await text()).toBe(
      report(
        `8 differences ${beginning}`,
        `  payments/ledger-sync: was deactivated (last changed ${byJohn})`,
        portal('grant type "implicit" was added'),
        portal("grants are not enforced"),
        portal('redirect URL "https://evil.example.com/" was added'),
        portal('redirect URL "https://portal.example.com/other" was removed'),
        portal('scope "https://orders.example.com/write" was removed'),
        portal('the description was set to "by hand"'),
        portal('the landing page "https://portal.example.com/" was removed'),
      ),
    );
  });

  it("says that the number of a client secret was changed: `up --refresh` would regenerate the secret", async () => {
    const { tags } = await world.one("Apps", 'displayName eq "payments-ledger-sync"');
    const others = (tags as { key: string; value: string }[]).filter(({ key }) => key !== "secret-version");
    await world.change("payments-ledger-sync", { tags: [...others, { key: "secret-version", value: "7" }] });
    expect(await text()).toContain(
      `  payments/ledger-sync: tag "secret-version": value is "7" instead of "1" (last changed ${byJohn})\n`,
    );
  });

  it("says what was changed at an API, and lists clients that have something in common once", async () => {
    await world.change("Orders API", {
      scopes: [
        { value: "read", requiresConsent: true },
        { value: "write", description: "Change your orders", requiresConsent: true },
        { value: "delete" },
      ],
    });
    for (const name of ["payments-portal", "payments-chain", "shop-robot"])
      await world.change(name, { description: "see the wiki" });
    expect(await text()).toBe(
      report(
        `3 differences ${beginning}`,
        '  3 applications: the description was set to "see the wiki"',
        `    payments/chain (last changed ${byJohn})`,
        `    payments/portal (last changed ${byJohn})`,
        `    shop/robot (last changed ${byJohn})`,
        `  shop/orders-api: scope "delete" was added (last changed ${byJohn})`,
        `  shop/orders-api: scope "read": requiresConsent is true instead of false (last changed ${byJohn})`,
      ),
    );
  });

  it("says what was deleted and revoked, without what only follows from that", async () => {
    const robot = await world.one("Apps", 'displayName eq "shop-robot"');
    await world.byHand.changeStatus(robot.id, false);
    await world.byHand.remove("Apps", robot.id);
    const portal = await world.one("Apps", 'displayName eq "payments-portal"');
    const ledger = await world.one("Apps", 'displayName eq "payments-ledger-sync"');
    const group = await world.one("Grants", `app.value eq "${portal.id}" and grantee.type eq "Group"`);
    const role = await world.one("Grants", `grantee.value eq "${ledger.id}"`);
    for (const { id } of [group, role]) await world.byHand.remove("Grants", id);
    expect(await text()).toBe(
      report(
        `3 differences ${beginning}`,
        '  payments/ledger-sync: role "ServiceDeveloper" of "OICINST_finance" is not granted',
        '  payments/portal: group "integration-testers" is not assigned',
        `  shop/robot: the application ${absent}`,
      ),
    );
  });

  it("names the way to move the state of a client that another stack of the environment has", async () => {
    world.write("Pulumi.dev.shop.yaml", readFileSync(join(world.folder, "Pulumi.dev.yaml"), "utf8"));
    const robot = await world.one("Apps", 'displayName eq "shop-robot"');
    const { report: found } = await world.drift({ stack: "dev.shop" });
    const entry = found.entries.find(({ where }) => where[0]?.name === "shop/robot");
    expect(entry?.kind).toBe("changed");
    expect(entry?.what).toBe(
      `the application "shop-robot" (id ${robot.id}) is in the state of the stack "dev": \`pulumi preview --stack dev.shop\` names the command, \`pulumi state move\`, that moves it to this one`,
    );
  });

  it("says that a certificate was replaced, and that ownership tags were removed", async () => {
    const ledger = await world.one("Apps", 'displayName eq "payments-ledger-sync"');
    await world.change("payments-ledger-sync", { certificates: [] });
    const certificate = await world.one("OAuthClientCertificates", 'certificateAlias sw "payments"');
    await world.byHand.remove("OAuthClientCertificates", certificate.id);
    await world.byHand.create("OAuthClientCertificates", {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:OAuthClientCertificate"],
      certificateAlias: String(certificate.certificateAlias),
      x509Base64Certificate: world.otherCertificate,
    });
    await world.change("payments-ledger-sync", { certificates: ledger.certificates });
    const robot = await world.one("Apps", 'displayName eq "shop-robot"');
    await world.change("shop-robot", { tags: [] });
    expect(await text()).toBe(
      report(
        `2 differences ${beginning}`,
        `  payments/ledger-sync: certificate "${certificate.certificateAlias}" was replaced by another one (${byJohn})`,
        `  shop/robot: the application "shop-robot" (id ${robot.id}) has the client ID, but not the ownership tags: they were removed, or it was created by hand (last changed ${byJohn})`,
        "",
        "Rights beside the manifests, which are left alone:",
        '  shop/orders-api: role "OrderRobot" of "Orders API" was given to client "shop-robot" beside the manifest (by Ana Admin, 2026-11-24 08:00 UTC)',
      ),
    );
  });

  it("says what was changed of what the environment declares", async () => {
    await world.change("OICINST_hr", { accessTokenExpiry: 60 });
    const office = await world.one("NetworkPerimeters", 'name eq "Office"');
    await world.byHand.replace("NetworkPerimeters", office.id, {
      ...office,
      ipAddresses: [{ value: "203.0.113.0/24", type: "CIDR", version: "IPV4" }],
    });
    expect(await text()).toBe(
      report(
        `2 differences ${beginning}`,
        `  environment dev: application "OICINST_hr": accessTokenExpiry is 60 instead of 1200 (last changed ${byJohn})`,
        `  environment dev: network perimeter "Office": address "198.51.100.7" was removed (last changed ${byJohn})`,
      ),
    );
  });

  it("compares only what a team declares, and refuses a team that the stack does not have", async () => {
    await world.change("payments-portal", { description: "by hand" });
    await world.change("shop-robot", { description: "by hand, too" });
    expect(await text({ team: "shop" })).toBe(
      report(
        `1 difference ${beginning}`,
        `  shop/robot: the description was set to "by hand, too" (last changed ${byJohn})`,
      ),
    );
    await expect(world.drift({ team: "shops" })).rejects.toThrow(
      new CommandError('"shops" is not a team of this stack (it has payments, shop). Did you mean "shop"?'),
    );
  });

  it("says of a setting that is encrypted in the stack's configuration where else it can be", async () => {
    world.write("Pulumi.dev.yaml", "config:\n  oci:privateKey: { secure: AAAA }\n");
    const environment = { OCI_CONFIG_FILE: join(world.folder, "none"), OCI_TENANCY_OCID: "t", OCI_USER_OCID: "u" };
    const message = await world.drift({ environment }).then(
      () => "",
      (error: Error) => error.message.split("\n").at(-1),
    );
    expect(message).toBe(
      "oci:privateKey in the stack's configuration cannot be decrypted without the engine: set it as an environment variable, or in a profile.",
    );
  });

  it("says that a group was deleted which the manifest assigns: `up` skips its line", async () => {
    const group = await world.one("Groups", 'displayName eq "integration-testers"');
    await world.byHand.remove("Groups", group.id, { query: { forceDelete: true } });
    expect(await text()).toBe(
      report(
        `1 difference ${beginning}`,
        '  payments/portal: group "integration-testers" is not assigned: it was deleted or renamed',
      ),
    );
  });

  it("rejects any other name that the domain does not have, at its place in the manifest", async () => {
    edit("teams/payments.yaml", "integration-testers", "testers");
    await expect(world.drift()).rejects.toThrow(
      'teams/payments.yaml:18:53  clients[1].assign.groups[0]: "testers" is not a group of the identity domain (names are case-insensitive).',
    );
  });
});

describe("rights beside the manifest", () => {
  const role =
    '  payments/ledger-sync: role "ServiceAdministrator" of "OICINST_finance" was given to the client beside the manifest';
  const user = '  payments/portal: user "mia@example.com" was assigned beside the manifest';

  beforeEach(async () => {
    await giveAdministration();
    await assignMia();
  });

  it("are named and left alone in the environment dev", async () => {
    const found = await world.drift();
    expect(found.report.drift).toBe(false);
    expect(showDrift(found, { json: false })).toBe(
      [
        'No drift: 18 resources of stack "dev" in http://127.0.0.1:19090 are as the manifests say.',
        "",
        "Rights beside the manifests, which are left alone:",
        `${role} (${byJohn})`,
        `${user} (${byJohn})`,
        "",
        notCompared,
      ].join("\n"),
    );
  });

  it("are drift at a client that is exclusive", async () => {
    edit("teams/payments.yaml", "  - name: ledger-sync", "  - name: ledger-sync\n    exclusive: true");
    const found = await world.drift();
    expect(found.report.drift).toBe(true);
    expect(showDrift(found, { json: false })).toBe(
      [
        `1 difference ${beginning}`,
        `${role} (${byJohn})`,
        "",
        "Rights beside the manifests, which are left alone:",
        `${user} (${byJohn})`,
        "",
        revoked,
        "",
        notCompared,
      ].join("\n"),
    );
  });

  it("are drift outside dev: app roles by default, users and groups of a client that is exclusive", async () => {
    world.close();
    world = await startDriftWorld({}, "prod");
    await giveAdministration();
    await assignMia();
    const kinds = async () =>
      (await world.drift()).report.entries.map(({ kind, drift, where }) => [kind, drift, where[0]?.name]);
    expect(await kinds()).toEqual([
      ["role-beside", true, "payments/ledger-sync"],
      ["assigned-beside", false, "payments/portal"],
    ]);
    edit("teams/payments.yaml", "  - name: portal", "  - name: portal\n    exclusive: true");
    expect(await kinds()).toEqual([
      ["role-beside", true, "payments/ledger-sync"],
      ["assigned-beside", true, "payments/portal"],
    ]);
    edit("teams/payments.yaml", "  - name: ledger-sync", "  - name: ledger-sync\n    exclusive: false");
    expect(await kinds()).toEqual([
      ["role-beside", false, "payments/ledger-sync"],
      ["assigned-beside", false, "payments/portal"],
    ]);
  });

  it("are those of an API and of a client's user, too; what another stack has granted is not among them", async () => {
    const orders = await world.one("Apps", 'displayName eq "Orders API"');
    const clerk = await world.one("AppRoles", 'displayName eq "OrderClerk"');
    const mia = await world.one("Users", 'userName eq "mia@example.com"');
    const chain = await world.one("Users", 'userName eq "payments_chain_dev"');
    const qa = await world.one("Groups", 'displayName eq "qa"');
    await world.grant("ADMINISTRATOR_TO_USER", { type: "User", value: mia.id }, orders, clerk);
    await world.grant("ADMINISTRATOR_TO_USER", { type: "User", value: chain.id }, orders, clerk);
    await world.byHand.create("Grants", {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
      grantMechanism: "ADMINISTRATOR_TO_GROUP",
      grantee: { type: "Group", value: qa.id },
      app: { value: orders.id },
      entitlement: { attributeName: "appRoles", attributeValue: clerk.id },
      tags: [
        { key: "managed-by", value: "idcs-apps" },
        { key: "stack", value: "idcs-apps/dev.sales" },
      ],
    });
    const { entries } = (await world.drift()).report;
    expect(entries.map(({ what, where }) => `${where[0]?.name}: ${what}`)).toEqual([
      'payments/chain: role "OrderClerk" of "Orders API" was given to the client\'s user beside the manifest',
      role.trim(),
      user.trim(),
      'shop/orders-api: role "OrderClerk" of "Orders API" was given to user "mia@example.com" beside the manifest',
    ]);
  });

  it("are the second grant of what the manifest grants, which would remain without the first", async () => {
    const portal = await world.one("Apps", 'displayName eq "payments-portal"');
    const callan = await world.one("Users", 'userName eq "callan@example.com"');
    await world.grant("ADMINISTRATOR_TO_USER", { type: "User", value: callan.id }, portal);
    const { entries } = (await world.drift()).report;
    expect(entries.map(({ what }) => what)).toContain(
      'user "callan@example.com" was assigned once more, beside the one of the manifest',
    );
  });
});

describe("a secret that was regenerated outside", () => {
  const words =
    "the client secret is another one than in the stack's outputs: it was regenerated outside, and the one in the outputs is dead";

  it("is drift, and neither secret is shown", async () => {
    const ledger = await world.one("Apps", 'displayName eq "payments-ledger-sync"');
    const published = { "payments/ledger-sync": String(ledger.clientSecret) };
    const readOutputs = async () => ({ clientSecrets: published });
    expect((await world.drift({ readOutputs })).report.entries).toEqual([]);
    const secret = await world.byHand.regenerateClientSecret(ledger.id);
    const found = await world.drift({ readOutputs });
    expect(found.report).toMatchObject({ drift: true, notes: [] });
    expect(found.report.entries.map(({ kind, what }) => [kind, what])).toEqual([["secret", words]]);
    const junit = join(world.folder, "drift.xml");
    const shown = [
      showDrift(found, { json: true, junit }),
      showDrift(found, { json: false }),
      readFileSync(junit, "utf8"),
    ];
    for (const one of shown) {
      expect(one).toContain(words.slice(0, 20));
      expect(one).not.toContain(secret);
      expect(one).not.toContain(published["payments/ledger-sync"]);
    }
  });

  it("is not looked for if the state cannot be read, which is no error", async () => {
    const readOutputs = async () => {
      throw new CommandError("There is no pulumi on PATH.");
    };
    const { report: found } = await world.drift({ readOutputs });
    expect([found.drift, found.notes]).toEqual([false, ["Secrets were not compared: There is no pulumi on PATH."]]);
  });
});

describe("drift --json and --junit", () => {
  it("are a report that the schema accepts, and a test case for each place", async () => {
    await world.change("payments-portal", { description: "a\u0007b" });
    await giveAdministration();
    const found = await world.drift();
    const junit = join(world.folder, "drift.xml");
    const json = JSON.parse(showDrift(found, { json: true, junit }));
    expect(reportSchema.parse(json)).toEqual({
      stack: "dev",
      identityDomain: "http://127.0.0.1:19090",
      drift: true,
      compared: 18,
      entries: [
        {
          kind: "changed",
          what: 'the description was set to "a\\u0007b"',
          attribute: "description",
          drift: true,
          where: [{ name: "payments/portal", by: "John Doe", at: "2026-11-24T21:03:59.000Z" }],
        },
        {
          kind: "role-beside",
          what: 'role "ServiceAdministrator" of "OICINST_finance" was given to the client beside the manifest',
          drift: false,
          where: [{ name: "payments/ledger-sync", by: "John Doe", at: "2026-11-24T21:03:59.000Z" }],
        },
      ],
      notes: [notCompared],
    });
    const failure = `payments/portal: the description was set to "a\\u0007b" (last changed ${byJohn})`;
    const attribute = failure.replaceAll('"', "&quot;");
    const output = `payments/ledger-sync: role "ServiceAdministrator" of "OICINST_finance" was given to the client beside the manifest (${byJohn})`;
    const pass = (name: string) => `<testcase classname="drift.dev" name="${name}"/>`;
    expect(readFileSync(junit, "utf8").split(/(?<=\/>|<\/testcase>)/)).toEqual([
      `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites><testsuite name="drift of dev" tests="6" failures="1" errors="0">${pass("environment dev")}`,
      pass("payments/chain"),
      `<testcase classname="drift.dev" name="payments/ledger-sync"><system-out>${output}</system-out></testcase>`,
      `<testcase classname="drift.dev" name="payments/portal"><failure type="drift" message="${attribute}">${failure}</failure></testcase>`,
      pass("shop/orders-api"),
      pass("shop/robot"),
      `<system-out>${notCompared}</system-out></testsuite></testsuites>\n`,
    ]);
  });
});
