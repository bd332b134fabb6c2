import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { proveAuthentication } from "../../oauth/prove-authentication.ts";

const clientSecret = "idcscs-11111111-2222-4333-8444-555555555555";
let server: Server | undefined;
let body = "";

/** A token endpoint with one answer. */
async function answering(status: number, answer: object): Promise<string> {
  const listening = createServer((request, response) => {
    body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });
  server = listening;
  await new Promise<void>((done) => listening.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}/oauth2/v1/token`;
}

afterEach(async () => {
  await new Promise((done) => (server ? server.close(done) : done(undefined)));
  server = undefined;
});

describe("proveAuthentication", () => {
  it.each([
    [401, "invalid_client"],
    [400, "invalid_request"],
    [400, "unsupported_grant_type"],
  ])("is no proof if the endpoint answers %i %s, and the error has no secret", async (status, error) => {
    const tokenUrl = await answering(status, { error });
    const failure = await proveAuthentication({ tokenUrl, clientId: "ledger", clientSecret }).catch((one) => one);
    expect(failure).toMatchObject({ name: "TokenError", code: "REFUSED", error });
    expect(JSON.stringify(failure) + String(failure)).not.toContain(clientSecret);
  });

  it.each(["invalid_grant", "unauthorized_client"])(
    "is a proof if the endpoint answers %s to a code that does not exist",
    async (error) => {
      const tokenUrl = await answering(400, { error });
      await proveAuthentication({ tokenUrl, clientId: "ledger", clientSecret });
      expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
        grant_type: "authorization_code",
        code: "no-code-only-a-proof-of-the-client-secret",
        redirect_uri: new URL("/", tokenUrl).href,
      });
    },
  );
});
