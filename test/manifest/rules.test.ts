import { describe, expect, it } from "vitest";
import { loadEnvironment } from "../../manifest/load-environment.ts";
import { loadStack } from "../../manifest/load-stack.ts";
import { filesOf } from "../../manifest/yaml/files.ts";
import { problemAt, renderProblem } from "../../manifest/yaml/problem.ts";
import { messageOf } from "./world.ts";

const today = "2026-12-01";

/** A project with one client of one environment, and what the environment's rules are. */
function project(client: string, { rules = "", environment = "prod", more = "", others = {} } = {}) {
  const files = {
    [`environments/${environment}.yaml`]: `identityDomain: { url: https://idcs-1.identity.oraclecloud.com }\n${rules === "" ? "" : `rules:\n  ${rules.split("\n").join("\n  ")}\n`}${more}`,
    "teams/payments.yaml": `team: payments\nowner: payments-dev@example.com\nclients:\n  - name: ledger\n    ${client.split("\n").join("\n    ")}\n`,
    ...others,
  };
  return { environment, files: filesOf(files) };
}

type Project = ReturnType<typeof project>;

const refused = ({ environment, files }: Project): string => messageOf(() => loadStack(environment, { files, today }));

/** What is found with broken rules reported, each at its place. */
function found({ environment, files }: Project): string[] {
  return loadStack(environment, { files, today, rules: "report" }).ruleFindings.map(
    ({ state, id, node, path, message }) => `${state} ${id} ${renderProblem(problemAt(node, path, message))}`,
  );
}

const warned = ({ environment, files }: Project): string[] =>
  loadStack(environment, { files, today }).warnings.map(({ node, path, message }) =>
    renderProblem(problemAt(node, path, message)),
  );

const plain = "grantTypes: [client_credentials]\naccess: []";

