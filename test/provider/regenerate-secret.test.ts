import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Json } from "./protocol.ts";
import {
  appType,
  type Held,
  type Interruption,
  messageOf,
  ownershipTags,
  startWorld,
  urn,
  type World,
} from "./world.ts";

// A client whose tag `secret-version` counts its secrets.

let world: World;
let held: Held;

const inputs = (version: number | undefined, changes: Json = {}): Json => ({
  schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
  displayName: "Ledger",
  name: "ledger",
  basedOnTemplate: { value: "CustomWebAppTemplateId" },
  active: true,
  isOauthClient: true,
  clientType: "confidential",
  allowedGrants: ["client_credentials"],
  attributeSets: ["default", "request"],
  tags: [...ownershipTags, ...(version === undefined ? [] : [{ key: "secret-version", value: String(version) }])],
  ...changes,
});

beforeEach(async () => {
  world = await startWorld();
  held = await world.create(appType, inputs(1));
  world.sent.length = 0;
});
afterEach(() => world.close());

const inDomain = async () =>
  world.administrator.read("Apps", held.id, { query: { attributeSets: ["default", "request"] } });
const secretInDomain = async () => (await inDomain()).clientSecret;
const regenerations = (): number => world.log().filter((line) => line === "POST AppClientSecretRegenerator").length;

/** Ends the plugin's part in a request, before or after the domain has acted: its answer never comes. */
function kill(isMeant: (method: string, path: string) => boolean, when: "before" | "after"): void {
  let isDone = false;
  world.interrupt = ({ method, path }, act) => {
    if (isDone) return Promise.reject(new TypeError("killed"));
    if (!isMeant(method, path)) return undefined;
    isDone = true;
    const lost = () => Promise.reject(new TypeError("killed"));
    return when === "after" ? act().then(lost) : lost();
  };
}
const isRegeneration = (_: string, path: string): boolean => path === "AppClientSecretRegenerator";
const isPut = (method: string): boolean => method === "PUT";

async function killedUpdate(news: Json): Promise<void> {
  expect(await messageOf(world.update(held, news))).not.toBe("");
  world.interrupt = () => undefined;
}

describe("a change of secret-version", () => {
  it("brings a new secret, which is marked as one, and writes the tag last", async () => {
    const { properties } = await world.update(held, inputs(2));
    expect(world.log()).toEqual(["GET Apps/<id>", "POST AppClientSecretRegenerator", "PUT Apps/<id>"]);
    expect(world.sent[1]?.body).toEqual({
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppClientSecretRegenerator"],
      appId: held.id,
    });
    expect(properties.clientSecret).not.toBe(held.properties.clientSecret);
    expect(properties.clientSecret).toBe(await secretInDomain());
    expect((await inDomain()).tags).toContainEqual({ key: "secret-version", value: "2" });
  });

  it("writes other changes first", async () => {
    await world.update(held, inputs(2, { description: "second" }));
    expect(world.log()).toEqual(["GET Apps/<id>", "PUT Apps/<id>", "POST AppClientSecretRegenerator", "PUT Apps/<id>"]);
    for (const [at, value] of [
      [1, "1"],
      [3, "2"],
    ] as const)
      expect(world.sent[at]?.body?.tags).toContainEqual({ key: "secret-version", value });
    expect(world.sent[1]?.body).toMatchObject({ description: "second" });
  });

  it("keeps the secret if the domain refuses another change", async () => {
    const message = await messageOf(world.update(held, inputs(2, { redirectUris: ["http://wrong.example"] })));
    expect(message).toContain("is not an https URL");
    expect(regenerations()).toBe(0);
    expect(await secretInDomain()).toBe(held.properties.clientSecret);
  });

  it("to a smaller number brings a new secret too", async () => {
    const second = await world.update(held, inputs(2));
    const first = await world.update(second, inputs(1));
    expect(new Set([held, second, first].map(({ properties }) => properties.clientSecret)).size).toBe(3);
  });

  it("is planned as a secret that is not known yet", async () => {
    const request = { urn: urn(appType), id: held.id, olds: held.properties, preview: true };
    const { properties } = await world.call("Update", { ...request, news: { ...held.inputs, ...inputs(2) } });
    expect((properties as Json).clientSecret).toBe("04da6b54-80e4-46f7-96ec-b56ff0331ba9");
    expect(world.sent).toEqual([]);
  });

  it("shows the domain's message if the regeneration is refused, and is completed by the next run", async () => {
    world.interrupt = (sent) =>
      isRegeneration(sent.method, sent.path)
        ? Promise.resolve(Response.json({ detail: "Not now.", status: "400" }, { status: 400 }))
        : undefined;
    expect(await messageOf(world.update(held, inputs(2)))).toContain('was refused: 400 "Not now."');
    world.interrupt = () => undefined;
    expect((await world.update(held, inputs(2))).properties.clientSecret).toBe(await secretInDomain());
  });
});

