import { beforeEach, describe, expect, it } from "vitest";
import { form, myScopes, newClient, openOAuthWorld, type TestClient } from "./authorization-server/oauth-world.ts";
import type { Answer, World } from "./world.ts";

let world: World;
let client: TestClient;
beforeEach(async () => {
  world = await openOAuthWorld();
  client = await newClient(world);
});

const challenged = ({ status, headers }: Answer) => [status, headers.get("www-authenticate")];
const bearer = 'Bearer realm="identity domain"';
const basic = 'Basic realm="identity domain"';

// RFC 9110, section 15.5.2; RFC 6750, section 3; RFC 6749, section 5.2.
describe("a 401 has a challenge", () => {
  it("at the admin API without credentials, with a wrong token, and without the role", async () => {
    const apps = (authorization?: string) =>
      world.send("GET", "/admin/v1/Apps", authorization === undefined ? {} : { authorization });
    expect(challenged(await apps())).toEqual([401, bearer]);
    expect(challenged(await apps('Signature keyId="x"'))).toEqual([401, bearer]);
    expect(challenged(await apps("Bearer x"))).toEqual([401, `${bearer}, error="invalid_token"`]);
    const own = await world.token(client.name, client.clientSecret, {
      grant_type: "client_credentials",
      scope: myScopes,
    });
    expect(challenged(await apps(`Bearer ${own.body.access_token}`))).toEqual([401, bearer]);
    expect(challenged(await world.send("GET", "/admin/v1/SigningCert/jwk"))).toEqual([401, bearer]);
  });

  it.each(["token", "introspect", "revoke"])(
    "at the endpoint %s, without an Authorization header too",
    async (path) => {
      const body = "client_id=nobody&client_secret=x&token=x&grant_type=client_credentials";
      expect(challenged(await world.send("POST", `/oauth2/v1/${path}`, form, body))).toEqual([401, basic]);
    },
  );

  it("at the device endpoint and at userinfo", async () => {
    expect(challenged(await world.send("POST", "/oauth2/v1/device", form, "client_id=nobody"))).toEqual([401, basic]);
    expect(challenged(await world.send("GET", "/oauth2/v1/userinfo"))).toEqual([401, bearer]);
  });
});
