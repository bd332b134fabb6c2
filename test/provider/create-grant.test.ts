import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Json } from "./protocol.ts";
import { grantType, losingPosts, messageOf, messageWithoutIds, startWorld, type World } from "./world.ts";

// The role ServiceDeveloper of Oracle Integration, assigned to a client that was created by hand.

let world: World;
let inputs: Json;
let otherRole: Json;
let client: string;
let app: string;

beforeEach(async () => {
  world = await startWorld();
  const grantee = await world.administrator.create("Apps", {
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
    displayName: "Payments",
    basedOnTemplate: { value: "CustomWebAppTemplateId" },
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: ["client_credentials"],
  });
  client = grantee.id;
  app = "a0000000000000000000000000000001";
  const roles = await world.administrator.listAll("AppRoles", { query: { filter: `app.value eq "${app}"` } });
  const [developer, other] = ["ServiceDeveloper", "ServiceMonitor"].map((name) => ({
    attributeName: "appRoles",
    attributeValue: String(roles.find(({ displayName }) => displayName === name)?.id),
  }));
  otherRole = other as Json;
  inputs = {
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
    grantMechanism: "ADMINISTRATOR_TO_APP",
    grantee: { type: "App", value: client },
    app: { value: app },
    entitlement: developer,
  };
});
afterEach(() => world.close());

/** Before the first POST: one list for all assignments to applications. */
const lookFirst =
  "GET Grants?attributes=grantMechanism%2Cgrantee%2Capp%2Centitlement%2Cgrantor%2Ctags&count=1000&filter=grantMechanism+eq+%22ADMINISTRATOR_TO_APP%22";
const lookForGrant = (): string =>
  `GET Grants?attributeSets=default&attributeSets=request&count=1000&filter=grantee.value+eq+%22${client}%22+and+app.value+eq+%22${app}%22`;
const grants = async (): Promise<string[]> =>
  (await world.administrator.listAll("Grants", { query: { filter: `grantee.value eq "${client}"` } })).map(
    ({ id }) => id,
  );

describe("an assignment", () => {
  it("is taken over if a POST without an answer has created it", async () => {
    world.interrupt = losingPosts("after");
    const { id } = await world.create(grantType, inputs);
    expect(await grants()).toEqual([id]);
    expect(world.logWithQueries()).toEqual([lookFirst, "POST Grants", lookForGrant(), "GET Grants/<id>"]);
  });

  it("is created by a second POST if the first one was lost before the domain acted", async () => {
    world.interrupt = losingPosts("before");
    const { id } = await world.create(grantType, inputs);
    expect(await grants()).toEqual([id]);
    expect(world.logWithQueries()).toEqual([lookFirst, "POST Grants", lookForGrant(), "POST Grants"]);
  });

  it("is taken over if it was created by a run that was killed", async () => {
    const { id } = await world.create(grantType, inputs);
    await world.restart();
    expect((await world.create(grantType, inputs)).id).toBe(id);
  });

  it("is not taken over from another stack, which may revoke it", async () => {
    const of = (stack: string): Json => ({
      ...inputs,
      tags: Object.entries({ "managed-by": "idcs-apps", stack }).map(([key, value]) => ({ key, value })),
    });
    const { id } = await world.create(grantType, of("idcs-apps/dev"));
    await world.restart();
    const message = await messageOf(world.create(grantType, of("idcs-apps/dev.environment")));
    expect(message.split("\n")).toEqual([
      `The same assignment exists: it is ${id}, which belongs to others (managed-by idcs-apps, stack idcs-apps/dev).`,
      "Only one stack can have it. To move it, remove it there and run `pulumi up` there first, or use `pulumi state move`.",
    ]);
    expect(await grants()).toEqual([id]);
  });

  it("is not taken over if it is one of another role", async () => {
    await world.create(grantType, { ...inputs, entitlement: otherRole });
    world.interrupt = losingPosts("before");
    await world.create(grantType, inputs);
    expect(await grants()).toHaveLength(2);
  });

  const declaredTwice =
    '"two" and "one" declare the same, which the domain can have only once (id <id>): remove one of them.';

  it("fails for the second of two resources that declare it", async () => {
    await world.create(grantType, inputs, "one");
    expect(await messageWithoutIds(world.create(grantType, inputs, "two"))).toBe(declaredTwice);
  });

  it("fails for one of two resources that declare it at the same moment", async () => {
    const creations = ["one", "two"].map((name) => messageOf(world.create(grantType, inputs, name)));
    const messages = await Promise.all(creations);
    expect(messages.filter((message) => message === "")).toHaveLength(1);
    expect(await grants()).toHaveLength(1);
  });

  it("stays when it has moved to another resource and the old one is deleted, in this run and in a later one", async () => {
    const old = await world.create(grantType, inputs, "old");
    await world.restart();
    const moved = await world.create(grantType, inputs, "new");
    await world.remove(old);
    await world.restart();
    await world.diff(moved, inputs);
    await world.remove(old);
    expect(await grants()).toEqual([old.id]);
    await world.remove(moved);
    expect(await grants()).toEqual([]);
  });
});