describe("no new secret comes from", () => {
  it.each([
    ["a tag that is new", undefined, 1],
    ["a tag that goes", 1, undefined],
    ["a tag that stays", 1, 1],
  ])("%s", async (_, before, after) => {
    const old = await world.update({ ...held, properties: { ...held.properties, ...inputs(before) } }, inputs(before));
    world.sent.length = 0;
    const { properties } = await world.update(old, inputs(after, { description: "second" }));
    expect(world.log()).toEqual(["PUT Apps/<id>"]);
    expect(properties.clientSecret).toBe(held.properties.clientSecret);
  });

  it.each([
    ["an application that is not a client", { isOauthClient: false }],
    ["a public client", { clientType: "public" }],
  ])("%s", async (_, kind) => {
    const changes = { displayName: "Other", name: "other", ...kind };
    const app = await world.create(appType, inputs(1, changes), "other");
    await world.update(app, inputs(2, changes));
    expect(regenerations()).toBe(0);
  });
});

describe("an answer of the regeneration that is lost", () => {
  const lose = (when: "before" | "after"): Interruption => {
    let isFirst = true;
    return ({ method, path }, act) => {
      if (!isRegeneration(method, path) || !isFirst) return undefined;
      isFirst = false;
      const lost = () => Promise.reject(new TypeError("connection lost"));
      return when === "after" ? act().then(lost) : lost();
    };
  };

  it("is followed by a look at the application, if the domain has acted", async () => {
    world.interrupt = lose("after");
    const { properties } = await world.update(held, inputs(2));
    expect(regenerations()).toBe(1);
    expect(properties.clientSecret).not.toBe(held.properties.clientSecret);
    expect(properties.clientSecret).toBe(await secretInDomain());
  });

  it("is followed by another request, if the domain has not acted", async () => {
    world.interrupt = lose("before");
    const { properties } = await world.update(held, inputs(2));
    expect(regenerations()).toBe(2);
    expect(properties.clientSecret).not.toBe(held.properties.clientSecret);
    expect(properties.clientSecret).toBe(await secretInDomain());
  });
});

describe("a run that is killed", () => {
  it.each(["same", "other"] as const)(
    "before the regeneration leaves it to the next run on the %s machine",
    async (machine) => {
      kill(isRegeneration, "before");
      await killedUpdate(inputs(2));
      await world.restart(machine);
      const { properties } = await world.update(held, inputs(2));
      expect(regenerations()).toBe(1);
      expect(properties.clientSecret).not.toBe(held.properties.clientSecret);
      expect(properties.clientSecret).toBe(await secretInDomain());
    },
  );

  it("after the regeneration leaves its secret to the next run on this machine", async () => {
    kill(isRegeneration, "after");
    await killedUpdate(inputs(2));
    const given = await secretInDomain();
    await world.restart();
    const { properties } = await world.update(held, inputs(2));
    expect(regenerations()).toBe(0);
    expect(properties.clientSecret).toBe(given);
    expect(given).not.toBe(held.properties.clientSecret);
  });

  it("after the regeneration leaves its secret to the next run on this machine, also with a refresh in between", async () => {
    kill(isRegeneration, "after");
    await killedUpdate(inputs(2));
    const given = await secretInDomain();
    await world.restart();
    const refreshed = { ...held, properties: { ...held.properties, clientSecret: given } };
    expect(await world.diff(refreshed, inputs(2))).toMatchObject({ changes: "DIFF_SOME" });
    expect((await world.update(refreshed, inputs(2))).properties.clientSecret).toBe(given);
    expect(regenerations()).toBe(0);
  });

  it("after the regeneration makes the next run on another machine regenerate again: nothing there shows that it was done", async () => {
    kill(isRegeneration, "after");
    await killedUpdate(inputs(2));
    await world.restart("other");
    const { properties } = await world.update(held, inputs(2));
    expect(regenerations()).toBe(1);
    expect(properties.clientSecret).toBe(await secretInDomain());
  });

  it.each(["same", "other"] as const)(
    "after the tag was written leaves nothing to do on the %s machine",
    async (machine) => {
      kill(isPut, "after");
      await killedUpdate(inputs(2));
      const given = await secretInDomain();
      await world.restart(machine);
      const { properties } = await world.update(held, inputs(2));
      expect(regenerations()).toBe(0);
      expect(properties.clientSecret).toBe(given);
    },
  );

  it("does not prevent the secret of the next version", async () => {
    kill(isPut, "before");
    expect(await messageOf(world.update(held, inputs(2)))).toContain(
      "The application has its new client secret already: `pulumi refresh` brings it into the state, `pulumi up` does the rest.",
    );
    world.interrupt = () => undefined;
    await world.restart();
    const second = await world.update(held, inputs(2));
    const third = await world.update(second, inputs(3));
    expect(third.properties.clientSecret).not.toBe(second.properties.clientSecret);
    expect(third.properties.clientSecret).toBe(await secretInDomain());
  });
});