describe("the rules of an environment", () => {
  it.each<[string, Project, string]>([
    [
      "the resource owner grant outside dev",
      project("grantTypes: [Resource owner]\naccess: []"),
      'teams/payments.yaml:5:18  clients[0].grantTypes[0]: "Resource owner" is forbidden in environment "prod": the application sees the passwords of users (RFC 9700, 2.4). Use authorization_code, or client_credentials without users. Rule: grant-types (docs/rules.md).',
    ],
    [
      "the implicit grant outside dev",
      project("grantTypes: [implicit]\nredirectUrls: [https://a.example.com/]"),
      'teams/payments.yaml:5:18  clients[0].grantTypes[0]: "Implicit" is forbidden in environment "prod": tokens appear in the browser\'s address (RFC 9700, 2.1.2). Use authorization_code. Rule: grant-types (docs/rules.md).',
    ],
    [
      "a grant type that the file forbids, in dev too",
      project("grantTypes: [device_code]", { environment: "dev", rules: "forbiddenGrantTypes: [Device code]" }),
      'teams/payments.yaml:5:18  clients[0].grantTypes[0]: "Device code" is forbidden in environment "dev": use another grant type. Rule: grant-types (docs/rules.md).',
    ],
    [
      "every URL without https, whatever the client allows",
      project(
        "grantTypes: [authorization_code]\nallowHttpUrls: true\nredirectUrls: [http://a.example.com/, http://127.0.0.1:8080/, https://a.example.com/]\nlogoutUrl: com.example.shop:/bye",
      ),
      [
        'teams/payments.yaml:7:20  clients[0].redirectUrls[0]: "http://a.example.com/" is not https, the only scheme in environment "prod"; http is allowed for localhost. Rule: redirects (docs/rules.md).',
        'teams/payments.yaml:8:16  clients[0].logoutUrl: "com.example.shop:/bye" is not https, the only scheme in environment "prod"; http is allowed for localhost. Rule: redirects (docs/rules.md).',
      ].join("\n"),
    ],
    [
      "rights that are denied unless they are listed",
      project(
        "grantTypes: [authorization_code]\nredirectUrls: [https://a.example.com/]\nauthorizedResources: all\nallowedOperations: [Introspect, On behalf of]\nbypassConsent: true\nadopt: Ledger\napi: { audience: https://l.example.com/, scopes: [{ value: read }] }",
        { rules: "allResources: [shop/ledger]\nonBehalfOf: []" },
      ),
      [
        'teams/payments.yaml:7:26  clients[0].authorizedResources: tokens for all resource apps is denied in environment "prod", unless "payments/ledger" is listed in rules.allResources of environments/prod.yaml. Rule: all-resources (docs/rules.md).',
        'teams/payments.yaml:8:37  clients[0].allowedOperations[1]: acting for users beyond the client\'s own roles is denied in environment "prod", unless "payments/ledger" is listed in rules.onBehalfOf of environments/prod.yaml. Rule: on-behalf-of (docs/rules.md).',
        'teams/payments.yaml:9:20  clients[0].bypassConsent: bypassing the consent of users is denied in environment "prod", unless "payments/ledger" is listed in rules.bypassConsent of environments/prod.yaml. Rule: bypass-consent (docs/rules.md).',
        'teams/payments.yaml:10:12  clients[0].adopt: managing an API that exists already is denied in environment "prod", unless "payments/ledger" is listed in rules.adoptedApis of environments/prod.yaml. Rule: adopted-apis (docs/rules.md).',
      ].join("\n"),
    ],
    [
      "names, owners, perimeters, secrets and dates that are not as the file demands",
      project(
        `displayName: Ledger\n${plain}\nnetworkPerimeters: [home]\nsecret: { every: 180d }\nexpires: 2028-01-01`,
        {
          rules:
            'owners: ["*@acme.example"]\nclientNames: ["*-sync"]\ndisplayNames: ["{team}-{client}*"]\nexpiry: { longest: 366d }\nsecretAge: 90d\nnetworkPerimeters: [office]',
        },
      ),
      [
        'teams/payments.yaml:2:8  owner: "payments-dev@example.com" does not look like the owners of environment "prod": *@acme.example. Rule: owner (docs/rules.md).',
        'teams/payments.yaml:4:11  clients[0].name: "ledger" does not look like the names of environment "prod": *-sync. Rule: client-name (docs/rules.md).',
        'teams/payments.yaml:5:18  clients[0].displayName: "Ledger" does not look like the names of environment "prod": {team}-{client}*. Rule: display-name (docs/rules.md).',
        'teams/payments.yaml:8:25  clients[0].networkPerimeters[0]: "home" is not a network perimeter that environment "prod" allows (it allows office). Rule: network-perimeters (docs/rules.md).',
        'teams/payments.yaml:9:22  clients[0].secret.every: the client secret is 180 days old before it is replaced, and environment "prod" allows 90 days: write "secret: {every: 90d}" (docs/secrets.md). Rule: secret-age (docs/rules.md).',
        'teams/payments.yaml:10:14  clients[0].expires: 2028-01-01 is 396 days ahead, and environment "prod" allows 366: write 2027-12-02 or an earlier day. Rule: expiry (docs/rules.md).',
      ].join("\n"),
    ],
    [
      "a client without what the file demands",
      project(plain, { rules: "expiry: {}\nsecretAge: 90d\nnetworkPerimeters: any" }),
      [
        'teams/payments.yaml:4:5  clients[0]: the client may be used from anywhere, and environment "prod" demands a network perimeter: write "networkPerimeters". Rule: network-perimeters (docs/rules.md).',
        'teams/payments.yaml:4:5  clients[0]: the client secret is never replaced, and environment "prod" allows 90 days: write "secret: {every: 90d}" (docs/secrets.md). Rule: secret-age (docs/rules.md).',
        'teams/payments.yaml:4:5  clients[0]: no day of expiry is written, and environment "prod" demands one: write "expires: 2027-12-02", or the last day on which the client is needed. Rule: expiry (docs/rules.md).',
      ].join("\n"),
    ],
    [
      "a client after its day, if the file demands one",
      project(`${plain}\nexpires: 2026-11-30`, { rules: "expiry: { required: true }" }),
      'teams/payments.yaml:7:14  clients[0].expires: the client expired on 2026-11-30: extend it, or write "state: retired" (docs/retire.md). Rule: expiry (docs/rules.md).',
    ],
    [
      "the adoption of an API by a team",
      project(plain, {
        others: {
          "teams/orders.yaml":
            "team: orders\nowner: o@example.com\nclients: []\nresourceApplications:\n  - { name: api, adopt: OICINST_finance, audience: https://o.example.com/, scopes: [{ value: read }] }\n",
        },
      }),
      'teams/orders.yaml:5:25  resourceApplications[0].adopt: managing an API that exists already is denied in environment "prod", unless "orders/api" is listed in rules.adoptedApis of environments/prod.yaml. Rule: adopted-apis (docs/rules.md).',
    ],
  ])("refuse %s", (_, broken, message) => {
    expect(refused(broken)).toBe(message);
  });

  it("allow in dev what they forbid elsewhere, if its file says nothing", () => {
    const client =
      "grantTypes: [password, implicit]\nredirectUrls: [http://a.example.com/]\nallowHttpUrls: true\nauthorizedResources: all\nallowedOperations: [onBehalfOfUser]\nbypassConsent: true\nadopt: Ledger";
    expect(found(project(client, { environment: "dev" }))).toStrictEqual([]);
  });

  it("allow what the environment lists, and what keeps to them", () => {
    const client =
      "displayName: payments ledger\ngrantTypes: [password]\nredirectUrls: [com.example.shop:/cb]\nallowHttpUrls: true\nauthorizedResources: all\nallowedOperations: [onBehalfOfUser]\nbypassConsent: true\nnetworkPerimeters: [Office]\nrotation: { every: 90d, grace: 7d }\nexpires: 2027-12-01";
    const rules =
      'forbiddenGrantTypes: []\nredirectSchemes: [com.example.shop]\nowners: ["*@EXAMPLE.com"]\nclientNames: [ledger]\ndisplayNames: ["{team} *"]\nexpiry: { longest: 365d }\nsecretAge: 90d\nnetworkPerimeters: [office]\nallResources: ["payments/*"]\nonBehalfOf: any\nbypassConsent: [payments/ledger]';
    expect(found(project(client, { rules }))).toStrictEqual([]);
  });

  it("leave a retired client alone, except for roles of the domain", () => {
    const client = "state: retired\ngrantTypes: [password]\ndomainRoles: [User Administrator]\nexpires: 2026-01-01";
    expect(
      found(project(client, { rules: "expiry: {}\nsecretAge: 90d" })).map((text) => text.split(" ")[1]),
    ).toStrictEqual(["domain-roles:payments/ledger:User"]);
  });

  it("do not ask a public client for the age of a secret", () => {
    const client = "clientType: public\ngrantTypes: [authorization_code]\nredirectUrls: [https://a.example.com/]";
    expect(found(project(client, { rules: "secretAge: 90d" }))).toStrictEqual([]);
  });

  it("stop only the stack whose team breaks them, and are reported with the stack's own teams only", () => {
    const { files } = project("grantTypes: [password]", {
      others: {
        "teams/shop.yaml": `team: shop\nowner: s@example.com\nclients:\n  - { name: a, ${plain.replace("\n", ", ")} }\n`,
      },
    });
    expect(loadStack("prod.shop", { files, today }).ruleFindings).toStrictEqual([]);
    expect(loadStack("prod.environment", { files, today, rules: "report" }).ruleFindings).toStrictEqual([]);
    expect(messageOf(() => loadStack("prod.payments", { files, today }))).toContain("Rule: grant-types");
    expect(loadStack("prod", { files, today, rules: "report" }).ruleFindings.map(({ id }) => id)).toStrictEqual([
      "grant-types:payments/ledger:password",
    ]);
  });

  it("compare a long hostile name at once", () => {
    const client = `displayName: ${"a-".repeat(60)}!\n${plain}`;
    expect(found(project(client, { rules: 'displayNames: ["{team}-*", "a-*a", "*-b"]' }))).toHaveLength(1);
  });
});

