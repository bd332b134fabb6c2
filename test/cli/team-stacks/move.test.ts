import { describe, expect, it } from "vitest";
import { keyOf, type Resource, without } from "../../../cli/team-stacks/deployment.ts";
import { type MoveOptions, moveParts } from "../../../cli/team-stacks/move.ts";
import { componentTypes } from "../../../naming/resource-names.ts";
import { MemoryStacks } from "./memory-stacks.ts";

const { team, client, resourceApplication, environment } = componentTypes;
const app = "oci:Identity/domainsApp:DomainsApp";
const grant = "oci:Identity/domainsGrant:DomainsGrant";

/** A resource below others: `[type, name]` of each, from the top. */
function at(stack: string, path: readonly (readonly [string, string])[], id?: string): Resource {
  const urnOf = (some: typeof path) =>
    `urn:pulumi:${stack}::idcs-apps::${some.map(([type]) => type).join("$")}::${some.at(-1)?.[1]}`;
  const [type = ""] = path.at(-1) ?? [];
  const parent = path.length > 1 ? { parent: urnOf(path.slice(0, -1)) } : {};
  return { urn: urnOf(path), type, custom: id !== undefined, ...(id !== undefined && { id }), ...parent };
}

const inTeam = (stack: string, name: string) => (path: readonly (readonly [string, string])[], id?: string) =>
  at(stack, [[team, name], ...path], id);

function shop(stack: string, ids = ""): Resource[] {
  const shopOf = inTeam(stack, "shop");
  return [
    shopOf([]),
    shopOf([[client, "shop/robot"]]),
    shopOf(
      [
        [client, "shop/robot"],
        [app, "shop/robot"],
      ],
      `robot${ids}`,
    ),
    shopOf(
      [
        [client, "shop/robot"],
        [grant, "shop/robot/Clerk"],
      ],
      `grant${ids}`,
    ),
    shopOf([[client, "shop/robot (B)"]]),
    shopOf(
      [
        [client, "shop/robot (B)"],
        [app, "shop/robot (B)"],
      ],
      `robot-b${ids}`,
    ),
    shopOf([[resourceApplication, "shop/api"]]),
    shopOf(
      [
        [resourceApplication, "shop/api"],
        [app, "shop/api"],
      ],
      `api${ids}`,
    ),
  ];
}

function reports(stack: string): Resource[] {
  const reportsOf = inTeam(stack, "reports");
  const nightly = reportsOf(
    [
      [client, "reports/nightly"],
      [app, "reports/nightly"],
    ],
    "nightly",
  );
  const [api] = shop(stack).slice(-1);
  return [
    reportsOf([]),
    reportsOf([[client, "reports/nightly"]]),
    { ...nightly, dependencies: [api?.urn ?? ""], propertyDependencies: { allowedScopes: [api?.urn ?? ""], tags: [] } },
  ];
}

const shared = (stack: string) => [
  at(stack, [[environment, "dev"]]),
  at(
    stack,
    [
      [environment, "dev"],
      ["oci:Identity/domainsNetworkPerimeter:DomainsNetworkPerimeter", "dev/perimeter/office"],
    ],
    "office",
  ),
];

const engine = (stack: string, provider = "one") => [
  at(stack, [["pulumi:pulumi:Stack", `idcs-apps-${stack}`]]),
  { ...at(stack, [["pulumi:providers:oci", "default_4_20_0"]], provider) },
];

const whole = () => new MemoryStacks({ dev: [...engine("dev"), ...shared("dev"), ...shop("dev"), ...reports("dev")] });

async function run(stacks: MemoryStacks, options: Partial<MoveOptions> = {}) {
  const printed: string[] = [];
  const moved = await moveParts({
    environment: "dev",
    direction: "split",
    parts: [],
    yes: true,
    dryRun: false,
    stacks,
    print: (text) => printed.push(text),
    confirm: undefined,
    ...options,
  });
  return { ...moved, printed: printed.join("\n") };
}

