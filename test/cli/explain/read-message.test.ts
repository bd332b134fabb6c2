import { describe, expect, it } from "vitest";
import { tooLarge } from "../../../cli/explain/explain.ts";
import { readMessage } from "../../../cli/explain/read/message.ts";
import { largestInput, readLimited } from "../../../cli/input/read-limited.ts";

const basicOf = (pair: string) => `Authorization: Basic ${Buffer.from(pair).toString("base64")}`;

/** What a message says, without its text and the secret. */
function read(input: string) {
  const { text: _, redaction: __, secret: ___, basic: ____, ...facts } = readMessage(input);
  return facts;
}

describe("readLimited", () => {
  it("refuses more than 256 KiB, and reads no further", async () => {
    let chunks = 0;
    const endless = async function* () {
      for (;;) {
        chunks++;
        yield Buffer.alloc(100_000);
      }
    };
    await expect(readLimited(endless(), tooLarge)).rejects.toMatchObject({
      name: "CommandError",
      message: "The input is larger than 256 KiB, the limit: paste only the request, its answer and the error.",
    });
    expect(chunks).toBe(3);
  });
});

describe("readMessage", () => {
  it("reads `curl -v`: request, status, dates, body, and the client of the Basic header", () => {
    const input = [
      "* Connected to idcs-1.identity.oraclecloud.com (192.0.2.1) port 443",
      "> POST /oauth2/v1/token?tenant=1 HTTP/1.1",
      "> Host: idcs-1.identity.oraclecloud.com",
      `> ${basicOf("orders_dev:idcscs-1")}`,
      "> ",
      "< HTTP/1.1 401 Unauthorized",
      "< Date: Tue, 24 Nov 2026 08:00:00 GMT",
      "< ",
      '{"error":"invalid_client","error_description":"Client authentication failed.","ecid":"P4VVn1g7U00000000"}',
    ];
    expect(read(input.join("\r\n"))).toEqual({
      oauth: "invalid_client",
      detail: "Client authentication failed.",
      reference: "P4VVn1g7U00000000",
      status: 401,
      request: { method: "POST", origin: "https://idcs-1.identity.oraclecloud.com", path: "/oauth2/v1/token" },
      parameters: { clientId: "orders_dev" },
      date: "Tue, 24 Nov 2026 08:00:00 GMT",
      hasToken: false,
      hasAssertion: false,
    });
  });

  it.each([
    ["a JSON body", '{"error":"invalid_scope","error_description":"No such scope."}'],
    ["JSON in a string", String.raw`body: "{\"error\":\"invalid_scope\",\"error_description\":\"No such scope.\"}"`],
    ["Python's form of it", "{'error': 'invalid_scope', 'error_description': 'No such scope.', 'x': None}"],
    ["a browser's URL", "https://a.example.com/cb?error=invalid_scope&error_description=No+such+scope.&state=xyzxyz"],
    ["a fragment", "https://a.example.com/cb#error=invalid_scope&error_description=No%20such%20scope."],
    ["a challenge", 'WWW-Authenticate: Bearer realm="x", error="invalid_scope", error_description="No such scope."'],
    ["oauthlib's stack", "oauthlib.oauth2.rfc6749.errors.InvalidScopeError: (invalid_scope) No such scope."],
    ["Spring's message", "OAuth2AuthorizationException: [invalid_scope] No such scope."],
    ["Go's message", 'oauth2: "invalid_scope" "No such scope."'],
    [
      "this project's line",
      'Token refused by https://d/oauth2/v1/token for client "c": 400 invalid_scope No such scope.',
    ],
  ])("finds code and description in %s", (_, input) => {
    const { oauth, detail } = readMessage(input);
    expect({ oauth, detail: detail?.replace(/\.$/, "") }).toEqual({ oauth: "invalid_scope", detail: "No such scope" });
  });

  it.each(["\n", "> \n", " ", "{", "Invalid", "Basic ", "https://a.b/", "-u 'a:b' ", "eyJaaaaaaaaaaa.a."])(
    "reads as many of %j as fit into 256 KiB without a search from each place to the end",
    (part) => {
      const input = part.repeat(largestInput / part.length);
      expect(readMessage(input).oauth).toBeUndefined();
      expect(readMessage(`${input}\n{"error":"invalid_scope"}`).oauth).toBe("invalid_scope");
    },
  );

  it("finds the code in the name of an exception alone", () => {
    expect(readMessage("Traceback (most recent call last):\nInvalidGrantError").oauth).toBe("invalid_grant");
  });

  it("reads an error of the admin API, in its JSON and in this project's words", () => {
    const json = {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"],
      detail: "Not allowed.",
      status: "401",
      "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error": {
        messageId: "error.common.common.accessDenied",
      },
    };
    const line =
      'GET https://d.example.com/admin/v1/Apps was refused: 401 "Not allowed." (error.common.common.accessDenied, opc-request-id ABCDEF123456).';
    const known = { messageId: "error.common.common.accessDenied", status: 401 };
    expect(readMessage(JSON.stringify(json))).toMatchObject({ ...known, detail: "Not allowed." });
    expect(readMessage(line)).toMatchObject({
      ...known,
      reference: "ABCDEF123456",
      request: { method: "GET", origin: "https://d.example.com", path: "/admin/v1/Apps" },
    });
  });

  it("reads the parameters of a `curl` command, encoded and not, but no secret of them", () => {
    const input =
      "curl -u 'orders_dev:idcscs-1' -d grant_type=password -d username=mia%40example.com -d password=Welcome1 --data-urlencode 'scope=https://h/a offline_access' https://d.example.com/oauth2/v1/token";
    expect(readMessage(input).parameters).toEqual({
      clientId: "orders_dev",
      grantType: "password",
      scopes: ["https://h/a", "offline_access"],
      userName: "mia@example.com",
    });
  });

  it.each([
    ["POST https://d.example.com/oauth2/v1/token 401 142 ms", undefined],
    ["requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://h/ic/api/x", 403],
    ["AxiosError: Request failed with status code 429", 429],
    ["HTTP/2 404 ", 404],
    ["Status: 401 Unauthorized", 401],
    ["the port is 8443", undefined],
  ])("reads the status of %j as %j", (input, status) => {
    expect(readMessage(input).status).toBe(status);
  });

  it.each([
    [
      "orders_dev:idcscs-1\n",
      "The decoded Basic header ends with a line break, which became part of the secret: use `printf %s`, not `echo`.",
    ],
    ["orders_dev", "The decoded Basic header has no colon between client ID and client secret."],
    ["orders_dev:", "The decoded Basic header has no secret behind the colon."],
    [":idcscs-1", "The decoded Basic header has no client ID in front of the colon."],
    [
      "orders_dev:'idcscs-1'",
      "The decoded Basic header contains quotes or brackets around the client ID or the secret.",
    ],
    ["orders_dev:a+b=1", "The secret has characters that must be URL-encoded before base64 (RFC 6749, section 2.3.1)."],
  ])("says what is wrong with the Basic header of %j", (pair, problem) => {
    expect(readMessage(`> ${basicOf(pair)}\n`).basic?.problems).toEqual([problem]);
  });

  it("accepts a Basic header whose parts are URL-encoded", () => {
    expect(readMessage(`> ${basicOf("orders%5Fdev:a%2Bb%3D1")}`).basic).toEqual({
      clientId: "orders_dev",
      secret: "a+b=1",
      problems: [],
    });
  });
});
