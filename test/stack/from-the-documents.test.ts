import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { makeCertificate, type TestCertificate } from "../local/certificates.ts";
import { administratorOf, contentsOf, writesSince } from "./administrator.ts";
import { callApi, claimsOf, credentialsOf, passwordToken, requestToken, tokenAfterSignIn } from "./developer.ts";
import { createWorld, type Outputs, outputOf, type World } from "./world.ts";

// The manifests of examples/from-the-documents do all that the five documents have a reader do by hand, up to the call.

const examples = resolve(import.meta.dirname, "..", "..", "examples", "from-the-documents");
const users = { assigned: "callan@example.com", other: "bjensen@example.com", withoutRole: "mia@example.com" };
const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const finance = "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443";
const utilities = "https://wacs-dev.utilities.example.com";
const soapCall = {
  method: "POST",
  headers: { "content-type": "text/xml" },
  body: '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body/></soap:Envelope>',
};
const notAssigned = {
  error: "invalid_grant",
  error_description: "You aren't authorized to access the app. Contact your system administrator.",
  ecid: expect.any(String),
};

let world: World;
let administrator: IdentityDomain;
let certificate: TestCertificate;
let outputs: Outputs;
let before: object;

const client = (name: string) => credentialsOf(outputs, name);
const password = () => world.domain.userPassword;
const integrations = (instance: string) =>
  `${world.domain.url}/ic/api/integration/v1/integrations?integrationInstance=${instance}`;
const rest = () => `${world.domain.url}/rest/work-orders`;
const soap = () => `${world.domain.url}/soap/asset-inventory`;

beforeAll(async () => {
  const files = readdirSync(join(examples, "teams")).map((file) => `teams/${file}`);
  world = await createWorld(
    Object.fromEntries(files.map((file) => [file, readFileSync(join(examples, file), "utf8")])),
  );
  const environment = readFileSync(join(examples, "environments/dev.yaml"), "utf8");
  world.write("environments/dev.yaml", environment.replace(/url: \S+/, `url: ${world.domain.url}`));
  certificate = await makeCertificate("field-service.example.com");
  world.write("teams/field-service.pem", certificate.certificatePem);
  administrator = await administratorOf(world.domain);
  before = await contentsOf(administrator);
  const output = outputOf(await world.pulumi("up", "--yes", "--skip-preview"));
  expect(output).toContain('"Refresh token" has no effect here');
  expect(output).not.toContain("no default scope of");
  outputs = await world.outputs("--show-secrets");
});
afterAll(() => world?.close());

describe("all five documents", () => {
  it("are done: neither a second `up` nor one after a refresh writes anything", async () => {
    const from = world.domain.requests.length;
    for (const command of ["up", "refresh", "up"]) outputOf(await world.pulumi(command, "--yes", "--skip-preview"));
    expect(writesSince(world.domain, from)).toEqual([]);
  });
});

describe("document 1: invoking PaaS APIs with a token of a user", () => {
  it("gives the assigned user a token that Oracle Integration accepts", async () => {
    const token = await passwordToken(client("paas-apis/integration-tests"), users.assigned, password());
    expect(claimsOf(token)).toMatchObject({
      sub: users.assigned,
      sub_type: "user",
      scope: "urn:opc:resource:consumer::all",
      aud: finance,
    });
    expect(await callApi(integrations("finance"), token)).toBe(200);
  });

  it("refuses a user who is not assigned", async () => {
    const token = await passwordToken(client("paas-apis/integration-tests"), users.other, password());
    expect(token).toEqual({ status: 400, ...notAssigned });
  });

  it.each([
    [
      "digital-assistant-tests",
      "https://idcs-oda-2b3c4d5e6f708192a3b4c5d6e7f80912-s0.data.digitalassistant.oci.oraclecloud.com",
    ],
    ["blockchain-tests", "https://orders-idexample01-iad.blockchain.ocp.oraclecloud.com:7443"],
    ["api-platform-tests", "https://4D5E6F708192A3B4C5D6E7F8091A2B3C.apiplatform.ocp.oraclecloud.com:443"],
    ["mobile-hub-tests", "https://5E6F708192A3B4C5D6E7F8091A2B3C4D.mobile.ocp.oraclecloud.com:443"],
  ])("gives %s a token for %s", async (name, audience) => {
    const token = await passwordToken(client(`paas-apis/${name}`), users.assigned, password());
    expect(claimsOf(token)).toMatchObject({ sub: users.assigned, aud: audience });
  });
});

describe("document 2: REST API calls after a sign-in", () => {
  it("gives a token for a code, and another one for the refresh token", async () => {
    const reports = client("rest-api-calls/reports");
    const first = await tokenAfterSignIn(reports, users.assigned, password());
    expect(await callApi(integrations("finance"), first)).toBe(200);
    const second = await requestToken(reports, {
      grant_type: "refresh_token",
      refresh_token: first.refresh_token ?? "",
    });
    expect(second.status).toBe(200);
    expect(second.access_token).not.toBe(first.access_token);
    expect(await callApi(integrations("finance"), second)).toBe(200);
  });
});

