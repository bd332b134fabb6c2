import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { chooseCredentials } from "../../../identity-domain/credentials/choose-credentials.ts";
import { AdminClient } from "../../../identity-domain/credentials/credentials.ts";
import {
  type AnsweringDomain,
  answering,
  errorOf,
  everythingIn,
  failed,
  found,
  type Step,
} from "../answering-domain.ts";

// The client "idcs admin" with the secret "p/w: hush", and a domain that issues tokens of an hour.

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-01-02T03:04:05Z") }));
afterEach(() => void vi.useRealTimers());

const credentials = new AdminClient("idcs admin", "p/w: hush");
const asClient = (steps: readonly Step[]): AnsweringDomain => answering(steps, { credentials });
const token = (value: string, lifetime?: number): Response =>
  Response.json({ access_token: value, token_type: "Bearer", ...(lifetime && { expires_in: lifetime }) });
const authorizations = (requests: readonly Request[]): string[] =>
  requests.map((request) => `${new URL(request.url).pathname} ${request.headers.get("authorization")}`);
const basic = `Basic ${Buffer.from("idcs%20admin:p%2Fw%3A%20hush").toString("base64")}`;

describe("settings", () => {
  const problem = (name: string, secret: string): string =>
    `  ${name} is missing: \`pulumi config set ${secret}oci:${name}\` or OCI_${name === "adminClientId" ? "ADMIN_CLIENT_ID" : "ADMIN_CLIENT_SECRET"}`;

  it("are refused if one of the two is missing", async () => {
    const error = await errorOf(chooseCredentials({ auth: "adminclient" }, {}));
    expect([error.code, error.message]).toEqual([
      "AUTHENTICATION_SETTINGS",
      [
        "Requests to the identity domain cannot be signed:",
        problem("adminClientId", ""),
        problem("adminClientSecret", "--secret "),
      ].join("\n"),
    ]);
  });

  it("are taken from the configuration, or from the environment", async () => {
    const environment = { OCI_AUTH: "AdminClient", OCI_ADMIN_CLIENT_ID: "a", OCI_ADMIN_CLIENT_SECRET: "b" };
    const found = (await chooseCredentials({ adminClientId: "c" }, environment)) as AdminClient;
    expect(found.basicAuthorization()).toBe(`Basic ${Buffer.from("c:b").toString("base64")}`);
    expect(everythingIn(found)).not.toContain("b64");
    expect(JSON.stringify(found)).toBe('{"clientId":"c"}');
  });
});

describe("the token", () => {
  it("is requested from the domain's token endpoint, with all rights of the client", async () => {
    const { domain, requests } = asClient([token("one", 3600)]);
    await domain.read("Apps", "1");
    const [asked] = requests;
    expect(asked?.url).toBe("https://idcs-1.example/oauth2/v1/token");
    expect(await asked?.text()).toBe("grant_type=client_credentials&scope=urn%3Aopc%3Aidm%3A__myscopes__");
    expect(authorizations(requests)).toEqual([`/oauth2/v1/token ${basic}`, "/admin/v1/Apps/1 Bearer one"]);
  });

  it("is requested once for many concurrent requests, and used until a minute before it expires", async () => {
    const { domain, requests } = asClient([token("one", 3600), found(), found(), found(), token("two", 3600)]);
    await Promise.all([domain.read("Apps", "1"), domain.read("Apps", "2")]);
    vi.setSystemTime(Date.parse("2026-01-02T04:03:04Z"));
    await domain.read("Apps", "2");
    expect(requests).toHaveLength(4);
    vi.setSystemTime(Date.parse("2026-01-02T04:03:05Z"));
    requests.length = 0;
    await domain.read("Apps", "3");
    expect(authorizations(requests)).toEqual([`/oauth2/v1/token ${basic}`, "/admin/v1/Apps/3 Bearer two"]);
  });

  it("is used for five minutes less a tenth if its lifetime is not stated", async () => {
    const { domain, requests } = asClient([token("one"), found(), found(), token("two")]);
    await domain.read("Apps", "1");
    vi.setSystemTime(Date.now() + 269_000);
    await domain.read("Apps", "2");
    vi.setSystemTime(Date.now() + 1000);
    await domain.read("Apps", "3");
    expect(authorizations(requests).map((text) => text.split(" ").at(-1))).toEqual([
      basic.split(" ")[1],
      "one",
      "one",
      basic.split(" ")[1],
      "two",
    ]);
  });

  it("has the same lifetime if it is not stated as a number", async () => {
    const answer = Response.json({ access_token: "one", expires_in: "soon" });
    const { domain, requests } = asClient([answer, found(), token("two")]);
    await domain.read("Apps", "1");
    vi.setSystemTime(Date.now() + 270_000);
    await domain.read("Apps", "2");
    expect(authorizations(requests).at(-1)).toBe("/admin/v1/Apps/2 Bearer two");
  });

  it.each([null, 5, "", "one\r\nx: y", "ünë"])("is not %j", async (value) => {
    const { domain } = asClient([Response.json({ access_token: value })]);
    expect((await errorOf(domain.read("Apps", "1"))).code).toBe("UNEXPECTED_ANSWER");
  });

  it("is renewed once if the domain refuses it, and the request is repeated, even a POST", async () => {
    const { domain, requests } = asClient([token("one", 3600), failed(401), token("two", 3600)]);
    expect((await domain.create("Apps", {})).id).toBe("1");
    expect(authorizations(requests)).toEqual([
      `/oauth2/v1/token ${basic}`,
      "/admin/v1/Apps Bearer one",
      `/oauth2/v1/token ${basic}`,
      "/admin/v1/Apps Bearer two",
    ]);
  });

  it("is renewed once for all requests with which it was refused", async () => {
    const { domain, requests } = asClient([token("one", 3600), failed(401), failed(401), token("two", 3600)]);
    await Promise.all([domain.read("Apps", "1"), domain.read("Apps", "2")]);
    expect(authorizations(requests).filter((text) => text.startsWith("/oauth2"))).toHaveLength(2);
  });

  it("is requested again after the endpoint failed, although that is a POST", async () => {
    const { domain, requests } = asClient([failed(500), "lost", token("one", 3600)]);
    const answer = domain.read("Apps", "1");
    await vi.advanceTimersByTimeAsync(10);
    await answer;
    expect(requests).toHaveLength(4);
  });
});