/** The resources of the domain in all stacks: `<stack> <id>`. */
const places = (stacks: MemoryStacks) =>
  [...stacks.states.keys()]
    .flatMap((stack) =>
      stacks
        .resources(stack)
        .filter(({ type }) => type.startsWith("oci:"))
        .map(({ id }) => `${stack} ${id}`),
    )
    .sort();

const split = [
  "dev.environment office",
  "dev.reports nightly",
  ...["api", "grant", "robot", "robot-b"].map((id) => `dev.shop ${id}`),
];
const joined = split.map((place) => place.replace(/^\S+/, "dev")).sort();

describe("fleet split and join", () => {
  it("move nothing while an operation of one of the stacks is interrupted", async () => {
    const stacks = whole();
    stacks.states.set("dev", {
      version: 3,
      deployment: { ...stacks.states.get("dev")?.deployment, pending_operations: [{}] },
    });
    await expect(run(stacks)).rejects.toThrow(
      'Stack "dev" has operations that were interrupted: run `idcs-apps recover --stack dev` first.\nNothing was moved.',
    );
  });

  it("move nothing if one name means different resources of the domain in both stacks", async () => {
    const stacks = new MemoryStacks({ dev: shop("dev"), "dev.shop": shop("dev.shop", "-2").slice(0, 3) });
    await expect(run(stacks)).rejects.toThrow(
      `"shop/robot" (${app}) is in both stacks, and they mean different resources of the identity domain: "robot" in "dev", "robot-2" in "dev.shop". Find out which one is used, and remove the other from its state with \`pulumi state delete\`.`,
    );
    expect(stacks.effects).toBe(0);
  });

  it("move nothing while a resource that was replaced is not deleted", async () => {
    const stacks = new MemoryStacks({
      dev: shop("dev").map((one) => ({ ...one, ...(one.id === "grant" && { delete: true }) })),
    });
    await expect(run(stacks)).rejects.toThrow(
      '"shop/robot/Clerk" was replaced, and its former resource is not deleted yet: run `pulumi up --stack dev` first.',
    );
  });

  it("name the parts that there are", async () => {
    await expect(run(whole(), { parts: ["shpo"] })).rejects.toThrow(
      '"shpo" has nothing in the stacks of "dev" (they have reports, shop, environment). Did you mean "shop"?',
    );
    await expect(run(new MemoryStacks({}))).rejects.toThrow('There is no stack "dev" in this backend');
  });

  it("move nothing without consent, and nothing with --dry-run", async () => {
    const stacks = whole();
    await expect(run(stacks, { yes: false, confirm: async () => false })).rejects.toThrow("Nothing was moved.");
    expect((await run(stacks, { dryRun: true })).parts).toEqual(["reports", "shop", "environment"]);
    expect(stacks.effects).toBe(0);
  });

  it("say what is moved, and move everything there and back", async () => {
    const stacks = whole();
    const { printed } = await run(stacks);
    const rows = printed.split("\n").filter((line) => line.includes(" -> "));
    expect(rows.map((line) => line.split(/ {2,}/))).toEqual([
      ['team "reports"', "dev -> dev.reports", "1 client, 1 resource"],
      ['team "shop"', "dev -> dev.shop", "1 client, 1 resource application, 4 resources"],
      ["what the environment's file declares", "dev -> dev.environment", "1 resource"],
    ]);
    expect(places(stacks)).toEqual(split);
    await run(stacks, { direction: "join" });
    expect(places(stacks)).toEqual(joined);
    expect((await run(stacks, { direction: "join" })).printed).toContain(
      'Nothing is to be moved: each part is in "dev", or has no resource yet.',
    );
  });

  it.each(["split", "join"] as const)("complete a %s that was killed at any step", async (direction) => {
    const begin = async () => {
      const stacks = whole();
      if (direction === "join") await run(stacks);
      stacks.effects = 0;
      return stacks;
    };
    const all = await begin();
    await run(all, { direction });
    expect(all.effects).toBeGreaterThan(5);
    for (let step = 1; step <= all.effects; step++) {
      const stacks = await begin();
      stacks.killedBefore = step;
      await expect(run(stacks, { direction })).rejects.toThrow("killed");
      // Nothing is ever in no stack.
      expect(new Set(places(stacks).map((place) => place.split(" ")[1])).size).toBe(split.length);
      stacks.killedBefore = Number.POSITIVE_INFINITY;
      await run(stacks, { direction });
      expect(places(stacks)).toEqual(direction === "split" ? split : joined);
    }
  });

  it("remove components that an `up` has left in the new stack without a resource", async () => {
    const stacks = whole();
    stacks.states.set("dev.shop", {
      version: 3,
      deployment: { resources: shop("dev.shop").filter(({ custom }) => !custom) },
    });
    await run(stacks);
    expect(places(stacks)).toEqual(split);
  });

  it("let the applications that are still there follow those that were moved one by one", async () => {
    const stacks = whole();
    const robot = stacks.resources("dev").filter(({ urn, type }) => type === client && urn.endsWith("shop/robot"));
    await stacks.create("dev.shop");
    await stacks.move(
      "dev",
      "dev.shop",
      robot.map(({ urn }) => urn),
    );
    await run(stacks);
    expect(places(stacks)).toEqual(split);
    expect(stacks.resources("dev").filter(({ type }) => !type.startsWith("pulumi:"))).toEqual([]);
  });

  it("remove a provider with other settings from a stack that has nothing else", async () => {
    const stacks = whole();
    stacks.states.set("dev.shop", { version: 3, deployment: { resources: engine("dev.shop", "older") } });
    await run(stacks, { parts: ["shop"] });
    expect(stacks.resources("dev.shop").some(({ id }) => id === "older")).toBe(false);
  });

  it("say which stacks cannot be provisioned until the rest is moved", async () => {
    const { printed, previews } = await run(whole(), { parts: ["shop"] });
    expect(printed).toContain(
      '`up` of "dev" is refused as long as other stacks have some of its parts: "dev" has environment, reports; dev.shop have the others.',
    );
    expect(previews.map(({ stack }) => stack)).toEqual(["dev.shop"]);
  });

  it("report what the next `up` changes besides the tags of the stack", async () => {
    const stacks = whole();
    const [tagged, due] = shop("dev.shop").filter(({ type }) => type === app);
    const tags = (stack: string, more: string) => [
      { key: "stack", value: stack },
      { key: "urn", value: stack },
      { key: "secret-since", value: more },
    ];
    const step = { op: "update", changed: ["tags"], oldTags: tags("dev", "2026-01-01") };
    stacks.previewed = {
      steps: [
        { ...step, urn: tagged?.urn ?? "", newTags: tags("dev.shop", "2026-01-01") },
        { ...step, urn: due?.urn ?? "", newTags: tags("dev.shop", "2026-04-01") },
        { op: "create", urn: `${due?.urn}/Clerk`, changed: [], oldTags: [], newTags: [] },
      ],
    };
    const { printed } = await run(stacks, { parts: ["shop"] });
    expect(printed).toContain(`dev.shop: the next \`up\` changes the tags that name the stack, of 1 resource, and
  update of DomainsApp shop/robot (B) (tags)
  create of DomainsApp shop/robot (B)/Clerk`);
    stacks.previewed = { failed: "no credentials" };
    expect((await run(stacks, { parts: ["reports"] })).printed).toContain(
      "dev.reports: the preview failed: no credentials",
    );
  });
});

describe("without", () => {
  it("removes resources, and the dependencies of others on them, and keeps everything else", () => {
    const state = {
      version: 3,
      deployment: { manifest: { version: "v3" }, resources: [...shop("dev"), ...reports("dev")] },
    };
    const gone = new Set(shop("dev").map(({ urn }) => urn));
    const left = without(state, gone);
    expect(left.deployment.manifest).toEqual({ version: "v3" });
    expect(left.deployment.resources?.map(keyOf)).toEqual(reports("dev").map(keyOf));
    expect(left.deployment.resources?.at(-1)).toMatchObject({
      dependencies: [],
      propertyDependencies: { allowedScopes: [], tags: [] },
    });
  });
});
