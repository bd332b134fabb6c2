import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ListResponse } from "../../identity-domain/identity-domain.ts";
import type { Json } from "./protocol.ts";
import {
  appInputs,
  appType,
  grantType,
  type Held,
  type Interruption,
  idcsEndpoint,
  ownedInputs,
  ownershipTags,
  scimError,
  startWorld,
  urn,
  type World,
} from "./world.ts";

// Three clients of one stack, each with an assignment that carries the stack's tags.

let world: World;
let stack: Held[];

const integration = "a0000000000000000000000000000001";

beforeEach(async () => {
  world = await startWorld();
  const query = { filter: `app.value eq "${integration}" and displayName eq "ServiceDeveloper"` };
  const [developer] = await world.administrator.listAll("AppRoles", { query });
  const apps = await Promise.all(
    ["one", "two", "three"].map((name) => world.create(appType, { ...ownedInputs, displayName: name, name }, name)),
  );
  const grants = await Promise.all(
    apps.map(({ id, name }) =>
      world.create(
        grantType,
        {
          schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
          attributeSets: ["default", "request"],
          tags: ownershipTags.slice(0, 2),
          grantMechanism: "ADMINISTRATOR_TO_APP",
          grantee: { type: "App", value: id },
          app: { value: integration },
          entitlement: { attributeName: "appRoles", attributeValue: developer?.id },
        },
        name,
      ),
    ),
  );
  stack = [...apps, ...grants];
  await world.restart();
});
afterEach(() => world.close());

const refresh = (resources = stack): Promise<Json[]> => Promise.all(resources.map(world.read));
const log = (): string[] => world.logWithQueries();
const first = (): Held => stack[0] as Held;

const filter = "filter=tags%5Bkey+eq+%22stack%22+and+value+eq+%22proto%2Fdev%22%5D";
const listOf = (collection: string): string =>
  `GET ${collection}?attributeSets=default&attributeSets=request&count=1000&${filter}`;
const getApp = "GET Apps/<id>?attributeSets=default&attributeSets=request";

/** Changes an application as somebody else does. */
async function changeByHand(changes: Json): Promise<void> {
  const { id } = first();
  const query = { attributeSets: ["default", "request"] };
  const app = await world.administrator.read("Apps", id, { query });
  await world.administrator.replace("Apps", id, { ...app, ...(changes as typeof app) });
}

/** A domain whose answers to list requests are changed. */
const listsAs =
  (change: (list: ListResponse) => ListResponse): Interruption =>
  ({ path }, act) =>
    path.includes("filter=")
      ? act().then(async (answer) => Response.json(change((await answer.json()) as ListResponse)))
      : undefined;

describe("reading a stack", () => {
  it("costs one request for its applications and one for its assignments", async () => {
    await refresh();
    await refresh();
    expect(log()).toEqual([listOf("Apps"), listOf("Grants")]);
  });

  it("shows what a GET of each shows, including the client secret", async () => {
    const listed = await refresh();
    world.interrupt = ({ path }) => (path.includes("filter=") ? scimError(400, "No.", "error.filter") : undefined);
    await world.restart();
    expect(await refresh()).toEqual(listed);
    expect(log()).toHaveLength(2 + 6);
    const apps = stack.slice(0, 3);
    const secrets = listed
      .slice(0, 3)
      .map(({ properties }) => (properties as { clientSecret: Json }).clientSecret.value);
    const inDomain = await Promise.all(apps.map(({ id }) => world.administrator.read("Apps", id)));
    expect(secrets).toEqual(inDomain.map(({ clientSecret }) => clientSecret));
    expect(secrets.every((secret) => typeof secret === "string" && secret !== "")).toBe(true);
  });

  it("reads page after page", async () => {
    world.interrupt = listsAs((list) => ({ ...list, Resources: list.Resources.slice(0, 2) }));
    await refresh();
    expect(log().filter((line) => line.includes("Apps?"))).toEqual([listOf("Apps"), `${listOf("Apps")}&startIndex=3`]);
    expect(log()).toHaveLength(4);
  });

  it("shows a client secret that was regenerated, and what was changed by hand", async () => {
    const secret = await world.administrator.regenerateClientSecret(first().id);
    await changeByHand({ description: "drifted" });
    const [found] = await refresh();
    expect(found).toMatchObject({
      properties: { clientSecret: { value: secret } },
      inputs: { description: "drifted" },
    });
  });

  it("reads the one that the list lacks with a GET, and drops it if it is gone", async () => {
    await world.administrator.changeStatus(first().id, false);
    await world.administrator.remove("Apps", first().id);
    expect((await refresh())[0]).toEqual({});
    expect(log().filter((line) => line === getApp)).toHaveLength(1);
  });

  it("reads the one whose tags were removed with a GET", async () => {
    await changeByHand({ tags: [] });
    const [found] = await refresh();
    expect(found).toMatchObject({ properties: { tags: [] } });
    expect(log().filter((line) => line === getApp)).toHaveLength(1);
  });

  it("reads the one with a GET of which the list shows less than the state has", async () => {
    world.interrupt = listsAs(({ Resources, ...list }) => ({
      ...list,
      Resources: Resources.map(({ clientSecret, ...rest }) =>
        rest.id === first().id || clientSecret === undefined ? rest : { clientSecret, ...rest },
      ),
    }));
    await refresh();
    expect(log().filter((line) => line === getApp)).toHaveLength(1);
  });

  it("uses a list for a minute", async () => {
    await refresh();
    world.advance(59_999);
    await refresh();
    expect(log()).toHaveLength(2);
    world.advance(1);
    await refresh();
    expect(log()).toHaveLength(4);
  });

  it("uses a list only until the next write", async () => {
    const [app] = await refresh();
    const { id, name, inputs } = first();
    const news = { ...inputs, description: "second" };
    await world.call("Update", { id, urn: urn(appType, name), olds: app?.properties, news });
    world.sent.length = 0;
    const [found] = await refresh([first()]);
    expect(found?.inputs).toMatchObject({ description: "second" });
    expect(log()).toEqual([listOf("Apps")]);
  });

  it("uses a list only until the next Configure", async () => {
    await refresh();
    await world.restart();
    await refresh();
    expect(log()).toHaveLength(2);
  });
});

describe("a GET", () => {
  it("reads a resource that is imported, and its tags, which say whether the state may have the secret", async () => {
    const { id } = first();
    await world.call("Read", { id: `idcsEndpoint/${idcsEndpoint}/apps/${id}`, urn: urn(appType) });
    expect(log()).toEqual(["GET Apps/<id>", "GET Apps/<id>?attributes=tags"]);
  });

  it("reads an application without a stack's tags", async () => {
    const other = await world.create(appType, { ...appInputs, displayName: "other", name: "other" }, "other");
    world.sent.length = 0;
    await refresh([other]);
    expect(log()).toEqual(["GET Apps/<id>"]);
  });
});
