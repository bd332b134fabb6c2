import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { roleItems } from "../../cli/drift/accept/role-items.ts";
import { CommandError } from "../../cli/errors/command-error.ts";
import { loadStack } from "../../manifest/load-stack.ts";
import { filesIn } from "../../manifest/yaml/files.ts";
import { exampleStack } from "../plan/example-stack.ts";
import { type DriftWorld, startDriftWorld } from "./drift-world.ts";

let world: DriftWorld;
beforeEach(async () => {
  world = await startDriftWorld();
});
afterEach(() => world.close());

const byJohn = "by John Doe, 2026-11-24 21:03 UTC";
const changed = `(last changed ${byJohn})`;
const read = (file: string) => readFileSync(join(world.folder, file), "utf8");
const entries = async () => (await world.drift()).report.entries;

/** A manifest of the example with some replacements of its text, one after the other. */
function edited(file: string, ...replacements: readonly (readonly [from: string, to: string])[]): string {
  return replacements.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`${file} does not contain ${from}`);
    return text.replace(from, to);
  }, exampleStack[file] ?? "");
}

const payments = "teams/payments.yaml";
const shop = "teams/shop.yaml";
const notCompared = "Secrets were not compared: --no-secrets.";
const next = (file: string) => [
  "Next:",
  "  npm run idcs-apps -- check",
  `  git add ${file}`,
  "  git commit --message 'Accept what was changed by hand'",
  "  npm run pulumi -- up --refresh --stack dev   brings the state up to date; in the domain, what was accepted stays",
];

