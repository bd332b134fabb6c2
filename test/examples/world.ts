import { cpSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Collection, IdentityDomain } from "../../identity-domain/identity-domain.ts";
import type { JsonObject } from "../../identity-domain/json.ts";
import { administratorOf } from "../stack/administrator.ts";
import { createWorld, outputOf, type World as StackWorld } from "../stack/world.ts";

/** The folder with one example for each component. */
export const examplesFolder = resolve(import.meta.dirname, "..", "..", "examples", "components");

/** The examples as a reader has them, beside what they import, and a local domain in `.local-domain`. */
export interface World extends Pick<StackWorld, "domain" | "write"> {
  readonly administrator: IdentityDomain;
  /** Runs Pulumi in an example's folder, with the local stack's passphrase; the command must succeed. */
  pulumi(example: string, ...args: string[]): Promise<string>;
}

/** An example that has run. */
export interface Ran<Outputs> {
  readonly world: World;
  /** The example's outputs, secrets in clear. */
  readonly outputs: Outputs;
  /** All resources of a collection that a filter finds. */
  find(collection: Collection, filter: string): Promise<readonly JsonObject[]>;
}

/** What is told about an example. */
export interface Claims<Outputs> {
  /** What is changed in its folder before it runs. */
  readonly prepare?: (world: World) => Promise<void>;
  /** What it is good for, by its title. */
  readonly claims: Readonly<Record<string, (ran: Ran<Outputs>) => Promise<void>>>;
  /** What it leaves behind on purpose: attributes of existing apps, by display name. */
  readonly stays?: Readonly<Record<string, JsonObject>>;
}

/** One world for the examples of a test file. */
export function useWorld(): () => World {
  let stack: StackWorld | undefined;
  let world: World | undefined;
  beforeAll(async () => {
    stack = await createWorld({});
    world = await worldOf(stack);
  });
  afterAll(() => stack?.close());
  return () => {
    if (world === undefined) throw new Error("the world is made in beforeAll");
    return world;
  };
}

/** An example does what its claims say, changes nothing in a second run, and takes away all that it made. */
export function describeExample<Outputs>(
  worldNow: () => World,
  example: string,
  { claims, prepare, stays = {} }: Claims<Outputs>,
): void {
  describe(example, () => {
    let world: World;
    let before: Record<string, JsonObject>;
    let ran: Ran<Outputs>;
    beforeAll(async () => {
      world = worldNow();
      before = await everythingIn(world);
      await prepare?.(world);
      await world.pulumi(example, "stack", "init", "dev");
      await world.pulumi(example, "up", "--yes", "--skip-preview", "--config", `identityDomainUrl=${world.domain.url}`);
      const outputs = JSON.parse(await world.pulumi(example, "stack", "output", "--json", "--show-secrets")) as Outputs;
      ran = {
        world,
        outputs,
        find: (collection, filter) => find(world, collection, { filter, attributeSets: ["all"] }),
      };
    });

    it.each(Object.entries(claims))("%s", async (_, claim) => claim(ran));

    it("changes nothing in a second run", async () => {
      const from = world.domain.requests.length;
      await world.pulumi(example, "up", "--yes", "--skip-preview", "--expect-no-changes");
      expect(world.domain.requests.slice(from).filter(({ method }) => method !== "GET")).toEqual([]);
    });

    it("leaves the domain as it was when it is destroyed", async () => {
      await world.pulumi(example, "destroy", "--yes", "--skip-preview");
      const expected = Object.entries(before).map(([key, resource]) => [
        key,
        { ...resource, ...stays[String(resource.displayName)] },
      ]);
      expect(await everythingIn(world)).toEqual(Object.fromEntries(expected));
    });
  });
}

async function worldOf(stack: StackWorld): Promise<World> {
  const project = join(stack.folder, "project");
  cpSync(examplesFolder, join(project, "examples", "components"), { recursive: true });
  symlinkSync(stack.domain.dataFolder, join(project, ".local-domain"));
  return {
    domain: stack.domain,
    write: stack.write,
    administrator: await administratorOf(stack.domain),
    async pulumi(example, ...args) {
      const env = { PULUMI_CONFIG_PASSPHRASE: "local", ...(args[1] === "init" && { PULUMI_STACK: undefined }) };
      return outputOf(await stack.pulumiWith(env, ...args, "-C", `examples/components/${example}`));
    },
  };
}

/** Every resource of the domain that an example could make or change, without who changed it when. */
async function everythingIn(world: World): Promise<Record<string, JsonObject>> {
  const collections = ["Apps", "AppRoles", "Grants", "NetworkPerimeters", "OAuthClientCertificates"] as const;
  const lists = collections.map(async (collection) =>
    (await find(world, collection)).map(({ meta, idcsLastModifiedBy, ...resource }) => [
      `${collection}/${resource.id}`,
      resource,
    ]),
  );
  return Object.fromEntries((await Promise.all(lists)).flat());
}

async function find({ administrator }: World, collection: Collection, query = {}): Promise<readonly JsonObject[]> {
  return (await administrator.list(collection, { query: { ...query, count: 1000 } })).Resources;
}
