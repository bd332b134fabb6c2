import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { claimsOf } from "../../oauth/claims.ts";
import { requestClientToken } from "../../oauth/client-credentials.ts";

const clientSecret = "idcscs-11111111-2222-4333-8444-555555555555";
let server: Server | undefined;

async function tokenEndpoint(listener: RequestListener): Promise<string> {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((done) => listening.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}/oauth2/v1/token`;
}

function answering(status: number, body: object): RequestListener {
  return (_, response) => {
    response.writeHead(status, { "content-type": "application/json;charset=UTF-8" }).end(JSON.stringify(body));
  };
}

const request = (tokenUrl: string, timeout = 5000) =>
  requestClientToken({ tokenUrl, clientId: "ledger", clientSecret, scope: "https://h:443/ic/api/", timeout });

afterEach(async () => {
  await new Promise((done) => (server ? server.close(done) : done(undefined)));
  server = undefined;
});

describe("requestClientToken", () => {
  it("sends nothing to an endpoint that is not encrypted, unless it is on localhost", async () => {
    await expect(request("http://idcs-1.example/oauth2/v1/token")).rejects.toMatchObject({
      code: "NOT_ENCRYPTED",
      message:
        "http://idcs-1.example/oauth2/v1/token is not encrypted: nothing was sent, because others could read the client secret. Use https; http is allowed for a domain on localhost only.",
    });
    await expect(request("http://127.0.0.2:1/oauth2/v1/token")).rejects.toMatchObject({ code: "UNREACHABLE" });
  });

  it("reports the endpoint's answer and what to do, without the secret", async () => {
    const tokenUrl = await tokenEndpoint(
      answering(400, { error: "unauthorized_client", error_description: "Client authorization failed.", ecid: "x" }),
    );
    await expect(request(tokenUrl)).rejects.toMatchObject({
      name: "TokenError",
      code: "REFUSED",
      error: "unauthorized_client",
      message: `Token refused by ${tokenUrl} for client "ledger": 400 unauthorized_client Client authorization failed. The application may not request "https://h:443/ic/api/": add the scope or grant type to the team's manifest and run \`pulumi up\`.`,
    });
    const error = await request(tokenUrl).catch((reason: unknown) => reason);
    expect(JSON.stringify(error) + String(error)).not.toContain(clientSecret);
  });

  it("reports a wrong secret as invalid_client", async () => {
    const tokenUrl = await tokenEndpoint(
      answering(401, { error: "invalid_client", error_description: "Client authentication failed." }),
    );
    await expect(request(tokenUrl)).rejects.toMatchObject({ code: "REFUSED", error: "invalid_client" });
  });

  it("says of a refused secret that it may have been regenerated, and how to get the new one", async () => {
    const tokenUrl = await tokenEndpoint(answering(401, { error: "invalid_client" }));
    await expect(request(tokenUrl)).rejects.toThrow("run `pulumi refresh` and `pulumi up`, which publish the new one.");
  });

  it("reports an answer that is not one of a token endpoint", async () => {
    const tokenUrl = await tokenEndpoint(answering(200, { hello: "world" }));
    await expect(request(tokenUrl)).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
  });

  it("reports an answer without end: by its time, or by its size", async () => {
    const slow = await tokenEndpoint((_, response) => {
      const bytes = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(bytes));
    });
    await expect(request(slow, 150)).rejects.toMatchObject({
      name: "TokenError",
      code: "TIMED_OUT",
      message: `${slow} gave no complete answer within 0.15 seconds.`,
    });
    server?.close();
    const large = await tokenEndpoint((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(" ".repeat(65_536)));
      };
      response.writeHead(200, { "content-type": "application/json" }).on("drain", more);
      more();
    });
    await expect(request(large)).rejects.toMatchObject({
      name: "TokenError",
      code: "ANSWER_TOO_LARGE",
      message: `${large} did not answer as a token endpoint: more than 1 MiB came.`,
    });
  });

  it.each([
    [{ access_token: "eyJ\r\nx-other: 1" }, "a token with blanks or control characters came"],
    [{ access_token: "eyJ\u0000" }, "a token with blanks or control characters came"],
    [{ access_token: "eyJ", refresh_token: "AQ\u001B[2J" }, "a token with blanks or control characters came"],
    [{ access_token: "eyJ", expires_in: 1e300 }, "expires_in of more than a hundred years came"],
  ])("refuses %j, without the token", async (odd, why) => {
    const tokenUrl = await tokenEndpoint(answering(200, { token_type: "Bearer", expires_in: 3600, ...odd }));
    await expect(request(tokenUrl)).rejects.toMatchObject({
      code: "INVALID_RESPONSE",
      message: `${tokenUrl} did not answer as a token endpoint: ${why}.`,
    });
  });

  it("reports an answer that breaks off", async () => {
    const tokenUrl = await tokenEndpoint((_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
      response.write("{", () => response.destroy());
    });
    await expect(request(tokenUrl)).rejects.toMatchObject({ name: "TokenError", code: "UNREACHABLE" });
  });

  it("says where an endpoint leads, without the query", async () => {
    const tokenUrl = await tokenEndpoint((_, response) => {
      response.writeHead(302, { location: "https://login.example.com/signin?token=secret" }).end();
    });
    await expect(request(tokenUrl)).rejects.toMatchObject({
      code: "INVALID_RESPONSE",
      message: `${tokenUrl} did not answer as a token endpoint: it answered with 302, which leads to https://login.example.com/signin.`,
    });
  });

  it("shows the endpoint's words on one line, without control characters", async () => {
    const tokenUrl = await tokenEndpoint(
      answering(400, { error: "bad\u001b[31m", error_description: `No\r\n\u202e.${"x".repeat(50_000)}` }),
    );
    await expect(request(tokenUrl)).rejects.toMatchObject({
      code: "REFUSED",
      message: `Token refused by ${tokenUrl} for client "ledger": 400 bad [31m No .${"x".repeat(395)}….`,
    });
  });

  it("reports an endpoint that cannot be reached", async () => {
    await expect(request("http://127.0.0.1:9/oauth2/v1/token")).rejects.toMatchObject({
      code: "UNREACHABLE",
      message:
        "http://127.0.0.1:9/oauth2/v1/token cannot be reached: check the identity domain's URL, and that the domain is running.",
    });
  });

  it("sends the client's credentials with Basic, never in the body, and never over http to another machine", async () => {
    let seen: { authorization: string | undefined; body: string } | undefined;
    const tokenUrl = await tokenEndpoint((message, response) => {
      let body = "";
      message.on("data", (chunk) => {
        body += chunk;
      });
      message.on("end", () => {
        seen = { authorization: message.headers.authorization, body };
        answering(200, { access_token: "a.b.c", token_type: "Bearer", expires_in: 3600 })(message, response);
      });
    });
    expect(await request(tokenUrl)).toEqual({ accessToken: "a.b.c", expiresIn: 3600 });
    expect(seen).toEqual({
      authorization: `Basic ${Buffer.from(`ledger:${clientSecret.replaceAll("-", "%2D")}`).toString("base64")}`,
      body: "scope=https%3A%2F%2Fh%3A443%2Fic%2Fapi%2F&grant_type=client_credentials",
    });
    await expect(request("http://idcs.example.com/oauth2/v1/token")).rejects.toThrow();
  });
});

describe("claimsOf", () => {
  it("refuses a token that is not a JWT, without repeating it", () => {
    expect(() => claimsOf("AQAg-opaque")).toThrow(
      new TypeError("The access token is not a JWT, so it cannot be decoded."),
    );
  });
});