describe("drift accept", () => {
  it("refuses names that the stack does not have, and says if there is nothing to accept", async () => {
    await expect(world.accept(["payments/portl", "payments/ledger-sync"])).rejects.toThrow(
      new CommandError(
        '"payments/portl" is not a client or resource application of this stack (it has payments/chain, payments/ledger-sync, payments/portal, shop/robot, shop/orders-api). Did you mean "payments/portal"?',
      ),
    );
    expect(await world.accept(["payments/ledger-sync"])).toEqual({
      isComplete: true,
      printed: `Nothing to accept: the domain is as the manifests say.\n\n${notCompared}`,
    });
  });

  it("writes the settings that were changed by hand into the manifest, and nothing else; then there is no drift", async () => {
    const commented = edited(payments, [
      "    enforceGrants: true\n",
      "    # asked for by audit\n    enforceGrants: true # 2025\n",
    ]);
    world.write(payments, commented);
    await world.change("payments-portal", {
      allowAccessControl: false,
      description: "by hand",
      landingPageUrl: null,
      redirectUris: ["https://portal.example.com/callback", "https://new.example.com/"],
      allowedScopes: [{ fqs: "https://orders.example.com/read" }],
      allowedGrants: ["authorization_code", "refresh_token", "implicit"],
    });
    const accepted = [
      "Accepted 7 differences:",
      `  payments/portal: grants are not enforced ${changed}`,
      `  payments/portal: grant type "implicit" was added ${changed}`,
      `  payments/portal: scope "https://orders.example.com/write" was removed ${changed}`,
      `  payments/portal: the description was set to "by hand" ${changed}`,
      `  payments/portal: the landing page "https://portal.example.com/" was removed ${changed}`,
      `  payments/portal: redirect URL "https://new.example.com/" was added ${changed}`,
      `  payments/portal: redirect URL "https://portal.example.com/other" was removed ${changed}`,
    ];
    const keys = [
      "  teams/payments.yaml",
      "    payments/portal: grantTypes",
      "    payments/portal: redirectUrls",
      "    payments/portal: landingPageUrl (removed)",
      "    payments/portal: access",
      "    payments/portal: enforceGrants (removed)",
      "    payments/portal: description",
    ];
    expect(await world.accept(["payments/portal"], { dryRun: true })).toEqual({
      isComplete: true,
      printed: [
        "teams/payments.yaml:11",
        "-     grantTypes: [authorization_code, refresh_token]",
        "+     grantTypes: [authorization_code, refresh_token, implicit]",
        "",
        "teams/payments.yaml:12",
        "-     redirectUrls: [https://portal.example.com/callback, https://portal.example.com/other]",
        "+     redirectUrls: [https://portal.example.com/callback, https://new.example.com/]",
        "",
        "teams/payments.yaml:14",
        "-     landingPageUrl: https://portal.example.com/",
        "",
        "teams/payments.yaml:15",
        "-     access: [{ app: Orders API, scopes: [read, write] }]",
        "+     access: [{app: Orders API, scopes: [read]}]",
        "",
        "teams/payments.yaml:17",
        "-     enforceGrants: true # 2025",
        "",
        "teams/payments.yaml:18",
        "+     description: by hand",
        "",
        ...accepted,
        "",
        "Not written, because of --dry-run:",
        ...keys,
        "",
        notCompared,
      ].join("\n"),
    });
    expect(read(payments)).toBe(commented);

    expect(await world.accept(["payments/portal"])).toEqual({
      isComplete: true,
      printed: [...accepted, "", "Written:", ...keys, "", notCompared, "", ...next(payments)].join("\n"),
    });
    expect(read(payments)).toBe(
      edited(
        payments,
        ["[authorization_code, refresh_token]", "[authorization_code, refresh_token, implicit]"],
        ["https://portal.example.com/other", "https://new.example.com/"],
        ["    landingPageUrl: https://portal.example.com/\n", ""],
        ["[{ app: Orders API, scopes: [read, write] }]", "[{app: Orders API, scopes: [read]}]"],
        ["    enforceGrants: true\n", "    # asked for by audit\n"],
        ["groups: [integration-testers] }\n", "groups: [integration-testers] }\n    description: by hand\n"],
      ),
    );
    expect(await entries()).toEqual([]);
  });

  it("accepts rights that were taken away; those that were given only with --rights", async () => {
    const finance = await world.one("Apps", 'displayName eq "OICINST_finance"');
    const ledger = await world.one("Apps", 'displayName eq "payments-ledger-sync"');
    const portal = await world.one("Apps", 'displayName eq "payments-portal"');
    const role = await world.one("AppRoles", `displayName eq "ServiceAdministrator" and app.value eq "${finance.id}"`);
    const mia = await world.one("Users", 'userName eq "mia@example.com"');
    const orders = await world.one("Apps", 'displayName eq "Orders API"');
    const clerk = await world.one("AppRoles", 'displayName eq "OrderClerk"');
    const group = await world.one("Groups", 'displayName eq "integration-testers"');
    const old = await world.one("Grants", `grantee.value eq "${ledger.id}"`);
    await world.byHand.remove("Grants", old.id);
    await world.byHand.remove("Groups", group.id, { query: { forceDelete: true } });
    await world.grant("ADMINISTRATOR_TO_APP", { type: "App", value: ledger.id }, finance, role);
    await world.grant("ADMINISTRATOR_TO_APP", { type: "App", value: portal.id }, finance, role);
    await world.grant("ADMINISTRATOR_TO_USER", { type: "User", value: mia.id }, portal);
    await world.grant("ADMINISTRATOR_TO_USER", { type: "User", value: mia.id }, orders, clerk);

    const names = ["payments/ledger-sync", "payments/portal", "shop/orders-api"];
    const left = [
      `  payments/ledger-sync: role "ServiceAdministrator" of "OICINST_finance" was given to the client beside the manifest (${byJohn})`,
      `  payments/portal: role "ServiceAdministrator" of "OICINST_finance" was given to the client beside the manifest (${byJohn})`,
      `  payments/portal: user "mia@example.com" was assigned beside the manifest (${byJohn})`,
      `  shop/orders-api: role "OrderClerk" of "Orders API" was given to user "mia@example.com" beside the manifest (${byJohn})`,
    ];
    const first = await world.accept(names);
    expect(first.isComplete).toBe(true);
    expect(first.printed.split("\n\n")[2]?.split("\n")).toEqual([
      "Rights beside the manifest, which are left alone:",
      ...left.flatMap((line) => [line, "    --rights accepts it"]),
    ]);
    const [access, assign] = [
      '[{ service: integration, instance: finance, scopes: ["urn:opc:resource:consumer::all"], roles: [ServiceDeveloper] }]',
      "{ users: [callan@example.com], groups: [integration-testers] }",
    ];
    const withoutRoles = '[{service: integration, instance: finance, scopes: ["urn:opc:resource:consumer::all"]}]';
    expect(read(payments)).toBe(edited(payments, [access, withoutRoles], [assign, "{users: [callan@example.com]}"]));

    const second = await world.accept(names, { rights: true });
    expect(second.isComplete).toBe(false);
    expect(second.printed.split("\n\n").slice(0, 3).join("\n").split("\n")).toEqual([
      "Accepted 2 differences:",
      left[0],
      left[2],
      "Written:",
      "  teams/payments.yaml",
      "    payments/ledger-sync: access",
      "    payments/portal: assign",
      "Not accepted:",
      left[1],
      '    a manifest has roles of "OICINST_finance" only next to one of its scopes: give the client a scope of it first, or revoke the role',
      left[3],
      "    declare it where the right belongs: a client's in its `access`, a user's or group's in `roleAssignments` of environments/dev.yaml; or revoke it in the console",
    ]);
    expect(read(payments)).toBe(
      edited(
        payments,
        [access, withoutRoles.replace("}]", ", roles: [ServiceAdministrator]}]")],
        [assign, "{users: [callan@example.com, mia@example.com]}"],
      ),
    );
    expect((await entries()).map(({ what }) => what)).toEqual([
      'role "ServiceAdministrator" of "OICINST_finance" was given to the client beside the manifest',
      'role "OrderClerk" of "Orders API" was given to user "mia@example.com" beside the manifest',
    ]);
  });

  it("is not complete without --rights, if the right beside the manifest is drift", async () => {
    world.write(payments, edited(payments, ["  - name: portal\n", "  - name: portal\n    exclusive: true\n"]));
    const portal = await world.one("Apps", 'displayName eq "payments-portal"');
    const mia = await world.one("Users", 'userName eq "mia@example.com"');
    await world.grant("ADMINISTRATOR_TO_USER", { type: "User", value: mia.id }, portal);
    expect(await world.accept(["payments/portal"])).toEqual({
      isComplete: false,
      printed: [
        "Nothing was accepted.",
        "",
        "Not accepted:",
        `  payments/portal: user "mia@example.com" was assigned beside the manifest (${byJohn})`,
        "    --rights accepts it",
        "",
        notCompared,
      ].join("\n"),
    });
  });

  it("names what no manifest can say with its way out, writes nothing for it, and shows no secret", async () => {
    const ledger = await world.one("Apps", 'displayName eq "payments-ledger-sync"');
    const published = { "payments/ledger-sync": String(ledger.clientSecret) };
    const secret = await world.byHand.regenerateClientSecret(ledger.id);
    const { tags } = ledger as unknown as { tags: { key: string; value: string }[] };
    await world.change("payments-ledger-sync", {
      certificates: [],
      tags: [...tags.filter(({ key }) => key !== "secret-version"), { key: "secret-version", value: "7" }],
    });
    const robot = await world.one("Apps", 'displayName eq "shop-robot"');
    await world.byHand.changeStatus(robot.id, false);
    await world.byHand.remove("Apps", robot.id);
    const { isComplete, printed } = await world.accept(["payments/ledger-sync", "shop/robot"], {
      readOutputs: async () => ({ clientSecrets: published }),
    });
    expect(isComplete).toBe(false);
    expect(printed.replace(/certificate "[^"]+"/, 'certificate "…"').split("\n")).toEqual([
      "Nothing was accepted.",
      "",
      "Not accepted:",
      `  payments/ledger-sync: certificate "…" was removed ${changed}`,
      "    put the new certificate's file next to the manifest and name it in `certificates`; otherwise `pulumi up --refresh` puts back the one of the manifest",
      `  payments/ledger-sync: tag "secret-version": value is "7" instead of "1" ${changed}`,
      '    set it to "1" in the console: `pulumi up --refresh` would regenerate the client secret',
      `  payments/ledger-sync: the client secret is another one than in the stack's outputs: it was regenerated outside, and the one in the outputs is dead ${changed}`,
      "    `pulumi up --refresh` publishes the secret that the domain has",
      "  shop/robot: the application does not exist: it was deleted, or `pulumi up` has not created it yet",
      "    `pulumi up --refresh` creates it again, with another client secret; to give it up, remove its entry from the manifest",
    ]);
    expect(printed).not.toContain(secret);
    expect(printed).not.toContain(published["payments/ledger-sync"]);
    expect([read(payments), read(shop)]).toEqual([exampleStack[payments], exampleStack[shop]]);
  });

  it("writes the scopes and app roles of a resource application, and a new scope of a client in the shortest form", async () => {
    await world.change("Orders API", {
      scopes: [
        { value: "read", requiresConsent: true },
        { value: "write", description: "Change your orders", requiresConsent: true },
        { value: "delete" },
      ],
      tags: [
        ...((await world.one("Apps", 'displayName eq "Orders API"')).tags as object[]),
        { key: "color", value: "red" },
      ] as never,
    });
    const clerk = await world.one("AppRoles", 'displayName eq "OrderClerk"');
    await world.byHand.remove("AppRoles", clerk.id);
    const finance = await world.one("Apps", 'displayName eq "OICINST_finance"');
    const fqs =
      (finance.scopes as { value: string; fqs: string }[]).find(
        ({ value }) => value === "urn:opc:resource:consumer::all",
      )?.fqs ?? "";
    const orders = "https://orders.example.com/";
    await world.change("shop-robot", {
      allowedScopes: [`${orders}read`, `${orders}delete`, fqs].map((one) => ({ fqs: one })),
    });
    const ledger = await world.one("Apps", 'displayName eq "payments-ledger-sync"');
    const role = await world.one("Grants", `grantee.value eq "${ledger.id}"`);
    await world.byHand.remove("Grants", role.id);
    await world.change("payments-ledger-sync", { allowedScopes: [] });
    const { isComplete } = await world.accept(["shop/orders-api", "shop/robot", "payments/ledger-sync"]);
    expect(isComplete).toBe(true);
    expect(read(shop)).toBe(
      edited(
        shop,
        [
          "[{ value: read }, { value: write, description: Change your orders, requiresConsent: true }]",
          "[{value: read, requiresConsent: true}, {value: write, description: Change your orders, requiresConsent: true}, {value: delete}]",
        ],
        [
          "[{ name: OrderClerk, description: Works on orders }, { name: OrderRobot, availableTo: [clients] }]\n",
          "[{name: OrderRobot, availableTo: [clients]}]\n    tags:\n      color: red\n",
        ],
        [
          "[{ app: Orders API, scopes: [read], roles: [OrderRobot] }]",
          "[{app: Orders API, scopes: [read, delete], roles: [OrderRobot]}, {service: integration, instance: finance}]",
        ],
      ),
    );
    expect(read(payments)).toBe(
      edited(payments, [
        '[{ service: integration, instance: finance, scopes: ["urn:opc:resource:consumer::all"], roles: [ServiceDeveloper] }]',
        "[]",
      ]),
    );
    expect(await entries()).toEqual([]);
  });

  it("writes nothing if the manifests would be wrong then, and says why", async () => {
    await world.change("Orders API", { displayName: "Orders" });
    const refused = await world.accept(["shop/orders-api"]).catch(({ message }: CommandError) => message);
    expect(String(refused).replaceAll(/ \(it has .*\)/g, "")).toBe(
      [
        "Nothing was written: with what was changed by hand, the manifests would be wrong:",
        'teams/payments.yaml:16:21  clients[1].access[0].app: "Orders API" is not a resource app of the identity domain. Did you mean "Orders"?',
        'teams/shop.yaml:13:21  clients[0].access[0].app: "Orders API" is not a resource app of the identity domain. Did you mean "Orders"?',
      ].join("\n"),
    );
    expect(read(shop)).toBe(exampleStack[shop]);
  });

  it("writes nothing if the manifest would differ from the domain elsewhere then, and says where", async () => {
    await world.change("payments-chain", { displayName: "Chain" });
    await expect(world.accept(["payments/chain"])).rejects.toThrow(
      new CommandError(
        [
          "Nothing was written: with what was changed by hand in the manifests, these differences would be there:",
          `  payments/chain: the client's user "payments_chain_dev": name: familyName is "payments-chain" instead of "Chain" (last changed by Ana Admin, 2026-11-24 08:00 UTC)`,
          "Change the manifest by hand, or put the application right: `pulumi up --refresh`.",
        ].join("\n"),
      ),
    );
    expect(read(payments)).toBe(exampleStack[payments]);
  });

  it("keeps the callback of Oracle Integration apart from the other redirect URLs, until it was removed itself", async () => {
    world.close();
    const host = "finance.integration.ocp.oraclecloud.com";
    const callback = `https://${host}/icsapis/agent/oauth/callback`;
    const [urls, other] = ["https://portal.example.com/callback", "https://portal.example.com/other"];
    const manifest = edited(payments, [
      `    redirectUrls: [${urls}, ${other}]\n`,
      `    redirectUrls:\n      - ${urls} # the portal\n      - ${other} # old\n    integrationCallback: ${host} # of finance\n`,
    ]);
    world = await startDriftWorld({ [payments]: manifest });
    await world.change("payments-portal", { redirectUris: [callback, urls] });
    expect((await world.accept(["payments/portal"])).isComplete).toBe(true);
    const withoutOther = manifest.replace(`      - ${other} # old\n`, "");
    expect(read(payments)).toBe(withoutOther);
    await world.change("payments-portal", { redirectUris: [urls] });
    expect((await world.accept(["payments/portal"])).isComplete).toBe(true);
    expect(read(payments)).toBe(withoutOther.replace(`    integrationCallback: ${host} # of finance\n`, ""));
    expect(await entries()).toEqual([]);
  });

  it("refuses an entry that is written with an anchor, whose change would reach other places", async () => {
    world.write(payments, edited(payments, ["  - name: portal\n", "  - &portal\n    name: portal\n"]));
    await world.change("payments-portal", { description: "by hand" });
    await expect(world.accept(["payments/portal"])).rejects.toThrow(
      new CommandError(
        "teams/payments.yaml: payments/portal is written with an anchor or an alias (&, *), so that a change of description would reach other places: nothing was written. Write the entry out first.",
      ),
    );
  });
});

