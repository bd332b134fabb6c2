import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { asText } from "../../../cli/review/text.ts";
import { catalogOf, client, environments, messages, repositoryWith, reviewed, shopDomain, team } from "./world.ts";

const shop = "teams/shop.yaml";
const devOnly = "environments: { dev: {} }";
const access = (more: string) => `access: [{ app: Shop API, ${more} }], ${devOnly}`;

describe("review refuses to begin", () => {
  it.each([
    ["--output=x", '--head: "--output=x" is not a revision: write a branch, a tag or a commit.'],
    ["-n", '--head: "-n" is not a revision: write a branch, a tag or a commit.'],
    ["pr\n--help", '--head: "pr\\n--help" is not a revision: write a branch, a tag or a commit.'],
    [
      "nowhere",
      '--head: there is no revision "nowhere" in a git repository of this folder. In a pipeline, fetch it first: git fetch origin <branch>.',
    ],
  ])("with the head %j", async (head, message) => {
    const root = repositoryWith({ [shop]: team("shop", []) }, {});
    await expect(reviewed(root, { head })).rejects.toThrow(message);
  });

  it("with a catalogue of an environment that the base does not have, or one that is no catalogue", async () => {
    const root = repositoryWith({ [shop]: team("shop", []) }, {});
    await expect(reviewed(root, { catalogs: new Map([["qa", "qa.json"]]) })).rejects.toThrow(
      '--catalog: "qa" is not an environment of the base: dev, prod.',
    );
    await expect(reviewed(root, { catalogs: catalogOf({ apps: [{}] }) })).rejects.toThrow(
      "dev.json is not a seed file: apps[0].displayName",
    );
    await expect(reviewed(root, { catalogs: catalogOf({ names: [] }) })).rejects.toThrow(
      "dev.json is not a seed file: it has none of apps, users, groups, networkPerimeters. Write it again: idcs-apps export-seed ",
    );
    const other = "https://idcs-0123.identity.oraclecloud.com";
    await expect(reviewed(root, { catalogs: catalogOf({ identityDomain: other, apps: [] }) })).rejects.toThrow(
      /^--catalog: .*dev\.json is of "https:\/\/idcs-0123\.identity\.oraclecloud\.com", but the identity domain of "dev" is \S+: idcs-apps export-seed \S+dev\.json --url \S+\.$/,
    );
    await expect(reviewed(root, { catalogs: new Map([["dev", "none.json"]]) })).rejects.toThrow(
      "--catalog: none.json does not exist. Write it again: idcs-apps export-seed none.json --url <domain>.",
    );
  });

  it("if the environments of the base are wrong", async () => {
    const root = repositoryWith({ [shop]: team("shop", []), "environments/dev.yaml": "identityDomain: {}\n" }, {});
    await expect(reviewed(root)).rejects.toThrow("environments/dev.yaml:1:17");
  });
});

