import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOf } from "../../cli/adopt/convert/client-of.ts";
import type { Converted } from "../../cli/adopt/convert/converted.ts";
import { nameOf } from "../../cli/adopt/convert/name-of.ts";
import { resourceApplicationOf } from "../../cli/adopt/convert/resource-application-of.ts";
import type { Application } from "../../cli/adopt/read/answers.ts";
import { listApplications, type ReadApplications, readApplications } from "../../cli/adopt/read/read-applications.ts";
import { DomainWithoutSecrets } from "../../cli/adopt/read/without-secrets.ts";
import { inexpressibleInWords } from "../../cli/adopt/report.ts";
import { chooseCredentials } from "../../identity-domain/credentials/choose-credentials.ts";
import type { RunningLocalDomain } from "../../local/server.ts";
import { builtInServices } from "../../manifest/oracle/services.ts";
import { environmentOf, oddDomain } from "./adopt-world.ts";

let local: RunningLocalDomain;
let read: ReadApplications;
let requested: RunningLocalDomain["requests"];
beforeAll(async () => {
  local = await oddDomain();
  const from = local.requests.length;
  const domain = new DomainWithoutSecrets(local.url, await chooseCredentials({}, environmentOf(local)));
  const listed = await listApplications(domain);
  const chosen = listed.filter(({ isOPCService, infrastructure }) => !isOPCService && !infrastructure);
  read = await readApplications(domain, chosen, listed);
  requested = local.requests.slice(from);
});
afterAll(() => local?.close());

const naming = { team: "orders", name: "it", environments: undefined };

/** @param attributes what the application has in addition, or instead */
function converted(displayName: string, attributes: Readonly<Record<string, unknown>> = {}): Converted {
  const found = read.applications.find((one) => one.displayName === displayName);
  if (found === undefined) throw new Error(`${displayName} was not read`);
  const app: Application = { ...found, ...attributes };
  return app.isOAuthClient ? clientOf(app, read, naming, builtInServices) : resourceApplicationOf(app, read, naming);
}

const inWords = ({ inexpressible }: Converted): string[] => inexpressible.map(inexpressibleInWords);

describe("reading applications", () => {
  it("sends GET requests alone, one list for each kind, and asks for attributes by name, without the client secret", () => {
    expect(requested.filter(({ method }) => method !== "GET")).toEqual([]);
    expect(requested.map(({ path }) => path.replace(/^\/admin\/v1\/|\?.*$/g, ""))).toEqual([
      ...["Apps", "ResourceTypeSchemaAttributes", "Apps", "Grants", "AppRoles", "AppRoles", "Users", "Groups"],
      ...["NetworkPerimeters", "OAuthClientCertificates", "OAuthClientCertificates"],
    ]);
    const parameters = requested.map(({ path }) => new URLSearchParams(path.replace(/^.*\?/, "")));
    expect(parameters.filter((one) => one.has("attributeSets") || !one.get("attributes"))).toEqual([]);
    expect(
      parameters.flatMap((one) => one.get("attributes")?.split(",") ?? []).filter((name) => /secret/i.test(name)),
    ).toEqual([]);
  });
});

