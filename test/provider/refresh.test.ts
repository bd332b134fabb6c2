import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Json } from "./protocol.ts";
import { scimError } from "./stub-domain.ts";
import {
  appInputs,
  appType,
  create,
  grantType,
  idcsEndpoint,
  ownedInputs,
  ownershipTags,
  startWorld,
  urn,
  type World,
} from "./world.ts";

// Three clients of one stack, each with an assignment that carries the stack's tags.

interface Created {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Json;
  readonly properties: Json;
}

let world: World;
let stack: Created[];

beforeEach(async () => {
  world = await startWorld();
  const names = ["one", "two", "three"];
  const apps = await Promise.all(
    names.map((name) => createdAs(appType, name, { ...ownedInputs, displayName: name, name })),
  );
  const grants = await Promise.all(
    apps.map(({ id, name }) =>
      createdAs(grantType, name, {
        idcsEndpoint,
        schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
        attributeSets: ["default", "request"],
        tags: ownershipTags.slice(0, 2),
        grantMechanism: "ADMINISTRATOR_TO_APP",
        grantee: { type: "App", value: id },
        app: { value: "oic" },
        entitlement: { attributeName: "appRoles", attributeValue: "developer" },
      }),
    ),
  );
  stack = [...apps, ...grants];
  world = await world.restart();
  world.stub.seen.length = 0;
});
afterEach(() => world.close());

async function createdAs(type: string, name: string, inputs: Json): Promise<Created> {
  return { type, name, ...(await create(world, type, inputs, name)) };
}

function read({ type, name, id, inputs, properties }: Created): Promise<Json> {
  return world.call("Read", { id, urn: urn(type, name), inputs, properties });
}

const refresh = (resources = stack): Promise<Json[]> => Promise.all(resources.map(read));
const log = (): string[] => world.stub.log.map((line) => line.replace(/[0-9a-f]{32}(?=\?|$)/, "<id>"));
const first = (): Created => stack[0] as Created;

const filter = "filter=tags%5Bkey+eq+%22stack%22+and+value+eq+%22proto%2Fdev%22%5D";
const listOf = (collection: string): string =>
  `GET /admin/v1/${collection}?attributeSets=default&attributeSets=request&count=1000&${filter}`;
const getApp = "GET /admin/v1/Apps/<id>?attributeSets=default&attributeSets=request";

describe("reading a stack", () => {
  test("costs one request for its applications and one for its assignments", async () => {
    await refresh();
    await refresh();
    expect(log()).toEqual([listOf("Apps"), listOf("Grants")]);
  });

  test("shows what a GET of each shows, the client secret included", async () => {
    const listed = await refresh();
    world.stub.interrupt = ({ url }) => (url.includes("filter=") ? scimError(400, "No.", "error.filter") : undefined);
    world = await world.restart();
    world.stub.seen.length = 0;
    expect(await refresh()).toEqual(listed);
    expect(log()).toHaveLength(2 + 6);
    const secrets = listed
      .slice(0, 3)
      .map(({ properties }) => (properties as { clientSecret: Json }).clientSecret.value);
    expect(secrets).toEqual(stack.slice(0, 3).map(({ id }) => world.stub.apps.get(id)?.clientSecret));
  });

  test("asks page after page", async () => {
    world.stub.largestPage = 2;
    await refresh();
    expect(log().filter((line) => line.includes("/Apps?"))).toEqual([listOf("Apps"), `${listOf("Apps")}&startIndex=3`]);
    expect(log()).toHaveLength(4);
  });

  test("shows a client secret that was regenerated, and drift", async () => {
    Object.assign(world.stub.apps.get(first().id) ?? {}, { clientSecret: "idcscs-new", description: "drifted" });
    const [found] = await refresh();
    expect(found).toMatchObject({
      properties: { clientSecret: { value: "idcscs-new" } },
      inputs: { description: "drifted" },
    });
  });

  test("asks for the one that is not in the list, and drops it if it is gone", async () => {
    world.stub.apps.delete(first().id);
    expect((await refresh())[0]).toEqual({});
    expect(log().filter((line) => line === getApp)).toHaveLength(1);
  });

  test("asks for the one whose tags were removed", async () => {
    Object.assign(world.stub.apps.get(first().id) ?? {}, { tags: [] });
    const [found] = await refresh();
    expect(found).toMatchObject({ properties: { tags: [] } });
    expect(log().filter((line) => line === getApp)).toHaveLength(1);
  });

  test("asks for the one of which the list leaves out what the state has", async () => {
    delete world.stub.apps.get(first().id)?.clientSecret;
    await refresh();
    expect(log().filter((line) => line === getApp)).toHaveLength(1);
  });

  test("asks again after a minute", async () => {
    await refresh();
    world.advance(59_999);
    await refresh();
    expect(log()).toHaveLength(2);
    world.advance(1);
    await refresh();
    expect(log()).toHaveLength(4);
  });

  test("asks again after a write", async () => {
    const [app] = await refresh();
    const { id, name, inputs } = first();
    const news = { ...inputs, description: "second" };
    await world.call("Update", { id, urn: urn(appType, name), olds: app?.properties, news });
    world.stub.seen.length = 0;
    const [found] = await refresh([first()]);
    expect(found?.inputs).toMatchObject({ description: "second" });
    expect(log()).toEqual([listOf("Apps")]);
  });

  test("asks again after Configure", async () => {
    await refresh();
    world = await world.restart();
    await refresh();
    expect(log()).toHaveLength(4);
  });
});

describe("a GET reads", () => {
  test("an import", async () => {
    const { id } = first();
    await world.call("Read", { id: `idcsEndpoint/${idcsEndpoint}/apps/${id}`, urn: urn(appType) });
    expect(log()).toEqual(["GET /admin/v1/Apps/<id>"]);
  });

  test("an application without a stack's tags", async () => {
    const other = await createdAs(appType, "other", { ...appInputs, displayName: "other", name: "other" });
    world.stub.seen.length = 0;
    await refresh([other]);
    expect(log()).toEqual(["GET /admin/v1/Apps/<id>"]);
  });
});