describe("the access diff", () => {
  it("says who gets and loses what, by team and client, with scopes as they are in the domain", async () => {
    const before = team("shop", [
      client("robot", access("scopes: [read], roles: [Clerk]")),
      client("old", `${devOnly}, access: []`),
      client("former", `access: [], ${devOnly}`),
    ]);
    const after = team("shop", [
      `name: robot, grantTypes: [client_credentials, refresh_token], ${access("scopes: [write]")}, assign: { users: [ann@example.com], groups: [sales] }`,
      client("latter", `access: [], was: former, description: Better, ${devOnly}`),
      `name: portal, grantTypes: [authorization_code], redirectUrls: ["https://shop.example.com/cb"], ${access("scopes: [read]")}`,
    ]);
    const root = repositoryWith({ [shop]: before }, { [shop]: after });
    const found = await reviewed(root, { catalogs: catalogOf(shopDomain) });
    expect(
      asText(found)
        .split("\n\n")
        .filter((part) => part.startsWith("Team")),
    ).toEqual([
      [
        "Team shop:",
        "  shop/latter: renamed client, was shop/former (in dev)",
        "    + display name: shop-latter",
        "    - display name: shop-former",
        "    + settings: description",
        "  shop/old: client gone: its client ID and client secret are lost (in dev)",
        "    - display name: shop-old",
        "    - grant types: Client credentials",
        "  shop/portal: new client (in dev)",
        "    + display name: shop-portal",
        "    + grant types: Authorization code",
        "    + scopes: https://shop.example.com/read (Shop API)",
        "    + redirect URLs: https://shop.example.com/cb",
        "  shop/robot: changed client (in dev)",
        "    + grant types: Refresh token",
        "    + scopes: https://shop.example.com/write (Shop API)",
        "    - scopes: https://shop.example.com/read (Shop API)",
        "    - app roles: Clerk of Shop API",
        "    + users: ann@example.com",
        "    + groups: sales",
      ].join("\n"),
    ]);
    expect(found.refused).toBe(false);
  });

  it("is the same for environments in which the same changes, and empty if nothing does", async () => {
    const root = repositoryWith(
      { [shop]: team("shop", [client("robot")]) },
      {
        [shop]: `# a comment\n${team("shop", [client("robot", "access: [], environments: { dev: { tags: { a: b } }, prod: {} }"), client("second")])}`,
      },
    );
    const { changes } = await reviewed(root);
    expect(changes.map(({ subject, kind, environments }) => [subject, kind, environments])).toEqual([
      ["shop/robot", "changed", ["dev"]],
      ["shop/second", "new", ["dev", "prod"]],
    ]);
    const comment = repositoryWith(
      { [shop]: team("shop", [client("robot")]) },
      { [shop]: `# a comment\n${team("shop", [client("robot")])}` },
    );
    expect(await reviewed(comment)).toMatchObject({ changes: [], problems: [], warnings: [], refused: false });
  });

  it("is what a merge changes: what the base has changed since is not undone, and said to be if both have changed it", async () => {
    const base = { [shop]: team("shop", [client("robot")]), "teams/crm.yaml": team("crm", [client("sync")]) };
    const head = { [shop]: team("shop", [client("robot"), client("second")]) };
    const other = repositoryWith(base, head, { "teams/crm.yaml": team("crm", [client("sync"), client("third")]) });
    const found = await reviewed(other, { base: "moved" });
    expect(found.changes.map(({ subject, kind }) => [subject, kind])).toEqual([["shop/second", "new"]]);
    expect(found.parted).toMatch(/^[0-9a-f]{40}$/);
    const both = await reviewed(repositoryWith(base, head, { [shop]: team("shop", []) }), { base: "moved" });
    expect(messages(both.warnings)).toContain(
      "teams/shop.yaml:0:0 is changed by the base too since they have parted: what is shown of it undoes the base's changes. Merge the base into the head, and review again.",
    );
  });

  it("warns of what deserves a look: rights of the domain, all apps, a lost perimeter, another file or owner of a team", async () => {
    const before = team("shop", [client("robot", `access: [], networkPerimeters: [office], ${devOnly}`)]);
    const after = team("shop", [
      `name: robot, grantTypes: [client_credentials], access: [], authorizedResources: all, allowedOperations: [onBehalfOfUser], secret: { version: 2 }, ${devOnly}`,
    ]).replace("owner: shop@", "owner: eve@");
    const { warnings } = await reviewed(repositoryWith({ [shop]: before }, { [shop]: null, "teams/a.yaml": after }));
    expect(messages(warnings)).toEqual([
      'teams/a.yaml:4:13 "shop/robot" gets tokens for all resource apps.',
      'teams/a.yaml:4:13 "shop/robot" may act on behalf of users beyond its own roles.',
      'teams/a.yaml:4:13 "shop/robot" may be used from anywhere.',
      'teams/a.yaml:4:13 "shop/robot" gets a new client secret: the old one stops working at once.',
      'teams/a.yaml:1:1 team "shop" was in "teams/shop.yaml": who owns that file should agree.',
      'teams/a.yaml:1:1 the owner of team "shop" was "shop@example.com" and becomes "eve@example.com".',
    ]);
  });

  it("warns of secrets that go elsewhere, applications that change hands, and protection that is given up", async () => {
    const place = (compartment: string) =>
      `deliver: { vault: { vault: ocid1.vault.oc1..a, compartment: ocid1.compartment.oc1..${compartment}, key: ocid1.key.oc1..a } }`;
    const before = team("shop", [
      client(
        "robot",
        `access: [], exclusive: true, idTokenEncryption: A256GCM, networkPerimeters: [office], ${place("a")}`,
      ),
      client("other"),
    ]);
    const after = team("shop", [client("robot", `access: [], networkPerimeters: [office, home], ${place("b")}`)]);
    const mine = team("mine", [
      client("other", "access: [], was: shop/other"),
      client("third", "access: [], was: shop/unknown"),
    ]);
    const root = repositoryWith({ [shop]: before }, { [shop]: after, "teams/mine.yaml": mine });
    const { warnings, changes } = await reviewed(root);
    expect(messages(warnings)).toEqual([
      'teams/mine.yaml:4:13 "mine/other" was "shop/other": team "mine" gets the application of team "shop" with its client ID and client secret, so team "shop" should agree.',
      'teams/mine.yaml:5:13 "mine/third" says that it was "shop/unknown", which the base does not have: if a stack still has it, this client takes over its application.',
      'teams/shop.yaml:4:13 "shop/robot" may be used from other addresses too: "home".',
      'teams/shop.yaml:4:13 "shop/robot" has its client secret delivered to "compartment ocid1.compartment.oc1..b": whoever may read that place has it.',
      'teams/shop.yaml:4:13 "shop/robot" keeps rights that it has beside the manifest: none is revoked any more.',
      'teams/shop.yaml:4:13 "shop/robot" gets ID tokens that are not encrypted.',
    ]);
    expect(changes.at(-1)?.changes).toEqual([
      { aspect: "network perimeters", added: ["home"], removed: [] },
      {
        aspect: "delivery",
        added: ["compartment ocid1.compartment.oc1..b"],
        removed: ["compartment ocid1.compartment.oc1..a"],
      },
      { aspect: "exclusive", added: [], removed: ["yes"] },
      { aspect: "ID token encryption", added: [], removed: ["A256GCM"] },
    ]);
  });

  it("shows a pull request that changes only a certificate, in teams/ or elsewhere, or removes it", async () => {
    const [one, another] = ["ledger", "portal"].map((name) =>
      readFileSync(`test/manifest/valid/everything/${name}.pem`),
    ) as [Buffer, Buffer];
    const signed = (file: string) =>
      team("shop", [
        `name: robot, grantTypes: [jwt_assertion], clientType: trusted, access: [], certificates: [${file}]`,
      ]);
    const within = { [shop]: signed("robot.pem"), "teams/robot.pem": one };
    const outside = { [shop]: signed("../certificates/robot.pem"), "certificates/robot.pem": one };
    for (const [base, head] of [
      [within, { "teams/robot.pem": another }],
      [outside, { "certificates/robot.pem": another }],
    ] as const) {
      const found = await reviewed(repositoryWith(base, head));
      expect(found.changes.map(({ subject, changes }) => [subject, changes.map(({ aspect }) => aspect)])).toEqual([
        ["shop/robot", ["certificates"]],
      ]);
      expect(messages(found.warnings)).toContain(
        'teams/shop.yaml:4:13 "shop/robot" loses 1 certificate and gets others.',
      );
    }
    const gone = await reviewed(repositoryWith(within, { "teams/robot.pem": null }));
    expect(messages(gone.problems)).toEqual([
      "teams/shop.yaml:4:97 clients[0].certificates[0]: teams/robot.pem does not exist.",
    ]);
  });

  it("names what is taken out of the settings, and shows the texts that users read", async () => {
    const api = (text: string) =>
      `resourceApplications:\n  - { name: orders, audience: "https://o.example.com/", scopes: [{ value: read, description: ${text} }] }\n`;
    const root = repositoryWith(
      { [shop]: team("shop", [client("robot", "access: [], description: Old")], api("Read and write all")) },
      { [shop]: team("shop", [client("robot")], api("Harmless")) },
    );
    expect((await reviewed(root)).changes.map(({ subject, changes }) => [subject, changes])).toEqual([
      [
        "shop/orders",
        [{ aspect: "texts for users", added: ["read: Harmless"], removed: ["read: Read and write all"] }],
      ],
      ["shop/robot", [{ aspect: "settings", added: [], removed: ["description"] }]],
    ]);
  });

  it("refuses what `pulumi up` would refuse: removing a client that is not retired", async () => {
    const base = {
      [shop]: team("shop", [client("robot"), client("done", "access: [], state: retired")]),
      "environments/prod.yaml": "identityDomain: { url: https://idcs-2.identity.oraclecloud.com }\n",
    };
    const found = await reviewed(repositoryWith(base, { [shop]: team("shop", []) }));
    expect(messages(found.problems)).toEqual([
      'teams/shop.yaml:4:13 "shop/robot" is gone, but environment "prod" deletes only what is retired: put it back with "state: retired", and remove it in a later pull request (docs/retire.md).',
    ]);
  });

  it("says of a manifest that the head makes wrong what is wrong, and of nothing in it that it is gone", async () => {
    const root = repositoryWith(
      {
        [shop]: team("shop", [client("robot", `access: [], ${devOnly}`), client("other", `access: [], ${devOnly}`)]),
        "teams/mail.yaml": team("mail", [client("sender", `access: [], ${devOnly}`)]),
        "teams/left.yaml": team("left", [client("gone", `access: [], ${devOnly}`)]),
      },
      {
        [shop]: team("shop", [client("robot", `access: [], ${devOnly}, acess: []`), client("other")]),
        "teams/mail.yaml": "team: [mail",
        "teams/left.yaml": null,
      },
    );
    const { changes, warnings, problems } = await reviewed(root);
    expect(changes.map(({ subject, kind }) => [subject, kind])).toEqual([["left/gone", "gone"]]);
    expect(new Set(problems.map(({ file }) => file))).toEqual(new Set([shop, "teams/mail.yaml"]));
    const uncompared = "is wrong, so it cannot be compared: what it changes is shown once it is right.";
    expect(warnings.filter(({ message }) => message === uncompared).map(({ file }) => file)).toEqual([
      "teams/mail.yaml",
      shop,
    ]);
    expect(warnings.filter(({ rule }) => rule === "loss").map(({ message }) => message)).toEqual([
      expect.stringContaining("left/gone"),
    ]);
  });

  it("shows no delivery that the environment gives its clients by itself", async () => {
    const vault = "vault: ocid1.vault.oc1..v, key: ocid1.key.oc1..k, compartment: ocid1.compartment.oc1..c";
    const dev = `${environments["environments/dev.yaml"]}deliver: { vault: { ${vault} } }\n`;
    const root = repositoryWith(
      { [shop]: team("shop", []), "environments/dev.yaml": dev },
      { [shop]: team("shop", [client("robot", `access: [], ${devOnly}`)]) },
    );
    const [change] = (await reviewed(root)).changes;
    expect(change).toMatchObject({ subject: "shop/robot", kind: "new" });
    expect(change?.changes.filter(({ aspect }) => aspect === "delivery")).toEqual([]);
  });
});

