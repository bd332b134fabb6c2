import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Json } from "./protocol.ts";
import { idcsEndpoint, messageOf, scimError, startWorld, type World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(() => world.close());

const tok = "oci:Identity/getDomainsUsers:getDomainsUsers";
const findNobody = (): Promise<Json> =>
  world.call("Invoke", { tok, args: { idcsEndpoint, userFilter: 'userName eq "nobody"' } });

describe("a look-up", () => {
  it("passes its arguments on", async () => {
    await world.call("Invoke", {
      tok,
      args: {
        idcsEndpoint,
        userFilter: 'userName sw "a"',
        userCount: 7,
        startIndex: 2,
        sortBy: "userName",
        sortOrder: "descending",
        attributes: "id,userName",
        attributeSets: ["always", "request"],
        compartmentId: "c",
      },
    });
    expect(world.logWithQueries()).toEqual([
      "GET Users?attributeSets=always&attributeSets=request&attributes=id%2CuserName&count=7&filter=userName+sw+%22a%22&sortBy=userName&sortOrder=descending&startIndex=2",
    ]);
  });

  it("is sent once, however often it is requested", async () => {
    await Promise.all([findNobody(), findNobody()]);
    await findNobody();
    expect(world.sent).toHaveLength(1);
  });

  it("is sent again after the next Configure", async () => {
    await findNobody();
    await world.restart();
    await findNobody();
    expect(world.sent).toHaveLength(1);
  });

  it("is sent again if it failed", async () => {
    world.interrupt = () => scimError(400, "Bad filter.", "error.filter");
    expect(await messageOf(findNobody())).toBe(
      'GET http://127.0.0.1:19090/admin/v1/Users?filter=userName+eq+%22nobody%22 was refused: 400 "Bad filter." (error.filter).',
    );
    world.interrupt = () => undefined;
    expect((await findNobody()).return).toMatchObject({ users: [], totalResults: 0 });
    expect(world.sent).toHaveLength(2);
  });

  it("reads the extensions of a user by the domain's own names", async () => {
    const extension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:";
    const user = {
      id: "1",
      userName: "ann",
      [`${extension}user:User`]: { provider: "facebook" },
      [`${extension}dbUser:User`]: { isDbUser: true },
      [`${extension}passwordState:User`]: { expired: true },
    };
    const page = { schemas: ["s"], totalResults: 1, itemsPerPage: 1, startIndex: 1, Resources: [user] };
    world.interrupt = () => Response.json(page);
    const { users } = (await world.call("Invoke", { tok, args: { idcsEndpoint } })).return as { users: Json[] };
    const prefix = "urnietfparamsscimschemasoracleidcsextension";
    expect(users[0]).toMatchObject({
      [`${prefix}userUsers`]: [{ userProvider: "facebook" }],
      [`${prefix}dbUserUsers`]: [{ isDbUser: true }],
      [`${prefix}passwordStateUsers`]: [{ expired: true }],
    });
  });

  it("marks client secrets that it finds", async () => {
    const page = {
      schemas: ["s"],
      totalResults: 1,
      startIndex: 1,
      itemsPerPage: 50,
      Resources: [{ id: "1", clientSecret: "very" }],
    };
    world.interrupt = () => Response.json(page);
    const found = await world.call("Invoke", {
      tok: "oci:Identity/getDomainsApps:getDomainsApps",
      args: { idcsEndpoint },
    });
    const [app] = (found.return as { apps: Json[] }).apps;
    expect(app?.clientSecret).toEqual({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: "very",
    });
  });
});
