import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cacheFile, cacheFolder } from "../../../cli/catalog/cache.ts";
import { type CatalogContext, type CatalogOptions, catalog, freshFor } from "../../../cli/catalog/catalog.ts";
import { type Catalog, schema } from "../../../cli/catalog/json.ts";
import { snippet } from "../../../cli/catalog/snippet.ts";
import { renderCatalog } from "../../../cli/catalog/text.ts";
import { type RunningLocalDomain, startLocalDomain } from "../../../local/server.ts";
import { loadTeams } from "../../../manifest/load-teams.ts";
import { folderWith } from "../../manifest/world.ts";
import { administratorOf, environmentOf } from "../adopt-world.ts";

const client = { clientType: "confidential" as const, allowedGrants: ["client_credentials"] };

const apps = [
  {
    displayName: 'Orders: the "API" #1',
    clientId: "orders",
    ...client,
    audience: "https://orders.example.com/",
    scopes: [{ value: "read", description: "Reads orders" }, { value: "write" }],
    roles: [{ displayName: "Clerk", availableToClients: false }, { displayName: "Robot" }],
    isUnmanagedApp: true,
  },
  {
    displayName: "One Scope",
    clientId: "one",
    ...client,
    audience: "https://one.example.com/",
    scopes: [{ value: "all" }],
  },
  {
    displayName: "OICINST_OICINST_twice",
    clientId: "t",
    ...client,
    audience: "https://t.example.com/",
    scopes: [{ value: "all" }],
  },
  {
    displayName: "ANALYTICSINST_sales",
    clientId: "a",
    ...client,
    audience: "https://a.example.com/",
    scopes: [{ value: "all" }],
  },
];

const manifest = `team: payments
owner: payments@example.com
clients:
  - name: ledger
    grantTypes: [client_credentials]
    access:
      - { service: analytics, instance: sales, roles: [] }
      - { app: one scope, scopes: [all] }
  - name: portal
    grantTypes: [client_credentials]
    access: [{ app: One Scope, scopes: [all] }]
    environments:
      test: {}
  - name: robot
    grantTypes: [client_credentials]
    access: [{ scopes: ["https://one.example.com/all"] }]
    environments:
      dev: { access: [{ scopes: ["https://orders.example.com/read"] }] }
`;

let domain: RunningLocalDomain;
beforeAll(async () => {
  domain = await startLocalDomain({ seed: { apps } });
});
afterAll(() => domain.close());

/** A project with its own cache, and what was said and answered. */
function project(files: Readonly<Record<string, string>> = { "teams/payments.yaml": manifest }) {
  const folder = folderWith({
    "Pulumi.yaml": "name: idcs-apps\n",
    "environments/dev.yaml": `identityDomain: { url: "${domain.url}" }\n`,
    ...files,
  });
  const notes: string[] = [];
  const answers: string[] = [];
  const environment = { ...environmentOf(domain), XDG_CACHE_HOME: join(folder, "cache") };
  let now = new Date("2026-11-26T12:00:00.000Z");
  const context: CatalogContext = {
    folder,
    environment,
    now: () => now,
    note: (text) => notes.push(text),
    progress: (_, work) => work(),
    client: {
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        answers.push(await response.clone().text());
        return response;
      },
    },
  };
  const options: CatalogOptions = { words: [], stack: "dev", refresh: false };
  return {
    folder,
    notes,
    answers,
    file: cacheFile(cacheFolder(environment), domain.url),
    later: (milliseconds: number) => {
      now = new Date(now.getTime() + milliseconds);
    },
    search: (more: Partial<CatalogOptions> = {}, changed: Partial<CatalogContext> = {}): Promise<Catalog> =>
      catalog({ ...options, ...more }, { ...context, ...changed }),
  };
}

type World = ReturnType<typeof project>;

const names = ({ apps: found }: Catalog) => found.map(({ app }) => app);