describe("with a catalogue, review", () => {
  const refused = async (before: string, after: string) => {
    const root = repositoryWith({ [shop]: before }, { [shop]: after });
    return reviewed(root, { catalogs: catalogOf(shopDomain) });
  };

  it("refuses names that the domain does not know, each at its place", async () => {
    const found = await refused(
      team("shop", []),
      team("shop", [
        client("robot", `${access("scopes: [raed], roles: [Boss]")}, assign: { users: [eve@example.com] }`),
      ]),
    );
    expect(messages(found.problems)).toEqual([
      'teams/shop.yaml:4:89 clients[0].access[0].scopes[0]: "raed" is not a scope of "Shop API" (it has read, write). Did you mean "read"?',
      'teams/shop.yaml:4:104 clients[0].access[0].roles[0]: "Boss" is not an app role that "Shop API" gives to applications (it has Clerk).',
      'teams/shop.yaml:4:159 clients[0].assign.users[0]: "eve@example.com" is not a user of the identity domain (names are case-insensitive). To look: the console, or `oci identity-domains users list`.',
    ]);
    expect(found.problems.map(({ environments }) => environments)).toEqual([["dev"], ["dev"], ["dev"]]);
    expect(found.refused).toBe(true);
  });

  it("only warns of names that were unknown before", async () => {
    const one = client("robot", access("scopes: [raed]"));
    const found = await refused(team("shop", [one]), team("shop", [one, client("second")]));
    expect(messages(found.problems)).toEqual([]);
    expect(messages(found.warnings)).toEqual([
      'teams/shop.yaml:4:89 clients[0].access[0].scopes[0]: "raed" is not a scope of "Shop API" (it has read, write). Did you mean "read"? It was so before this pull request.',
    ]);
  });

  it("refuses to remove an API that another team's client uses", async () => {
    const api =
      "resourceApplications: [{ name: api, displayName: Shop API, audience: 'https://shop.example.com/', scopes: [{ value: read }], environments: { dev: {} } }]\n";
    const root = repositoryWith(
      { [shop]: team("shop", [], api), "teams/crm.yaml": team("crm", [client("sync", access("scopes: [read]"))]) },
      { [shop]: team("shop", []) },
    );
    const found = await reviewed(root, { catalogs: catalogOf(shopDomain) });
    expect(messages(found.problems)).toEqual([
      'teams/crm.yaml:4:69 clients[0].access[0].app: "Shop API" is not a resource app of the identity domain (it has none).',
    ]);
  });

  it("refuses a display name that an application of somebody else has", async () => {
    const found = await refused(
      team("shop", []),
      team("shop", [client("robot", `displayName: shop api, access: [], ${devOnly}`)]),
    );
    expect(found.problems.map(({ rule }) => rule)).toEqual(["name-taken"]);
  });

  it("lists secrets that are older than their manifest says, and says which client ID is lost", async () => {
    const tags = (name: string) =>
      Object.entries({ "managed-by": "idcs-apps", team: "shop", client: name, "secret-since": "2026-08-01" }).map(
        ([key, value]) => ({ key, value }),
      );
    const apps = ["robot", "old"].map((name) => ({
      displayName: `shop-${name}`,
      clientId: `id_of_${name}`,
      tags: tags(name),
    }));
    const robot = client("robot", `access: [], secret: { every: 90d }, ${devOnly}`);
    const root = repositoryWith(
      { [shop]: team("shop", [robot, client("old", `access: [], ${devOnly}`)]) },
      { [shop]: team("shop", [robot]) },
    );
    const found = await reviewed(root, { catalogs: catalogOf({ apps }) });
    expect(found.rotations).toEqual([{ subject: "shop/robot", environment: "dev", since: "2026-08-01", every: 90 }]);
    expect(found.changes[0]?.changes[0]).toEqual({ aspect: "client ID", added: [], removed: ["id_of_old"] });
  });
});