describe("roleItems", () => {
  const role = (found: object | undefined) =>
    ({ inputs: { displayName: "clerk" }, found }) as unknown as Parameters<typeof roleItems>[1];
  const written = [{ name: "Clerk", availableTo: ["users"] }, { name: "Robot" }];

  it("refuses a role that nobody can hold; otherwise it has the holders of the domain", () => {
    expect(roleItems(written, role({ availableToUsers: false }))).toBe(
      "nobody can hold it, and an app role of a manifest can be given to somebody",
    );
    expect(roleItems(written, role({ availableToGroups: true, availableToUsers: true }))).toEqual([
      { name: "Clerk", availableTo: ["users", "groups"] },
      { name: "Robot" },
    ]);
    const everybody = { availableToClients: true, availableToGroups: true, availableToUsers: true };
    expect(roleItems(written, role(everybody))).toEqual([{ name: "Clerk" }, { name: "Robot" }]);
  });
});

describe("drift accept in one of several environments", () => {
  const prod = { "environments/prod.yaml": 'identityDomain: { url: "http://127.0.0.1:19091" }\n' };
  const ofProd = () => loadStack("prod", { files: filesIn(world.folder) }).clients.map((client) => ({ ...client }));

  beforeEach(() => {
    world.write(
      "environments/prod.yaml",
      `${prod["environments/prod.yaml"]}networkPerimeters:\n  - { name: Office, addresses: [203.0.113.0/24] }\n`,
    );
  });

  it("changes no other environment: what the environment can replace is written there, and the rest is refused", async () => {
    const before = ofProd();
    await world.change("payments-portal", {
      description: "by hand",
      postLogoutRedirectUris: [],
      allowedGrants: ["authorization_code"],
    });
    const { isComplete, printed } = await world.accept(["payments/portal"]);
    expect(isComplete).toBe(false);
    expect(printed.split("\n")).toEqual([
      "Accepted 2 differences:",
      `  payments/portal: the description was set to "by hand" ${changed}`,
      `  payments/portal: post-logout redirect URL "https://portal.example.com/" was removed ${changed}`,
      "",
      "Written:",
      "  teams/payments.yaml",
      "    payments/portal: environments.dev.postLogoutRedirectUrls",
      "    payments/portal: environments.dev.description",
      "    It existed in all environments, and lists them now: dev, prod. A new environment gets it only if it is added there.",
      "",
      "Not accepted:",
      `  payments/portal: grant type "refresh_token" was removed ${changed}`,
      "    grantTypes is the same in all environments: --all-environments changes it in prod too",
      "",
      notCompared,
      "",
      ...next(payments),
    ]);
    const assign = "    assign: { users: [callan@example.com], groups: [integration-testers] }\n";
    const environments =
      "    environments:\n      dev:\n        postLogoutRedirectUrls: []\n        description: by hand\n      prod: {}\n";
    expect(read(payments)).toBe(edited(payments, [assign, assign + environments]));
    expect(ofProd().map(({ environments: _, ...client }) => client)).toEqual(before);

    await world.change("payments-portal", { description: "once more" });
    const second = await world.accept(["payments/portal"], { allEnvironments: true });
    expect(second.isComplete).toBe(true);
    expect(second.printed).toContain("    payments/portal: grantTypes, which changes it in prod too\n");
    expect(second.printed).toContain("    payments/portal: environments.dev.description\n");
    expect(read(payments)).toBe(
      edited(
        payments,
        ["[authorization_code, refresh_token]", "[authorization_code]"],
        [assign, assign + environments.replace("by hand", "once more")],
      ),
    );
    expect(await entries()).toEqual([]);
  });
});
