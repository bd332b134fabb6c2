import { beforeEach, describe, expect, it } from "vitest";
import {
  callan,
  callanId,
  grant,
  newClient,
  openOAuthWorld,
  read,
  signInAs,
  type TestClient,
} from "../authorization-server/oauth-world.ts";
import type { Answer, World } from "../world.ts";

const orders = "a0000000000000000000000000000005";
const scope = "https://orders-idexample01-iad.blockchain.ocp.oraclecloud.com:7443/restproxy";
const userExtension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User";
const noRole = "The holder of the access token has none of the roles REST_CLIENT, ADMIN.";

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world, { allowedScopes: [{ fqs: scope }, { fqs: read }] });
});

function call(token: string): Promise<Answer> {
  return world.send("GET", "/restproxy/api/v2/channels?limit=1", { authorization: `Bearer ${token}` });
}

async function clientToken(requested = scope): Promise<string> {
  const form = { grant_type: "client_credentials", scope: requested };
  return (await world.token(client.name, client.clientSecret, form)).body.access_token;
}

/** Creates the user whose name is the client ID; its id. */
async function addUser(): Promise<string> {
  const { body } = await world.admin("POST", "/admin/v1/Users", {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", userExtension],
    userName: client.name,
    name: { familyName: "Ledger" },
    [userExtension]: { serviceUser: true },
  });
  return body.id;
}

describe("the REST proxy of the Blockchain Platform", () => {
  it("refuses a request without a token, and one for another resource", async () => {
    const bare = await world.send("GET", "/restproxy/api/v2/channels");
    expect(bare.status).toBe(401);
    expect(bare.headers.get("www-authenticate")).toBe('Bearer realm="Oracle Blockchain Platform"');
    expect((await call(await clientToken(read))).status).toBe(401);
  });

  it("refuses a client without a user of its name, also if the client has the role", async () => {
    await grant(world, { type: "App", id: client.id }, orders, "REST_CLIENT");
    expect(await call(await clientToken())).toMatchObject({
      status: 403,
      body: { detail: `The identity domain has no user whose name is the client ID ${client.name}.` },
    });
  });

  it("refuses a client whose user has no role, or one that opens nothing here", async () => {
    const id = await addUser();
    expect(await call(await clientToken())).toMatchObject({ status: 403, body: { detail: noRole } });
    await grant(world, { type: "User", id }, orders, "CA_USER");
    expect(await call(await clientToken())).toMatchObject({ status: 403, body: { detail: noRole } });
  });

  it("refuses everything if there is no instance", async () => {
    world = await openOAuthWorld({ examples: false });
    expect(await call("nonsense")).toMatchObject({ status: 404, body: { detail: "There is no Blockchain Platform." } });
  });

  it.each(["REST_CLIENT", "ADMIN"])(
    "answers a client whose user has the role %s with what was called",
    async (role) => {
      await grant(world, { type: "User", id: await addUser() }, orders, role);
      expect(await call(await clientToken())).toMatchObject({
        status: 200,
        body: {
          application: "orders-6f1d2c3b-4a59-4e68-8b7a-9c0d1e2f3a4b",
          caller: client.name,
          method: "GET",
          path: "/restproxy/api/v2/channels",
          query: { limit: "1" },
        },
      });
    },
  );

  it("answers a user with the role, and refuses one without", async () => {
    const token = async () => (await signInAs(world, client, scope)).body.access_token;
    expect(await call(await token())).toMatchObject({ status: 403, body: { detail: noRole } });
    await grant(world, { type: "User", id: callanId }, orders, "REST_CLIENT");
    expect(await call(await token())).toMatchObject({ status: 200, body: { caller: callan } });
  });
});
