import { describe, expect, it } from "vitest";
import { explain } from "../../../cli/explain/explain.ts";
import { redactionFor } from "../../../cli/explain/read/secrets.ts";
import { renderExplanation } from "../../../cli/explain/render.ts";

const token = `eyJ4NXQiOiJ4In0.${Buffer.from('{"sub":"mia"}').toString("base64url")}.c2lnbmF0dXJl`;
const secrets = {
  clientSecret: "idcscs-4f0f9a4c",
  password: "W3lcome!",
  refresh: "AQAgY2MzZjhkYmE1ZjQ0ZjM3",
  cookie: "s3ssion-of-mia",
  code: "AgAgN2Q1",
  state: "st4te-of-mia",
  verifier: "v3rifier-of-mia",
  token,
};
const basic = Buffer.from(`orders_dev:${secrets.clientSecret}`).toString("base64");

/** A server that returns everything that it was sent in its own words. */
const pasted = `
curl -v -u orders_dev:${secrets.clientSecret} https://d.example.com/oauth2/v1/token?code=${secrets.code}&state=${secrets.state}
> POST /oauth2/v1/token HTTP/1.1
> Authorization: Basic ${basic}
> Cookie: ORA_OCIS_REQ=${secrets.cookie}; other=1
grant_type=password&username=mia&password=${encodeURIComponent(secrets.password)}&refresh_token=${secrets.refresh}&code_verifier=${secrets.verifier}&client_assertion=${token}
< HTTP/1.1 401 Unauthorized
{"error":"invalid_client","error_description":"Refused: ${Object.values(secrets).join(" ")} Basic ${basic} Bearer ${token} for mia","ecid":"${secrets.clientSecret}"}`;

describe("explain", () => {
  it("shows no secret of its input, in no form, also if the server's own words repeat it", async () => {
    const explanation = await explain({
      input: pasted,
      surroundings: async () => ({
        stack: "dev",
        domain: `unreachable with ${secrets.password}`,
        declared: [],
        notes: [],
        clientWithId: () => undefined,
        clientNamed: () => {
          throw new Error("not asked");
        },
      }),
    });
    const shown = `${JSON.stringify(explanation)}\n${renderExplanation(explanation)}`;
    expect(explanation.detail).toMatch(/^Refused: (\[removed\] )+.*for mia$/);
    const forms = Object.values(secrets).flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString("base64"),
      Buffer.from(secret).toString("base64url"),
    ]);
    expect([...forms, basic].filter((form) => shown.includes(form))).toEqual([]);
  });

  it("says of a token in its input who decodes it", async () => {
    const { notes } = await explain({
      input: `a token: ${token}`,
      surroundings: () => Promise.reject(new Error("no")),
    });
    expect(notes).toEqual([
      "A token is in the input. It was not decoded here: pipe the token alone into `idcs-apps inspect`.",
    ]);
  });
});

describe("redactionFor", () => {
  it.each([
    "Client authentication failed.",
    "Basic authentication failed.",
    "The password is wrong.",
    "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com:443/oauth2/v1/token",
    "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443urn:opc:resource:consumer::all",
    "ocid1.domainapp.oc1.iad.amaaaaaaabcdefghijklmnop234567abcdefghijklmnop",
    "0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e",
    "payments_ledger_sync_dev",
    "error.common.validation.missingReqAttributes",
    "Bearer realm",
  ])("leaves %j as it is", (text) => {
    expect(redactionFor(text).shown(text)).toBe(text);
  });

  it.each([
    ["a JSON web token", token, "[removed]"],
    ["a long key in base64", "n3wK4yOfSomebodyThatIsVeryLongIndeed9x", "[removed]"],
    ["a client secret", "for idcscs-4f0f9a4c.", "for [removed]."],
    ["a private key", "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----", "[removed]"],
    [
      "a signature",
      'Authorization: Signature version="1",keyId="ocid1.x/y/aa:bb"',
      "Authorization: Signature [removed]",
    ],
  ])("removes %s by its form", (_, text, shown) => {
    expect(redactionFor("").shown(text)).toBe(shown);
  });
});