describe("a change of secret-since", () => {
  const since = (day: string | undefined, version = 1, changes: Json = {}): Json => {
    const tags = inputs(version).tags as Json[];
    return inputs(version, {
      ...changes,
      tags: [...tags, ...(day === undefined ? [] : [{ key: "secret-since", value: day }])],
    });
  };

  beforeEach(async () => {
    held = await world.update(held, since("2026-01-01"));
    world.sent.length = 0;
  });

  it("brings one new secret and writes the tag last", async () => {
    const { properties } = await world.update(held, since("2026-04-01", 1, { description: "second" }));
    expect(world.log()).toEqual(["GET Apps/<id>", "PUT Apps/<id>", "POST AppClientSecretRegenerator", "PUT Apps/<id>"]);
    for (const [at, value] of [
      [1, "2026-01-01"],
      [3, "2026-04-01"],
    ] as const)
      expect(world.sent[at]?.body?.tags).toContainEqual({ key: "secret-since", value });
    expect(properties.clientSecret).not.toBe(held.properties.clientSecret);
    expect(properties.clientSecret).toBe(await secretInDomain());
  });

  it("together with another version brings one new secret", async () => {
    await world.update(held, since("2026-04-01", 2));
    expect(regenerations()).toBe(1);
  });

  it.each([
    ["that is new", undefined, "2026-04-01"],
    ["that goes", "2026-04-01", undefined],
  ])("%s brings no new secret", async (_, before, after) => {
    const old = { ...held, properties: { ...held.properties, ...since(before) } };
    const { properties } = await world.update(old, since(after));
    expect(world.log()).toEqual(["PUT Apps/<id>"]);
    expect(properties.clientSecret).toBe(held.properties.clientSecret);
  });

  it("brings no new secret if somebody removed the tag in the domain: the age is not known there", async () => {
    await world.administrator.replace("Apps", held.id, {
      ...(await inDomain()),
      tags: [...ownershipTags, { key: "secret-version", value: "1" }],
    });
    const { properties } = await world.update(held, since("2026-04-01"));
    expect(regenerations()).toBe(0);
    expect(properties.clientSecret).toBe(held.properties.clientSecret);
    expect((await inDomain()).tags).toContainEqual({ key: "secret-since", value: "2026-04-01" });
  });

  it("that was killed after the regeneration is completed on another day with the secret of the first", async () => {
    kill(isRegeneration, "after");
    await killedUpdate(since("2026-04-01"));
    const given = await secretInDomain();
    await world.restart();
    const { properties } = await world.update(held, since("2026-04-03"));
    expect(regenerations()).toBe(0);
    expect(properties.clientSecret).toBe(given);
    expect(given).not.toBe(held.properties.clientSecret);
  });

  it("that was killed after the tag was written leaves nothing to do, on any machine", async () => {
    kill(isPut, "after");
    await killedUpdate(since("2026-04-01"));
    const given = await secretInDomain();
    await world.restart("other");
    const { properties } = await world.update(held, since("2026-04-01"));
    expect(regenerations()).toBe(0);
    expect(properties.clientSecret).toBe(given);
  });

  it("brings a new secret to an adopted application too", async () => {
    const { id, ocid, clientSecret } = await inDomain();
    const adopted = { ...held, properties: { ...held.properties, ocid: String(ocid) } };
    const { properties } = await world.update(adopted, since("2026-04-01", 1, { ocid: String(ocid) }));
    expect(world.log().filter((line) => !line.startsWith("GET"))).toEqual([
      "POST AppClientSecretRegenerator",
      "PUT Apps/<id>",
    ]);
    expect(properties).toMatchObject({ id });
    expect(properties.clientSecret).not.toBe(clientSecret);
    expect(properties.clientSecret).toBe(await secretInDomain());
  });
});