describe("a client's day", () => {
  it.each([
    [
      "2026-12-31",
      [`teams/payments.yaml:7:14  clients[0].expires: the client expires on 2026-12-31, in 30 days: ${extend()}`],
    ],
    [
      "2026-12-01",
      [`teams/payments.yaml:7:14  clients[0].expires: the client expires on 2026-12-01, today: ${extend()}`],
    ],
    ["2026-11-30", [`teams/payments.yaml:7:14  clients[0].expires: the client expired on 2026-11-30: ${extend()}`]],
    ["2027-01-01", []],
  ])("%s is, where no day is demanded, the warnings %j", (day, warnings) => {
    const one = project(`${plain}\nexpires: ${day}`);
    expect(warned(one)).toStrictEqual(warnings);
    const findings = loadStack("prod", { files: one.files, today }).ruleFindings;
    expect(findings.map(({ state, until, exception }) => [state, until, exception])).toStrictEqual(
      warnings.map(() => ["expiring", day, undefined]),
    );
  });

  function extend(): string {
    return 'extend it, or write "state: retired" (docs/retire.md). It is not deactivated by itself.';
  }
});

describe("approval", () => {
  const rules =
    'approval:\n  - { service: integration, instance: finance, roles: [Service*], scopes: [urn:opc:resource:consumer::all] }\n  - { roles: [Admin] }\napprovers: ["@acme/security"]';
  const access = (entry: string, more = "") =>
    project(`grantTypes: [client_credentials]\naccess: [${entry}]${more}`, { rules });

  it.each([
    [
      "a role",
      "{ app: oicinst_FINANCE, scopes: [/x], roles: [servicedeveloper] }",
      ["oicinst_FINANCE/servicedeveloper"],
    ],
    ["a role of any app", "{ app: Orders, scopes: [x], roles: [ADMIN, ServiceUser] }", ["Orders/ADMIN"]],
    [
      "a scope that the service stands for",
      "{ service: integration, instance: finance }",
      ["OICINST_finance/urn:opc:resource:consumer::all"],
    ],
    [
      "a fully qualified scope without its app",
      '{ scopes: ["https://f.example.com:443urn:opc:resource:consumer::all"] }',
      ["https://f.example.com:443urn:opc:resource:consumer::all"],
    ],
    [
      "a fully qualified scope under another app",
      '{ app: Orders, scopes: ["https://f.example.com:443urn:opc:resource:consumer::all"] }',
      ["https://f.example.com:443urn:opc:resource:consumer::all"],
    ],
    ["nothing of another app", "{ service: integration, instance: hr, roles: [ServiceDeveloper] }", []],
  ])("is needed for %s", (_, entry, expected) => {
    const { ruleFindings } = loadStack("prod", { files: access(entry).files, today, rules: "report" });
    expect(ruleFindings.map(({ id }) => id)).toStrictEqual(expected.map((what) => `approval:payments/ledger:${what}`));
  });

  it("is needed for apps that only a tag names, and for a scope that only the domain knows", () => {
    const rules = "approval:\n  - { app: Builder, scopes: [all] }";
    const client =
      "grantTypes: [authorization_code]\nredirectUrls: [https://a.example.com/]\nauthorizedResources: { tagged: { color: green } }\naccess: [{ service: visual-builder, app: Builder }]";
    expect(found(project(client, { rules }))).toStrictEqual([
      'broken approval:payments/ledger teams/payments.yaml:8:14  clients[0].access[0]: scopes of "Builder" need approval in environment "prod", and this entry does not say which it has: write "scopes". Rule: approval (docs/rules.md).',
      'broken approval:payments/ledger:tagged teams/payments.yaml:7:26  clients[0].authorizedResources: tokens for all apps with a tag need approval in environment "prod", because scopes do. Nobody can give it: rules.approvers of environments/prod.yaml names nobody. Rule: approval (docs/rules.md).',
    ]);
  });

  it("is given by an exception that names an approver of the environment, and by no other", () => {
    const entry = "{ app: OICINST_finance, scopes: [/x], roles: [ServiceDeveloper] }";
    const excepted = (more: string) =>
      access(
        entry,
        `\nexceptions: [{ rule: approval, for: OICINST_finance/ServiceDeveloper, reason: Designs flows, until: 2027-03-01${more} }]`,
      );
    const without =
      'Without it: "OICINST_finance/ServiceDeveloper" needs approval in environment "prod". Rule: approval (docs/rules.md).';
    expect(refused(access(entry))).toBe(
      'teams/payments.yaml:6:60  clients[0].access[0].roles[0]: "OICINST_finance/ServiceDeveloper" needs approval in environment "prod". Write an exception for "OICINST_finance/ServiceDeveloper" with "approvedBy", one of @acme/security. Rule: approval (docs/rules.md).',
    );
    expect(refused(excepted(""))).toBe(
      `teams/payments.yaml:7:18  clients[0].exceptions[0]: the exception from approval for "OICINST_finance/ServiceDeveloper" needs an approver: write "approvedBy" with one of @acme/security. ${without}`,
    );
    expect(refused(excepted(', approvedBy: "@acme/securty"'))).toBe(
      `teams/payments.yaml:7:129  clients[0].exceptions[0].approvedBy: "@acme/securty" is not an approver of environment "prod" (it has @acme/security). Did you mean "@acme/security"? ${without}`,
    );
    expect(found(excepted(', approvedBy: "@acme/security"'))).toStrictEqual([
      'excepted approval:payments/ledger:OICINST_finance/ServiceDeveloper teams/payments.yaml:7:26  clients[0].exceptions[0].rule: the exception from approval for "OICINST_finance/ServiceDeveloper" counts until 2027-03-01, approved by "@acme/security": "Designs flows".',
    ]);
  });
});

