import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { app, client } from "./declared.ts";
import { shown, startWorld, type World } from "./world.ts";

// An application as its program first declares it, and one that says otherwise in everything that is to be ignored.
const ignoring = { ignoreChanges: ["name", "schemas", "tags", "description", "allowedScopes[*].fqs"] };
const schema = "urn:ietf:params:scim:schemas:oracle:idcs:App";
const extension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:requestable:App";
const audience = "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443";
const scope = `${audience}urn:opc:resource:consumer::all`;
const first = {
  ...client,
  attributeSets: ["default", "request"],
  name: "first",
  description: "first",
  tags: [{ key: "a", value: "first" }],
  allowedScopes: [{ fqs: scope }],
};
const otherwise = {
  ...first,
  schemas: [schema, extension],
  name: "second",
  description: "second",
  tags: [{ key: "b", value: "second" }],
  allowedScopes: [{ fqs: `${audience}/ic/api/` }],
};

let world: World;
beforeAll(async () => {
  world = await startWorld();
  world.declare({ app: app("App", first, ignoring) });
  await world.up();
});
afterAll(() => world?.close());

describe("changes that are to be ignored", () => {
  it("are no changes", async () => {
    world.declare({ app: app("App", otherwise, ignoring) });
    expect((await world.up("--expect-no-changes")).requests).toEqual([]);
  });

  it("are not written along with others: the values of the state are", async () => {
    world.declare({ app: app("App", { ...otherwise, clientIpChecking: "whitelisted" }, ignoring) });
    const { requests } = await world.up();
    expect(shown(requests)).toEqual(["PUT Apps/<id>"]);
    expect(requests[0]?.body).toMatchObject({
      clientIPChecking: "whitelisted",
      schemas: [schema],
      description: "first",
      tags: [{ key: "a", value: "first" }],
      allowedScopes: [{ fqs: scope }],
    });
    expect(requests[0]?.body).not.toHaveProperty("name");
  });

  it("made by hand are found by a refresh and not taken back", async () => {
    const { app: stored } = await world.state();
    const id = stored?.id ?? "";
    const query = { attributeSets: ["default", "request"] };
    const found = await world.administrator.read("Apps", id, { query });
    const byHand = { description: "by hand", schemas: [schema, extension], tags: [{ key: "c", value: "by hand" }] };
    await world.administrator.replace("Apps", id, { ...found, ...byHand });
    await world.refresh();
    expect((await world.state()).app?.outputs).toMatchObject(byHand);
    expect((await world.up()).requests).toEqual([]);
    world.declare({ app: app("App", { ...otherwise, clientIpChecking: "anywhere" }, ignoring) });
    expect((await world.up()).requests).toMatchObject([{ method: "PUT", body: byHand }]);
  });
});
