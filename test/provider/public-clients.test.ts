import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Json } from "./protocol.ts";
import { appType, type Held, messageOf, ownedInputs, startWorld, type World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const client = { ...ownedInputs, name: "ledger", isOauthClient: true, allowedGrants: ["authorization_code"] };
const confidential = { ...client, clientType: "confidential" };
const open = { ...client, clientType: "public", basedOnTemplate: { value: "CustomBrowserMobileTemplateId" } };
const refusal = (held: Held, news: Json) => messageOf(world.update(held, news));

describe("a stack's client", () => {
  it("cannot become public, which would end its secret, and is not changed", async () => {
    const held = await world.create(appType, confidential);
    const before = await world.administrator.read("Apps", held.id);
    expect(await refusal(held, { ...confidential, clientType: "public" })).toContain(
      [
        `The application "${ownedInputs.displayName}" (id ${held.id}) is a client with a secret, and the program declares a public client: the secret would end, and with it every program that uses it. Nothing was changed.`,
        "Declare the other client under a name of its own, and remove this one when nobody uses it any more.",
      ].join("\n"),
    );
    expect(await world.administrator.read("Apps", held.id)).toEqual(before);
  });

  it("has no secret if it is public, and cannot become another one", async () => {
    const held = await world.create(appType, open);
    expect(held.properties).not.toHaveProperty("clientSecret");
    expect(await refusal(held, { ...open, clientType: "confidential" })).toContain(
      `(id ${held.id}) is a public client, which can get no secret, and the program declares a confidential client. Nothing was changed.`,
    );
  });

  it("that is confidential may become trusted", async () => {
    const held = await world.create(appType, confidential);
    await world.update(held, { ...confidential, clientType: "trusted" });
    expect(await world.administrator.read("Apps", held.id)).toMatchObject({ clientType: "trusted" });
  });
});

describe("a stack's API", () => {
  const api = { ...ownedInputs, isOauthClient: false, isOauthResource: true, audience: "https://a.example.com/" };
  const read = (held: Held) => world.administrator.read("Apps", held.id);

  it("has no lifetimes of tokens if the program gives none: those that it had are cleared, and then nothing differs", async () => {
    const held = await world.create(appType, { ...api, accessTokenExpiry: 60, refreshTokenExpiry: 120 });
    expect(await world.diff(held, { ...api, accessTokenExpiry: 60 })).toMatchObject({ changes: "DIFF_SOME" });
    const cleared = await world.update(held, { ...api, accessTokenExpiry: 60 });
    expect(await read(held)).toMatchObject({ accessTokenExpiry: 60 });
    expect(await read(held)).not.toHaveProperty("refreshTokenExpiry");
    expect(await world.diff(cleared, { ...api, accessTokenExpiry: 60 })).toMatchObject({ changes: "DIFF_NONE" });
  });

  it("that is none any more loses its audience, and keeps the lifetimes, which say nothing then", async () => {
    const held = await world.create(appType, { ...api, accessTokenExpiry: 60 });
    const { audience: _, ...none } = api;
    await world.update(held, { ...none, isOauthResource: false });
    expect(await read(held)).toMatchObject({ isOAuthResource: false, accessTokenExpiry: 60 });
    expect(await read(held)).not.toHaveProperty("audience");
  });
});