describe("an exception", () => {
  const excepted = (until: string, more: object = {}) =>
    project(
      `grantTypes: [Resource owner]\naccess: []\nexceptions:\n  - { rule: grant-types, for: Resource owner, reason: Until March, until: ${until} }`,
      more,
    );
  const forbidden =
    '"Resource owner" is forbidden in environment "prod": the application sees the passwords of users (RFC 9700, 2.4). Use authorization_code, or client_credentials without users. Rule: grant-types (docs/rules.md).';
  const name = 'the exception from grant-types for "Resource owner"';

  it.each<[string, Project, string]>([
    [
      "after its last day",
      excepted("2026-11-30"),
      `teams/payments.yaml:8:79  clients[0].exceptions[0].until: ${name} ended on 2026-11-30. Without it: ${forbidden}`,
    ],
    [
      "that ends too far ahead",
      excepted("2027-12-03"),
      `teams/payments.yaml:8:79  clients[0].exceptions[0].until: ${name} ends in 367 days, and environment "prod" allows 366: write 2027-12-02 or an earlier day. Without it: ${forbidden}`,
    ],
    [
      "that ends further ahead than the file allows",
      excepted("2027-03-02", { rules: "exceptions: { longest: 90d }" }),
      `teams/payments.yaml:8:79  clients[0].exceptions[0].until: ${name} ends in 91 days, and environment "prod" allows 90: write 2027-03-01 or an earlier day. Without it: ${forbidden}`,
    ],
    [
      "for something else",
      project(
        "grantTypes: [Resource owner]\naccess: []\nexceptions: [{ rule: grant-types, for: implicit, reason: a, until: 2027-01-31 }]",
      ),
      `teams/payments.yaml:5:18  clients[0].grantTypes[0]: ${forbidden}`,
    ],
    [
      "from a right that needs an approver, in an environment without any",
      project(
        "grantTypes: [client_credentials]\ndomainRoles: [User Administrator]\nexceptions: [{ rule: domain-roles, for: User Administrator, reason: a, until: 2027-01-31 }]",
      ),
      'teams/payments.yaml:7:18  clients[0].exceptions[0]: the exception from domain-roles for "User Administrator" needs an approver, and environment "prod" has none: rules.approvers of environments/prod.yaml names them. Without it: "User Administrator" is not a role of the domain that environment "prod" allows (it allows none). To allow it, write "allowedDomainRoles: [User Administrator]" in environments/prod.yaml. Rule: domain-roles (docs/rules.md).',
    ],
  ])("does not count %s", (_, broken, message) => {
    expect(refused(broken)).toBe(message);
  });

  it("counts on its last day, with a warning from 14 days before", () => {
    expect(found(excepted("2026-12-01"))).toStrictEqual([
      `expiring grant-types:payments/ledger:password teams/payments.yaml:8:79  clients[0].exceptions[0].until: ${name} ends on 2026-12-01, today: then the client is refused in environment "prod". Mend the client before, or ask for a later day.`,
    ]);
    expect(warned(excepted("2026-12-15"))).toStrictEqual([
      `teams/payments.yaml:8:79  clients[0].exceptions[0].until: ${name} ends on 2026-12-15, in 14 days: then the client is refused in environment "prod". Mend the client before, or ask for a later day.`,
    ]);
    expect(warned(excepted("2026-12-16"))).toStrictEqual([]);
    expect(found(excepted("2026-12-16"))).toStrictEqual([
      `excepted grant-types:payments/ledger:password teams/payments.yaml:8:17  clients[0].exceptions[0].rule: ${name} counts until 2026-12-16: "Until March".`,
    ]);
  });

  it("that no environment needs is a warning", () => {
    const client = `${plain}\nexceptions: [{ rule: expiry, reason: a, until: 2027-01-31 }]`;
    expect(warned(project(client))).toStrictEqual([
      'teams/payments.yaml:7:26  clients[0].exceptions[0].rule: the client does not break expiry in environment "prod": remove the exception.',
    ]);
  });

  it("that only another environment needs is no warning", () => {
    const { files } = excepted("2027-01-31", {
      others: { "environments/dev.yaml": "identityDomain: { url: https://idcs-2.identity.oraclecloud.com }\n" },
    });
    expect(loadStack("dev", { files, today }).warnings).toStrictEqual([]);
    expect(loadStack("dev", { files, today }).ruleFindings).toStrictEqual([]);
  });

  it("may be written for one environment", () => {
    const client =
      "grantTypes: [password]\naccess: []\nenvironments:\n  prod: { exceptions: [{ rule: grant-types, for: password, reason: a, until: 2027-01-31 }] }";
    expect(found(project(client)).map((text) => text.split(" ").slice(0, 3))).toStrictEqual([
      ["excepted", "grant-types:payments/ledger:password", "teams/payments.yaml:8:36"],
    ]);
  });

  it("shows a hostile reason in quotes and on one line", () => {
    const reason = "![x](javascript:alert(1)) \\u202e\\u001b[31m";
    const client = `grantTypes: [password]\nexceptions: [{ rule: grant-types, for: password, reason: "x ${reason.replace("\\u001b", "")}", until: 2027-01-31 }]`;
    expect(found(project(client))[0]).toMatch(/: "x !\[x\]\(javascript:alert\(1\)\) \\u202e\[31m"\.$/);
  });
});