describe("a client as an entry", () => {
  it("names a service whose rule gives the app its name, and omits its default scope", () => {
    expect(converted("legacy-orders-sync")).toMatchObject({
      list: "clients",
      entry: {
        name: "it",
        displayName: "legacy-orders-sync",
        adopt: "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        grantTypes: ["client_credentials"],
        access: [{ service: "integration", instance: "orders", roles: ["ServiceInvoker"] }],
        networkPerimeters: ["office"],
      },
      read: { scopes: 1, roles: 1, users: 0, groups: 0, certificates: 0, networkPerimeters: 1, definedRoles: 0 },
      inexpressible: [],
    });
  });

  it("names other apps with their scopes, other APIs of a service by name, who is assigned, and its own tags", () => {
    expect(converted('Zahlungs–Übersicht "Köln" (Straße)').entry).toEqual({
      name: "it",
      displayName: 'Zahlungs–Übersicht "Köln" (Straße)',
      adopt: "zahlungen",
      description: 'Says "hello": # not a comment',
      grantTypes: ["client_credentials", "refresh_token", "password"],
      access: [
        { app: "Orders API", scopes: ["read", "write"], roles: ["OrderClerk"] },
        { service: "integration", instance: "orders", apis: "developer" },
      ],
      assign: { users: ["sam@example.com"], groups: ["EMEA/Ops\\X", "order-clerks"] },
      allowedOperations: ["introspect"],
      tags: { "cost-center": "42", on: "yes" },
    });
  });

  it("has two scopes of one audience, and two roles, in one access entry", () => {
    expect(converted("Two scopes of one audience").entry.access).toEqual([
      {
        service: "integration",
        instance: "orders",
        scopes: ["/ic/api/", "urn:opc:resource:consumer::all"],
        roles: ["ServiceDeveloper", "ServiceInvoker"],
      },
    ]);
  });

  it.each([
    ["No scopes at all", { grantTypes: ["client_credentials"], access: [] }],
    [
      "Inactive",
      {
        active: false,
        grantTypes: ["authorization_code", "refresh_token"],
        redirectUrls: ["http://localhost:8080/callback"],
        postLogoutRedirectUrls: ["http://127.0.0.1/bye"],
      },
    ],
    [
      "Device with a scheme of its own",
      {
        grantTypes: ["authorization_code", "device_code"],
        redirectUrls: ["com.example.app://callback"],
        allowHttpUrls: true,
        bypassConsent: true,
      },
    ],
    [
      "Browser app",
      {
        clientType: "public",
        grantTypes: ["authorization_code", "refresh_token"],
        redirectUrls: ["https://browser.example.com/", "com.example.browser:/back"],
        allowHttpUrls: true,
        access: [{ app: "Orders API", scopes: ["read"] }],
      },
    ],
    ["Tagged resources", { grantTypes: ["client_credentials"], authorizedResources: { tagged: { domain: "orders" } } }],
    ["User administration", { grantTypes: ["client_credentials"], domainRoles: ["User Administrator"] }],
    [
      "Portal",
      {
        description: "Pages of its own",
        grantTypes: ["authorization_code", "refresh_token"],
        redirectUrls: ["https://portal.example.com/callback"],
        postLogoutRedirectUrls: ["https://portal.example.com/bye"],
        logoutUrl: "https://portal.example.com/logout",
        enforceGrants: true,
        showInMyApps: true,
        idTokenEncryption: "A128CBC-HS256",
        landingPageUrl: "https://portal.example.com/",
        iconUrl: "https://portal.example.com/icon.png",
        customSignInUrl: "https://portal.example.com/sign-in",
        customSignOutUrl: "https://portal.example.com/sign-out",
        customErrorUrl: "https://portal.example.com/error",
        privacyPolicyUrl: "https://portal.example.com/privacy",
        termsOfServiceUrl: "https://portal.example.com/terms",
        contactEmailAddress: "portal@example.com",
      },
    ],
  ])("says of %j what it is, and no defaults", (displayName, keys) => {
    const { entry, inexpressible } = converted(displayName);
    const { name, displayName: shown, adopt, ...others } = entry;
    expect([name, shown, typeof adopt, others, inexpressible]).toEqual(["it", displayName, "string", keys, []]);
  });

  it("has its certificate as a file next to the manifest, without an alias, so that it keeps its own", () => {
    const { entry, files, read: counts } = converted("Trusted signer");
    expect(entry).toMatchObject({
      clientType: "trusted",
      grantTypes: ["client_credentials", "jwt_assertion"],
      authorizedResources: "all",
      certificates: ["certificates/portal-key.pem"],
    });
    expect(files.map(({ file }) => file)).toEqual(["certificates/portal-key.pem"]);
    expect(files[0]?.text).toMatch(/^-----BEGIN CERTIFICATE-----\n(.{1,64}\n)+-----END CERTIFICATE-----\n$/);
    expect(counts.certificates).toBe(1);
  });

  it("exists in no other environment of the project", () => {
    const [app] = read.applications.filter(({ name }) => name === "no_scopes");
    if (app === undefined) throw new Error("not read");
    const { entry } = clientOf(
      app,
      read,
      { team: "orders", name: "no-scopes", environments: { dev: {} } },
      builtInServices,
    );
    expect(entry.environments).toEqual({ dev: {} });
  });
});