describe("catalog", () => {
  it("reads no client secret, and sends only GET requests", async () => {
    const before = domain.requests.length;
    const { search, answers } = project();
    await search();
    const secrets = (
      await (await administratorOf(domain)).listAll("Apps", { query: { attributes: "clientSecret" } })
    ).map(({ clientSecret }) => String(clientSecret));
    expect(secrets.filter((secret) => secret.length > 10).length).toBeGreaterThan(3);
    expect(answers.length).toBeGreaterThan(1);
    expect(secrets.filter((secret) => answers.join().includes(secret))).toEqual([]);
    expect(answers.join()).not.toMatch(/secret/i);
    expect(new Set(domain.requests.slice(before).map(({ method }) => method))).toEqual(new Set(["GET"]));
  });

  it("gives an app with all that a client needs, in the documented form", async () => {
    const found = await project().search({ app: "orders" });
    expect(schema.parse(found)).toEqual({
      identityDomain: domain.url,
      readAt: "2026-11-26T12:00:00.000Z",
      total: 1,
      apps: [
        {
          app: 'Orders: the "API" #1',
          active: true,
          audience: "https://orders.example.com/",
          secondaryAudiences: [],
          allowsRefresh: false,
          scopes: [
            {
              value: "read",
              fullyQualified: "https://orders.example.com/read",
              description: "Reads orders",
            },
            { value: "write", fullyQualified: "https://orders.example.com/write" },
          ],
          roles: [
            { name: "Clerk", availableTo: ["users", "groups"] },
            { name: "Robot", availableTo: ["clients", "users", "groups"] },
          ],
          usedBy: [{ client: "payments/robot", place: "teams/payments.yaml:18" }],
        },
      ],
    });
  });

  it.each([
    ["a word of the name", { words: ["scope"] }, ["One Scope"]],
    ["a typo", { words: ["oders", "reda"] }, ['Orders: the "API" #1']],
    ["words in any order", { words: ["robot", "orders"] }, ['Orders: the "API" #1']],
    ["a word with a minus sign, which excludes nothing", { words: ["-orders"] }, ['Orders: the "API" #1']],
    ["a part of the name, in other case", { app: "ONE s" }, ["One Scope"]],
    ["a fully qualified scope", { scope: "https://one.example.com/all" }, ["One Scope"]],
    ["a role", { role: "robot" }, ['Orders: the "API" #1']],
    ["nothing that there is", { words: ["xyzzy"] }, []],
    ["a word of one app and a role of another", { words: ["one"], role: "Robot" }, []],
  ] as const)("finds apps by %s", async (_, search, expected) => {
    expect(names(await project().search(search))).toEqual(expected);
  });

  it("puts the name that has the words first, then others that have them", async () => {
    const found = names(await project().search({ words: ["all"], app: "" }));
    expect(found).toEqual(expect.arrayContaining(["One Scope", "ANALYTICSINST_sales", "OICINST_OICINST_twice"]));
    expect(names(await project().search({ words: ["sales"] }))[0]).toBe("ANALYTICSINST_sales");
  });

  it("names the clients that use an app in the stack's environment: by service, by display name and by scope", async () => {
    const { search } = project();
    const usedBy = async (app: string) => (await search({ app })).apps[0]?.usedBy;
    expect(await usedBy("ANALYTICSINST_sales")).toEqual([
      { client: "payments/ledger", place: "teams/payments.yaml:7" },
    ]);
    expect(await usedBy("One Scope")).toEqual([{ client: "payments/ledger", place: "teams/payments.yaml:8" }]);
  });

  it("answers although a manifest is wrong elsewhere, or there is none", async () => {
    const { search } = project({ "teams/payments.yaml": manifest.replace("owner:", "ownre:"), "teams/x.yaml": "{" });
    expect((await search({ app: "One Scope" })).apps[0]?.usedBy).toHaveLength(1);
    expect((await project({}).search({ app: "One Scope" })).apps[0]?.usedBy).toEqual([]);
  });

  it("knows the stack's own services, and refuses wrong ones", async () => {
    const services = (rule: string) => `config:\n  idcs-apps:services:\n    orders: { app: '${rule}' }\n`;
    const found = await project({ "Pulumi.dev.yaml": services("One {instance}") }).search({ app: "One Scope" });
    expect(found.apps[0]).toMatchObject({ service: "orders", instance: "Scope" });
    await expect(project({ "Pulumi.dev.yaml": services("One") }).search()).rejects.toThrow(
      "does not say where the name",
    );
  });
});

describe("the cache of catalog", () => {
  it("answers without a request for a day, and says its age", async () => {
    const { search, notes, answers, later } = project();
    const first = await search();
    answers.length = 0;
    later(freshFor - 1);
    expect(await search()).toEqual(first);
    expect(answers).toEqual([]);
    expect(notes).toEqual([
      `${first.total} resource apps of ${domain.url}, read 23 h ago; --refresh reads them again.`,
    ]);
  });

  it.each([
    ["with --refresh", (world: World) => world.search({ refresh: true })],
    [
      "after a day",
      (world: World) => {
        world.later(freshFor);
        return world.search();
      },
    ],
    [
      "if its time is in the future",
      (world: World) => {
        world.later(-1);
        return world.search();
      },
    ],
    [
      "if it is damaged",
      (world: World) => {
        writeFileSync(world.file, "{");
        return world.search();
      },
    ],
    [
      "if it was cut off",
      (world: World) => {
        writeFileSync(world.file, readFileSync(world.file, "utf8").split("\n").slice(0, 3).join("\n"));
        return world.search();
      },
    ],
  ])("is read again %s", async (_, again) => {
    const world = project();
    const first = await world.search();
    world.answers.length = 0;
    expect((await again(world)).apps).toEqual(first.apps);
    expect(world.answers.length).toBeGreaterThan(1);
  });

  it("is a file for its owner alone, without secrets", async () => {
    const { search, file } = project();
    await search();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).not.toMatch(/secret|idcscs/i);
  });

  it("answers if it is too old and the domain refuses, and says so; with --refresh that is an error", async () => {
    const { search, later, notes } = project();
    const first = await search();
    later(3 * freshFor);
    const client = { fetch: () => Promise.resolve(new Response("{}", { status: 400 })) };
    expect(await search({}, { client })).toEqual(first);
    expect(notes.at(-1)).toMatch(/\nThe answer is from the cache, read 3 d ago\.$/);
    await expect(search({ refresh: true }, { client })).rejects.toThrow(domain.url);
  });

  it("is not needed: without a place for it, the answer is the same", async () => {
    const { search, notes } = project({ cache: "a file where the folder would be" });
    expect((await search({ app: "One" })).total).toBe(1);
    expect(notes.join()).toMatch(
      /^The apps cannot be kept in .*cache\/idcs-apps \(ENOTDIR\): the next search reads them again\.$/,
    );
  });

  it("follows XDG_CACHE_HOME, but not to a relative path", () => {
    expect(cacheFolder({ XDG_CACHE_HOME: "/somewhere" })).toBe("/somewhere/idcs-apps");
    expect(cacheFolder({ XDG_CACHE_HOME: "here" })).toBe(cacheFolder({}));
  });
});