describe("approvers: codeowners", () => {
  const environment =
    "identityDomain: { url: https://idcs-1.identity.oraclecloud.com }\nrules: { approvers: codeowners }\n";
  const load = (files: Readonly<Record<string, string>>) =>
    loadEnvironment("environments", "prod", { files: filesOf({ "environments/prod.yaml": environment, ...files }) });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      "no CODEOWNERS",
      {},
      "there is no CODEOWNERS in the project (.github/CODEOWNERS, CODEOWNERS, docs/CODEOWNERS, .gitlab/CODEOWNERS): write it, or a list of names.",
    ],
    [
      "no owner of the file",
      { CODEOWNERS: "teams/ @a\n# environments/ @b\n/* @c\n" },
      "CODEOWNERS names no owner of environments/prod.yaml: write a line for it.",
    ],
    [
      "a last line that takes the owners away",
      { CODEOWNERS: "* @a\nenvironments/prod.yaml\n" },
      "CODEOWNERS names no owner of environments/prod.yaml: write a line for it.",
    ],
  ])("are refused with %s", (_, files, message) => {
    expect(messageOf(() => load(files))).toBe(
      `environments/prod.yaml:2:21  rules.approvers: codeowners, but ${message}`,
    );
  });

  it.each<[string, Readonly<Record<string, string>>, string[]]>([
    [
      "the last line that is about the file",
      { CODEOWNERS: "* @a\n/environments/ @acme/security sec@acme.example # us\nteams/ @b" },
      ["@acme/security", "sec@acme.example"],
    ],
    [
      ".github/CODEOWNERS before others",
      { CODEOWNERS: "* @a", ".github/CODEOWNERS": "environments/*.yaml @b" },
      ["@b"],
    ],
    [
      "each section of GitLab, with its usual owners",
      { CODEOWNERS: "* @a\n[Security][2] @sec\nenvironments/prod.yaml\n^[Docs]\ndocs/ @d\n" },
      ["@a", "@sec"],
    ],
  ])("are the owners of %s", (_, files, owners) => {
    expect(load(files).rules.approvers).toStrictEqual(owners);
  });
});