describe("document 3: calling Oracle Integration in both flows", () => {
  it("gives a client with the app role a token of its own, and no refresh token", async () => {
    const own = client("oic-rest/system-to-system");
    const token = await requestToken(own, { grant_type: "client_credentials", scope: own.scope });
    expect(claimsOf(token)).toMatchObject({ sub: own.clientId, sub_type: "client" });
    expect(token.refresh_token).toBeUndefined();
    expect(await callApi(integrations("finance"), token)).toBe(200);
    expect(await callApi(integrations("hr"), token)).toBe(401);
  });

  it("sends users back to Oracle Integration's callback", async () => {
    const withUsers = client("oic-rest/with-users");
    expect(withUsers.redirectUrls).toEqual([
      "https://finance-0123456789.integration.ocp.oraclecloud.com/icsapis/agent/oauth/callback",
    ]);
    const token = await tokenAfterSignIn(withUsers, users.assigned, password());
    expect(await callApi(integrations("finance"), token)).toBe(200);
    expect(token.refresh_token).toMatch(/^AQ/);
  });
});

describe("document 4: the grants of the Utilities adapter", () => {
  it("opens REST to the one client and SOAP to the other, for an assigned user with the role", async () => {
    const [work, assets] = [client("utilities-adapter/work-orders"), client("utilities-adapter/asset-inventory")];
    expect([work.scope, assets.scope]).toEqual([`${utilities}/rest/*`, `${utilities}/soap/*`]);
    const workToken = await passwordToken(work, users.assigned, password());
    expect([await callApi(rest(), workToken), await callApi(soap(), workToken, soapCall)]).toEqual([200, 403]);
    const assetToken = await passwordToken(assets, users.assigned, password());
    expect([await callApi(rest(), assetToken), await callApi(soap(), assetToken, soapCall)]).toEqual([403, 200]);
  });

  it("refreshes a user's token, because the environment lets the Utilities app give refresh tokens", async () => {
    const work = client("utilities-adapter/work-orders");
    expect(work.refreshScope).toBe(`${utilities}/rest/* offline_access`);
    const first = await passwordToken(work, users.assigned, password(), work.refreshScope);
    const second = await requestToken(work, {
      grant_type: "refresh_token",
      refresh_token: first.refresh_token ?? "",
    });
    expect(await callApi(rest(), second)).toBe(200);
  });

  it("gives no token to a user who is not assigned, and no access to one without the role", async () => {
    const work = client("utilities-adapter/work-orders");
    expect(await passwordToken(work, users.other, password())).toEqual({ status: 400, ...notAssigned });
    const token = await passwordToken(work, users.withoutRole, password());
    expect(await callApi(rest(), token)).toBe(403);
  });

  it("opens both APIs to a client of its own, once the application has a user with its client ID", async () => {
    const readings = client("utilities-adapter/meter-readings");
    const token = await requestToken(readings, { grant_type: "client_credentials", scope: readings.scope });
    expect(await callApi(rest(), token)).toBe(403);
    expect(readings.stepsOutside).toEqual([expect.stringContaining(`login ID ${readings.clientId}`)]);
    const made = await fetch(`${world.domain.url}/local/utilities/users/${readings.clientId}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ userType: "OAuth Client" }),
    });
    expect(made.ok).toBe(true);
    expect([await callApi(rest(), token), await callApi(soap(), token, soapCall)]).toEqual([200, 200]);
  });

  it("gives a trusted client a token for a user whom it vouches for with its certificate", async () => {
    const service = client("utilities-adapter/field-service");
    const [imported] = service.certificates ?? [];
    const assertion = await new SignJWT()
      .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: imported?.alias ?? "" })
      .setIssuer(service.clientId)
      .setSubject(users.assigned)
      .setAudience(`${world.domain.url}/`)
      .setExpirationTime("5 minutes")
      .sign(certificate.privateKey);
    const token = await requestToken(service, { grant_type: jwtBearer, assertion, scope: service.scope });
    expect(claimsOf(token)).toMatchObject({ sub: users.assigned, aud: utilities });
    expect(await callApi(rest(), token)).toBe(200);
  });

  it("signs users in through the browser", async () => {
    const token = await tokenAfterSignIn(client("utilities-adapter/self-service"), users.assigned, password());
    expect(await callApi(rest(), token)).toBe(200);
  });
});

describe("document 5: one trusted application for each instance", () => {
  it("gives each user tokens for each instance, whose app says how long they live", async () => {
    const financeToken = await tokenAfterSignIn(client("integration-oauth/finance"), users.assigned, password());
    const hrToken = await tokenAfterSignIn(client("integration-oauth/hr"), users.assigned, password());
    expect([financeToken.expires_in, hrToken.expires_in]).toEqual([3600, 1800]);
    expect(await callApi(integrations("finance"), financeToken)).toBe(200);
    expect(await callApi(integrations("hr"), hrToken)).toBe(200);
    expect(await callApi(integrations("hr"), financeToken)).toBe(401);
    const otherUser = await tokenAfterSignIn(client("integration-oauth/hr"), users.other, password());
    expect(claimsOf(otherUser).sub).toBe(users.other);
  });
});

describe("destroy", () => {
  it("takes away all that was made, and leaves Oracle's apps", async () => {
    outputOf(await world.pulumi("destroy", "--yes", "--skip-preview"));
    expect(await contentsOf(administrator)).toEqual(before);
  });
});
