import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { losing } from "./stub-domain.ts";
import { create, grantType, idcsEndpoint, messageOf, startWorld, urn, type World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const grantInputs = {
  idcsEndpoint,
  schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
  grantMechanism: "ADMINISTRATOR_TO_APP",
  grantee: { type: "App", value: "payments" },
  app: { value: "oic" },
  entitlement: { attributeName: "appRoles", attributeValue: "developer" },
};

const lookForGrant =
  "GET /admin/v1/Grants?attributeSets=default&attributeSets=request&count=1000&filter=grantee.value+eq+%22payments%22+and+app.value+eq+%22oic%22";

const log = (): string[] => world.stub.log.map((line) => line.replace(/[0-9a-f]{32}(?=\?|$)/, "<id>"));

describe("an assignment", () => {
  test("that a lost POST made is taken over", async () => {
    world.stub.interrupt = losing("after");
    const { id } = await create(world, grantType, grantInputs);
    expect([...world.stub.grants.keys()]).toEqual([id]);
    expect(log()).toEqual(["POST /admin/v1/Grants", lookForGrant, "GET /admin/v1/Grants/<id>"]);
  });

  test("is made again when the POST was lost before the domain acted", async () => {
    world.stub.interrupt = losing("before");
    const { id } = await create(world, grantType, grantInputs);
    expect([...world.stub.grants.keys()]).toEqual([id]);
    expect(log()).toEqual(["POST /admin/v1/Grants", lookForGrant, "POST /admin/v1/Grants"]);
  });

  test("of a run that was killed is taken over", async () => {
    const { id } = await create(world, grantType, grantInputs);
    world = await world.restart();
    expect((await create(world, grantType, grantInputs)).id).toBe(id);
  });

  test("of another stack is not taken over: that stack may revoke it", async () => {
    const of = (stack: string) => ({
      ...grantInputs,
      tags: Object.entries({ "managed-by": "idcs-apps", stack }).map(([key, value]) => ({ key, value })),
    });
    const { id } = await create(world, grantType, of("idcs-apps/dev"));
    world = await world.restart();
    const message = await messageOf(create(world, grantType, of("idcs-apps/dev.environment")));
    expect(message.split("\n").slice(1)).toEqual([
      `The same assignment exists: it is ${id}, which belongs to others (managed-by idcs-apps, stack idcs-apps/dev).`,
      "Only one stack can have it. To move it, remove it there and run `pulumi up` there first, or use `pulumi state move`.",
    ]);
    expect([...world.stub.grants.keys()]).toEqual([id]);
  });

  test("of another role is no reason", async () => {
    const entitlement = { attributeName: "appRoles", attributeValue: "viewer" };
    await create(world, grantType, { ...grantInputs, entitlement });
    world.stub.interrupt = losing("before");
    await create(world, grantType, grantInputs);
    expect(world.stub.grants.size).toBe(2);
  });

  test("that two resources declare fails for the second", async () => {
    const { id } = await create(world, grantType, grantInputs, "one");
    expect((await messageOf(create(world, grantType, grantInputs, "two"))).replace(id, "<id>")).toBe(
      '"two" and "one" declare the same, which the domain can have only once (id <id>): remove one of them.',
    );
  });

  test("that two resources declare fails for one of them also at the same moment", async () => {
    const messages = await Promise.all(
      ["one", "two"].map((name) => messageOf(create(world, grantType, grantInputs, name))),
    );
    expect(messages.filter((message) => message === "")).toHaveLength(1);
    expect(world.stub.grants.size).toBe(1);
  });

  test("that moved to another resource outlives the delete of the old one, in this run and in a later one", async () => {
    const { id, properties } = await create(world, grantType, grantInputs, "old");
    world = await world.restart();
    const moved = await create(world, grantType, grantInputs, "new");
    const remove = { id, urn: urn(grantType, "old"), properties };
    await world.call("Delete", remove);
    world = await world.restart();
    await world.call("Diff", { id, urn: urn(grantType, "new"), olds: moved.properties, news: moved.inputs });
    await world.call("Delete", remove);
    expect([...world.stub.grants.keys()]).toEqual([id]);
    await world.call("Delete", { id, urn: urn(grantType, "new"), properties });
    expect(world.stub.grants.size).toBe(0);
  });
});