describe("an API as an entry", () => {
  it("has its scopes, audiences, lifetimes, app roles and tags, and no defaults", () => {
    const { list, entry, read: counts, notes } = converted("Orders API");
    expect({ list, entry }).toEqual({
      list: "resourceApplications",
      entry: {
        name: "it",
        displayName: "Orders API",
        adopt: "orders_api",
        description: "Orders: read and write",
        audience: "https://orders.example.com/",
        scopes: [{ value: "read" }, { value: "write", description: "Changes orders", requiresConsent: true }],
        secondaryAudiences: ["https://orders.internal.example.com/"],
        allowRefresh: true,
        accessTokenExpiry: 1800,
        roles: [
          { name: "OrderClerk", description: "Works with orders" },
          { name: "OrderAuditor", availableTo: ["users", "groups"] },
        ],
        tags: { domain: "orders" },
      },
    });
    expect(counts).toMatchObject({ scopes: 2, definedRoles: 2 });
    expect(notes).toEqual([
      "Orders API: user olivia@example.com keeps the role OrderAuditor; to declare that, write roleAssignments in the environment's file",
    ]);
  });
});

describe("lifetimes of an API", () => {
  it.each([
    [undefined, undefined, { accessTokenExpiry: "none", refreshTokenExpiry: "none" }],
    [3600, 604_800, {}],
    [60, 604_800, { accessTokenExpiry: 60 }],
  ])("of %s and %s seconds are %j", (accessTokenExpiry, refreshTokenExpiry, expected) => {
    const { entry, inexpressible } = converted("Orders API", { accessTokenExpiry, refreshTokenExpiry });
    const found = Object.entries(entry).filter(([key]) => key.endsWith("Expiry"));
    expect([Object.fromEntries(found), inexpressible]).toEqual([expected, []]);
  });
});

describe("an application that is client and API at once", () => {
  it("is a client with what it is as an API, its app roles among that, and other clients name its scopes", () => {
    expect(converted("Client and API")).toMatchObject({
      list: "clients",
      entry: {
        grantTypes: ["client_credentials"],
        access: [{ app: "Client and API", scopes: ["read"] }],
        api: {
          audience: "https://both.example.com/",
          scopes: [{ value: "read", displayName: "Reading" }, { value: "write" }],
          accessTokenExpiry: 1800,
          refreshTokenExpiry: "none",
          roles: [{ name: "Reader" }],
        },
      },
      read: { scopes: 3, definedRoles: 1 },
      inexpressible: [],
      notes: [
        "Client and API: user olivia@example.com keeps the role Reader; to declare that, write roleAssignments in the environment's file",
      ],
    });
    expect(converted("Caller of both").entry.access).toEqual([
      { app: "Client and API", scopes: ["write"], roles: ["Reader"] },
    ]);
  });

  it("is not adopted with a role that nobody can hold, or a scope that is not there", () => {
    expect(inWords(converted("Client and API", { scopes: [], allowedScopes: [] }))).toEqual([
      'scopes: "[]" (an API of a manifest has at least one scope)',
    ]);
  });
});