describe("review judges rules by the base", () => {
  const approver = "rules: { approvers: ['@example/security'] }\n";
  const prod = (rules: string) => `identityDomain: { url: https://idcs-2.identity.oraclecloud.com }\n${rules}`;
  const password = (more = "") => `name: tests, grantTypes: [password], access: []${more}`;

  it("refuses what they forbid, also if the head allows it in its own environments", async () => {
    const root = repositoryWith(
      { [shop]: team("shop", []), "environments/prod.yaml": prod("") },
      {
        [shop]: team("shop", [password()]),
        "environments/prod.yaml": prod("rules: { grantTypes: { forbidden: [] } }\n"),
      },
    );
    const found = await reviewed(root);
    expect(
      found.problems.map(({ rule, id, environments, file, line }) => [rule, id, environments, file, line]),
    ).toContainEqual(["grant-types", "grant-types:shop/tests:password", ["prod"], "teams/shop.yaml", 4]);
    expect(found.notJudged).toEqual(["environments/prod.yaml"]);
    expect(messages(found.warnings)).toContain(
      ":0:0 the head changes 1 path outside of teams/, which is not judged here: an admin must read it.",
    );
  });

  it("knows the approvers by the CODEOWNERS of the base, not by those of the pull request", async () => {
    const exception = (by: string) =>
      `exceptions: [{ rule: grant-types, for: password, reason: Old vendor, until: 2027-01-31, approvedBy: '${by}' }]`;
    const tests = (by: string) => team("shop", [`name: tests, grantTypes: [password], access: [], ${exception(by)}`]);
    const base = {
      [shop]: team("shop", []),
      "environments/prod.yaml": prod("rules: { approvers: codeowners }\n"),
      CODEOWNERS: "/environments/ @example/security\n",
    };
    const approvedBy = ["@example/security", "@example/shop"];
    const honest = repositoryWith(base, { [shop]: tests("@example/security") });
    expect(await reviewed(honest, { approvedBy })).toMatchObject({ refused: false, problems: [] });
    const forged = { [shop]: tests("@example/shop"), CODEOWNERS: "/environments/ @example/shop\n" };
    expect(messages((await reviewed(repositoryWith(base, forged), { approvedBy })).problems)).toEqual([
      expect.stringMatching(
        /^teams\/shop\.yaml:4:\d+ "@example\/shop" is not an approver of environment "prod" \(it has @example\/security\)\. Without it: "Resource owner" is forbidden/,
      ),
    ]);
  });

  it("needs the approval that a new exception names, and lists exceptions that are used", async () => {
    const exception =
      "exceptions: [{ rule: grant-types, for: password, reason: Old vendor, until: 2027-01-31, approvedBy: '@example/security' }]";
    const base = { [shop]: team("shop", []), "environments/prod.yaml": prod(approver) };
    const excepted = team("shop", [password(`, ${exception}`)]);
    const root = repositoryWith(base, { [shop]: excepted });
    const alone = await reviewed(root);
    expect([alone.refused, alone.problems]).toEqual([true, []]);
    expect(messages(alone.approvals)).toEqual([
      "teams/shop.yaml:4:77 the new exception from grant-types for shop/tests needs the approval of @example/security.",
    ]);
    const approved = await reviewed(root, { approvedBy: ["Example/Security"] });
    expect([approved.refused, approved.approvals[0]?.approvedBy]).toEqual([false, ["Example/Security"]]);
    expect(approved.exceptions.map(({ state, until }) => [state, until])).toEqual([["new", "2027-01-31"]]);
    const later = repositoryWith({ ...base, [shop]: excepted }, { [shop]: `${excepted}\n` });
    expect(await reviewed(later)).toMatchObject({ refused: false, approvals: [], exceptions: [{ state: "used" }] });
  });

  it("takes approvers from the base's CODEOWNERS, whatever the head's say", async () => {
    const owned = {
      [shop]: team("shop", [client("robot")]),
      CODEOWNERS: "* @example/security\n",
      "environments/prod.yaml":
        "identityDomain: { url: https://idcs-2.identity.oraclecloud.com }\nrules: { approvers: codeowners }\n",
    };
    const excepted = (approvedBy: string) =>
      team("shop", [
        `name: robot, grantTypes: [password], access: [], exceptions: [{ rule: grant-types, for: password, reason: Old, until: 2027-01-31, approvedBy: "${approvedBy}" }]`,
      ]);
    const given = repositoryWith(owned, { [shop]: excepted("@example/security") });
    expect(await reviewed(given, { approvedBy: ["example/security"] })).toMatchObject({ refused: false, problems: [] });
    const own = repositoryWith(owned, { [shop]: excepted("@eve"), CODEOWNERS: "* @eve\n" });
    const { problems } = await reviewed(own, { approvedBy: ["@eve"] });
    expect(messages(problems)).toEqual([
      'teams/shop.yaml:4:149 "@eve" is not an approver of environment "prod" (it has @example/security). Without it: "Resource owner" is forbidden in environment "prod": the application sees the passwords of users (RFC 9700, 2.4). Use authorization_code, or client_credentials without users. Rule: grant-types (docs/rules.md).',
    ]);
  });

  it("does not show what happens in environments that the head adds or removes, and says so", async () => {
    const root = repositoryWith(
      { [shop]: team("shop", [client("robot")]) },
      {
        "environments/prod.yaml": null,
        "environments/stage.yaml": "identityDomain: { url: https://idcs-3.identity.oraclecloud.com }\n",
      },
    );
    expect(messages((await reviewed(root)).warnings).slice(1)).toEqual([
      ':0:0 environment "stage" is new: what clients get there is not shown, and no rule judges it.',
      ':0:0 environment "prod" has no file any more: nothing manages its applications, and no rule judges them.',
    ]);
  });

  it("says what is wrong with the head's own environments", async () => {
    const root = repositoryWith(
      { [shop]: team("shop", []) },
      { "environments/prod.yaml": "identityDomain: {}\n", "index.ts": "evil()" },
    );
    const found = await reviewed(root);
    expect(found.problems.map(({ rule, file }) => [rule, file])).toEqual([["environment", "environments/prod.yaml"]]);
    expect(found.notJudged).toEqual(["environments/prod.yaml", "index.ts"]);
  });
});
