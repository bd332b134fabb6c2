import { beforeEach, describe, expect, it } from "vitest";
import { createLocalDomain } from "../../../../local/domain.ts";
import { type KeptJournal, keptJournal } from "../../kept-journal.ts";
import { clientBody, financeScope, openWorld, scimError, type World } from "../../world.ts";
import { expectRefusal, loggedReason, newApp, pass, post, postAs, type TestClient } from "../oauth-world.ts";

let journal: KeptJournal;
let world: World;
let client: TestClient;
beforeEach(async () => {
  journal = keptJournal();
  world = await openWorld({ journal });
  client = await newApp(world, clientBody({ allowedScopes: [{ fqs: financeScope }] }));
});

const revoke = (who: TestClient, parameters: Record<string, string>) => postAs(world, "revoke", who, parameters);
const tokenFor = async (scope: string): Promise<string> =>
  (await world.token(client.name, client.clientSecret, { grant_type: "client_credentials", scope })).body.access_token;
const use = (path: string, token: string) => world.send("GET", path, { authorization: `Bearer ${token}` });
const revokedIds = () => journal.keysOf("RevokedToken");

describe("revocation", () => {
  it("is refused without credentials", async () => {
    const answer = await post(world, "revoke", { token: "x" });
    expectRefusal(answer, 401, "invalid_client", "Client authentication failed.");
    expect(loggedReason(world)).toBe("There is no OAuth client of that ID.");
  });

  it("is refused without a token", async () => {
    expectRefusal(await revoke(client, {}), 400, "invalid_request", "The parameter token is missing.");
  });

  it("is refused for a GET", async () => {
    const answer = await world.send("GET", "/oauth2/v1/revoke");
    expectRefusal(answer, 405, "invalid_request", "The endpoint /revoke accepts only POST.");
  });

  it("is refused for the token of another client, which stays valid", async () => {
    const other = await newApp(world, clientBody({ displayName: "other" }));
    const token = await tokenFor(financeScope);
    expectRefusal(await revoke(other, { token }), 400, "invalid_grant", "The token was issued to another client.");
    expect(revokedIds()).toEqual([]);
  });
});

it("revoking a string that is not a token changes nothing, and is not an error", async () => {
  const answer = await revoke(client, { token: "nonsense", token_type_hint: "refresh_token" });
  expect(answer.status).toBe(200);
  expect(answer.body).toBeUndefined();
  expect(revokedIds()).toEqual([]);
});

it("a revoked token no longer opens a protected resource, while another token of the client does", async () => {
  const path = "/ic/api/integration/v1/integrations";
  const [revoked, kept] = [await tokenFor(financeScope), await tokenFor(financeScope)];
  expect((await use(path, revoked)).status).toBe(403);
  expect((await revoke(client, { token: revoked })).status).toBe(200);
  expect((await use(path, revoked)).status).toBe(401);
  expect((await use(path, kept)).status).toBe(403);
});

it("a revoked token no longer opens the admin API", async () => {
  const token = await tokenFor("urn:opc:idm:__myscopes__");
  expect((await use("/admin/v1/SigningCert/jwk", token)).status).toBe(200);
  await revoke(client, { token });
  const answer = await use("/admin/v1/SigningCert/jwk", token);
  expect(answer.body).toEqual(
    scimError(401, "error.common.common.accessDenied", "The access token is not valid for this API."),
  );
  expect(loggedReason(world)).toBe("It was revoked.");
});

it("a revocation survives a restart", async () => {
  const token = await tokenFor("urn:opc:idm:__myscopes__");
  await revoke(client, { token });
  const again = await createLocalDomain({ journal, url: "http://domain.test", now: () => world.clock.now });
  const request = new Request("http://domain.test/admin/v1/SigningCert/jwk", {
    headers: { authorization: `Bearer ${token}` },
  });
  expect((await again.fetch(request)).status).toBe(401);
});

it("revocations of expired tokens are removed", async () => {
  await revoke(client, { token: await tokenFor(financeScope) });
  const [first] = revokedIds();
  pass(world, 3600);
  await revoke(client, { token: await tokenFor(financeScope) });
  expect(revokedIds()).toHaveLength(1);
  expect(revokedIds()).not.toContain(first);
});