describe("what a manifest cannot express", () => {
  it.each([
    [
      "With an owner",
      ['tags[0]: "owner: sam" (the key is reserved for who owns the application: rename the tag first)'],
    ],
    [
      "Role without a scope",
      [
        'grantedAppRoles: "ServiceUser of OICINST_orders" (an access entry has roles only next to a scope of the same app: add one of its scopes to the client first)',
      ],
    ],
  ])("is named with its value: %s", (displayName, reasons) => {
    expect(inWords(converted(displayName))).toEqual(reasons);
  });

  const extension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:";
  it.each<[object, string[]]>([
    [{ resource: "https://api.example.com/" }, ['resource: "https://api.example.com/" (a manifest has no key for it)']],
    [
      { delegatedServiceNames: ["objectstorage"] },
      ['delegatedServiceNames: "[\\"objectstorage\\"]" (a manifest has no key for it)'],
    ],
    [{ isAliasApp: true }, ["isAliasApp: true (a manifest has no key for it)"]],
    [
      { loginMechanism: "SAML", isSamlServiceProvider: true },
      [
        "isSamlServiceProvider: true (a manifest has no key for it)",
        'loginMechanism: "SAML" (a manifest has no key for it)',
      ],
    ],
    [{ signonPolicy: { value: "StrictPolicy" } }, ['signonPolicy: "StrictPolicy" (a manifest has no key for it)']],
    [{ isOPCService: true }, ["isOPCService: true (a manifest has no key for it)"]],
    [{ trustScope: "Default" }, ['trustScope: "Default" (a manifest has no key for it)']],
    [{ allowedGrants: [] }, ['allowedGrants: "[]" (a client of a manifest has at least one grant type)']],
    [{ allowedGrants: ["client_credentials", "urn:x"] }, ['allowedGrants: "urn:x" (no grant type of a manifest)']],
    [
      { allowedScopes: [{ fqs: "https://gone/read" }] },
      ['allowedScopes[0].fqs: "https://gone/read" (no application of the identity domain has this scope)'],
    ],
    [
      { clientIPChecking: "whitelisted" },
      ['clientIPChecking: "whitelisted" (without a network perimeter, a manifest allows every address)'],
    ],
    [
      { redirectUris: ["http://a.example.com/"] },
      ["allUrlSchemesAllowed: false (a manifest with http://a.example.com/ allows all schemes)"],
    ],
    [{ certificates: [{ certAlias: "gone" }] }, ['certificates[0].certAlias: "gone" (no such certificate is found)']],
    [
      {
        tags: [
          { key: "a", value: "1" },
          { key: "a", value: "2" },
        ],
      },
      ['tags[1]: "a: 2" (a manifest has one value for each key, and 0 is the same key)'],
    ],
    [
      { [`${extension}requestable:App`]: { requestable: true } },
      ["extension:requestable:App:requestable: true (a manifest has no key for it)"],
    ],
    [
      { serviceParams: [{ name: "apiKey", value: "s3cret" }] },
      ['serviceParams: "[\\"apiKey\\"]" (a manifest has no key for it)'],
    ],
    [
      { [`${extension}managedapp:App`]: { bundleConfigurationProperties: [{ name: "pass", value: ["s3cret"] }] } },
      ['extension:managedapp:App:bundleConfigurationProperties: "[\\"pass\\"]" (a manifest has no key for it)'],
    ],
    [
      { [`${extension}managedapp:App`]: { adminPassword: "s3cret" } },
      ["extension:managedapp:App:adminPassword: a value that is not shown (a manifest has no key for it)"],
    ],
    [
      { [`${extension}OCITags`]: { freeformTags: [{ key: "a", value: "b" }] } },
      ['extension:OCITags:freeformTags: "[{\\"key\\":\\"a\\",\\"value\\":\\"b\\"}]" (a manifest has no key for it)'],
    ],
  ])("is every attribute that has a value without a key: %j", (attributes, reasons) => {
    expect(inWords(converted("No scopes at all", attributes as Record<string, unknown>))).toEqual(reasons);
  });

  it.each([
    { accessTokenExpiry: 3600, refreshTokenExpiry: 604_800 },
    { allowOffline: false, isUnmanagedApp: true, serviceParams: [] },
    { idTokenEncAlgo: "None", meta: { version: "1" }, grantedAppRoles: [{ value: "1" }] },
    { [`${extension}requestable:App`]: { requestable: false } },
    {
      [`${extension}OCITags`]: {
        tagSlug: "x",
        definedTags: [{ namespace: "Oracle-Tags", key: "CreatedBy", value: "sam" }],
      },
    },
  ])("is neither a default nor what only the domain sets: %j", (attributes) => {
    expect(inWords(converted("No scopes at all", attributes))).toEqual([]);
  });
});