describe("catalog --manifest", () => {
  it("prints for each app an entry that check accepts", async () => {
    const { search } = project();
    const { apps: found } = await search();
    for (const app of found) {
      for (const { value } of app.scopes) {
        const text = snippet([app], { scope: value });
        const team = `team: t\nowner: t@example.com\nclients:\n  - name: c\n    grantTypes: [client_credentials]\n${text.replaceAll(/^/gm, "    ")}\n`;
        const [read] = loadTeams(join(folderWith({ "teams/t.yaml": team }), "teams"));
        expect(read?.clients[0]?.access).toEqual([
          { app: app.app, ...(app.service && { service: app.service }), scopes: [value], roles: [] },
        ]);
      }
    }
    expect(found.length).toBeGreaterThan(3);
  });

  it("names the instance of a service, the chosen scope and the chosen role", async () => {
    const { apps: found } = await project().search({ app: "orders" });
    expect(snippet(found, { scope: "read", role: "robot" })).toBe(
      `access:\n  - app: 'Orders: the "API" #1'\n    scopes:\n      - read\n    roles:\n      - Robot`,
    );
    const { apps: sales } = await project().search({ app: "sales" });
    expect(snippet(sales, {})).toBe(
      "access:\n  - service: analytics\n    instance: sales\n    scopes:\n      - all\n    roles: []",
    );
  });

  it("gives no more than was asked for: the roles of an app are only named", async () => {
    const { apps: found } = await project().search({ app: "orders" });
    expect(snippet(found, { scope: "read" }).split("\n").at(-1)).toBe(
      "    roles: [] # there are Robot: name what the client needs",
    );
  });

  it("asks which scope or role is meant instead of taking all, for all apps at once", async () => {
    const { apps: found } = await project().search({ app: "o" });
    const orders = found.filter(({ app }) => app.startsWith("Orders"));
    expect(() => snippet([...orders, ...orders], {})).toThrow(
      [1, 2]
        .map(() => `"Orders: the \\"API\\" #1" has 2 such scopes: write --scope with one of read, write.`)
        .join("\n"),
    );
    expect(() => snippet(orders, { scope: "read", role: "r" })).toThrow(
      `"Orders: the \\"API\\" #1" has 2 such roles: write --role with one of Clerk, Robot.`,
    );
    expect(() => snippet(orders, { scope: "read", role: "clerk" })).toThrow(
      `"Orders: the \\"API\\" #1" does not give its role "Clerk" to clients: omit --role.`,
    );
  });
});

describe("the text of catalog", () => {
  it("shows each app with its scopes ready to copy, and how many more there are", async () => {
    const found = await project().search({ limit: 1, words: ["orders"] });
    expect(renderCatalog({ ...found, total: 3 }, (text) => `*${text}*`)).toBe(
      [
        '*Orders: the "API" #1*',
        "  audience       https://orders.example.com/",
        "  scopes         https://orders.example.com/read   Reads orders",
        "                 https://orders.example.com/write",
        "  roles          Clerk (users only), Robot",
        "  refresh tokens not allowed",
        "  used by        payments/robot  teams/payments.yaml:18",
        "",
        "1 resource app of 3: write more words, or --limit 3",
      ].join("\n"),
    );
  });

  it("shows no control characters of a domain's answers", async () => {
    const { apps: found, ...rest } = await project().search({ app: "One Scope" });
    const odd = found.map((app) => ({ ...app, app: "a\u001b[2Jb", description: "x\u0007y" }));
    expect(renderCatalog({ ...rest, apps: odd }, (text) => text).replaceAll("\n", "")).not.toMatch(/\p{C}/u);
  });
});