describe("a refusal", () => {
  it("of the client has a code of its own", async () => {
    const body = { error: "invalid_client", error_description: "Client authentication failed." };
    const { domain, requests } = asClient([failed(401, body)]);
    const error = await errorOf(domain.read("Apps", "1"));
    expect([error.code, error.message]).toEqual([
      "ADMIN_CLIENT_REFUSED",
      'POST https://idcs-1.example/oauth2/v1/token was refused: 401 "Client authentication failed." (invalid_client, opc-request-id REQ).\nThe admin client "idcs admin" got no token: check oci:adminClientId and oci:adminClientSecret, and that it is an active confidential application with the grant type client credentials.',
    ]);
    expect(requests).toHaveLength(1);
  });

  it("of a fresh token means that the client lacks the role", async () => {
    const { domain } = asClient([token("one", 3600), failed(401), token("two", 3600), failed(401, { detail: "No." })]);
    const error = await errorOf(domain.read("Apps", "1"));
    expect([error.code, error.message]).toEqual([
      "FORBIDDEN",
      'GET https://idcs-1.example/admin/v1/Apps/1 was refused: 401 "No." (opc-request-id REQ).\nThe domain gave the admin client "idcs admin" a token and then refused it: the application needs the role Application Administrator in the identity domain.',
    ]);
  });

  it("with 403 names the application", async () => {
    const { domain } = asClient([token("one", 3600), failed(403, { detail: "No." })]);
    expect((await errorOf(domain.read("Apps", "1"))).message).toBe(
      'GET https://idcs-1.example/admin/v1/Apps/1 was refused: 403 "No." (opc-request-id REQ).\nThe application of the admin client "idcs admin" needs the role Application Administrator in the identity domain.',
    );
  });

  it("is reported if the answer has no token", async () => {
    const error = await errorOf(asClient([Response.json({ hello: "world" })]).domain.read("Apps", "1"));
    expect([error.code, error.message]).toEqual([
      "UNEXPECTED_ANSWER",
      "POST https://idcs-1.example/oauth2/v1/token was answered with 200 and without an access token.\nCheck that https://idcs-1.example is an identity domain's URL.",
    ]);
  });

  it("is reported for a URL that would expose the secret, except on localhost", () => {
    expect(() => answering([], { credentials, url: "http://idcs-1.example" })).toThrow(
      expect.objectContaining({
        code: "ENDPOINT",
        message:
          'The URL of the identity domain cannot be used: "http://idcs-1.example" is not encrypted: write "https://idcs-1.example"; http is allowed for a domain on localhost only.',
      }),
    );
    expect(() => answering([], { credentials, url: "http://127.0.0.1:8943" })).not.toThrow();
  });
});