describe("what belongs to a stack already", () => {
  const owned = [
    { key: "managed-by", value: "idcs-apps" },
    { key: "stack", value: "idcs-apps/prod" },
  ];
  const among = (change: (all: ReadApplications) => Partial<ReadApplications>, displayName: string): string[] => {
    const changed = { ...read, ...change(read) };
    const app = changed.applications.find((one) => one.displayName === displayName);
    if (app === undefined) throw new Error(displayName);
    return inWords(
      app.isOAuthClient ? clientOf(app, changed, naming, builtInServices) : resourceApplicationOf(app, changed, naming),
    );
  };

  it("is no part of an adopted application: its certificate, a grant that it holds, a role that it defines", () => {
    const ofAll = <One extends object>(all: readonly One[]): One[] => all.map((one) => ({ ...one, tags: owned }));
    expect([
      among(({ certificates: [one] }) => ({ ownedCertificates: new Set([one?.id ?? ""]) }), "Trusted signer"),
      among(({ grants }) => ({ grants: ofAll(grants) }), "legacy-orders-sync").map((line) =>
        line.replaceAll(/[0-9a-f]{32}/g, "<id>"),
      ),
      among(({ roles }) => ({ roles: ofAll(roles) }), "Orders API"),
    ]).toEqual([
      ['certificates[0].certAlias: "portal-key" (a stack of this project has it)'],
      ['grant <id>: "ADMINISTRATOR_TO_APP to App <id>" (it belongs to idcs-apps/prod: remove it there first)'],
      [
        'app role OrderClerk: "idcs-apps/prod" (it belongs to that stack)',
        'app role OrderAuditor: "idcs-apps/prod" (it belongs to that stack)',
      ],
    ]);
  });

  it("may be a grant of an adopted API's role to somebody else", () => {
    expect(among(({ grants }) => ({ grants: grants.map((one) => ({ ...one, tags: owned })) }), "Orders API")).toEqual(
      [],
    );
  });
});

describe("grants that a manifest cannot give in the same way", () => {
  it.each([
    [
      { grantMechanism: "ACCESS_REQUEST" },
      '"ACCESS_REQUEST to User <id>" (a manifest grants as an administrator does)',
    ],
    [
      { id: "twice" },
      '"ADMINISTRATOR_TO_USER to User <id>" (the same access was granted twice: delete one of the grants first)',
    ],
  ])("are named: %j", (other, reason) => {
    const app = read.applications.find(({ name }) => name === "zahlungen");
    const given = read.grants.find((one) => one.app.value === app?.id && one.grantee.type === "User");
    if (app === undefined || given === undefined) throw new Error("not read");
    const grants = [...read.grants, { ...given, ...other }];
    const reasons = inWords(clientOf(app, { ...read, grants }, naming, builtInServices));
    expect(reasons.map((line) => line.replaceAll(/[0-9a-f]{32}/g, "<id>").replace(/^grant \S+ /, ""))).toEqual([
      reason,
    ]);
  });
});

describe("the name of an entry", () => {
  it.each([
    ["Orders API", "api"],
    ["orders-sync", "sync"],
    ["orders", "orders"],
    ['Zahlungs–Übersicht "Köln" (Straße)', "zahlungs-uebersicht-koeln-strasse"],
    ["Żółć Ångström Æsir", "zolc-angstroem-aesir"],
    ["42 things", "app-42-things"],
    ["日本", "app"],
    ["A".repeat(60), "a".repeat(40)],
    ["Ledger", "ledger-2"],
  ])("of %j is %j", (displayName, name) => {
    expect(nameOf(displayName, "orders", new Set(["ledger"]))).toBe(name);
  });

  it("stays within forty characters with its number", () => {
    const name = "a".repeat(40);
    expect(nameOf(name, "orders", new Set([name]))).toBe(`${"a".repeat(38)}-2`);
  });
});
