import { afterEach, describe, expect, it } from "vitest";
import { endServers, startJava, withoutJava } from "./installed.ts";
import { createVisitor } from "./visitor.ts";
import { type ClientWorld, freePort, loggedOut, openClientWorld, readOrders, writeOrders } from "./world.ts";

const user = "callan@example.com";
const closed = "https://closed.example.com/read";

let world: ClientWorld;
afterEach(async () => {
  endServers();
  await world?.domain.close();
});

/** Starts the site of java/SpringSecurityClient.java with a client that may sign in and get tokens. */
async function startSite(issuer?: string) {
  world = await openClientWorld(issuer === undefined ? {} : { issuer });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await world.createApp("Closed API", {
    isOAuthResource: true,
    audience: "https://closed.example.com/",
    scopes: [{ value: "read" }],
  });
  const { name, clientSecret } = await world.createApp("spring-security", {
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: ["authorization_code", "client_credentials"],
    allowedScopes: [{ fqs: readOrders }, { fqs: writeOrders }, { fqs: closed }],
    redirectUris: [`${url}/login/oauth2/code/domain`],
    postLogoutRedirectUris: [loggedOut],
    allUrlSchemesAllowed: true,
  } as object);
  startJava("SpringSecurityClient", {
    PORT: String(port),
    DOMAIN: world.domain.url,
    ISSUER: issuer ?? world.domain.url,
    AUDIENCE: "https://orders.example.com/",
    CLIENT_ID: name,
    CLIENT_SECRET: clientSecret,
  });
  await expect
    .poll(() =>
      fetch(`${url}/orders`).then(
        (response) => response.status,
        () => 0,
      ),
    )
    .toBe(401);

  const token = async (scope: string): Promise<string> => {
    const response = await fetch(`${world.domain.url}/oauth2/v1/token`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${name}:${clientSecret}`)}` },
      body: new URLSearchParams({ grant_type: "client_credentials", scope }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  };
  /** The status of the site's API, and the error of its challenge. */
  const orders = async (bearer?: string) => {
    const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
    const response = await fetch(`${url}/orders`, { headers });
    const challenge = response.headers.get("www-authenticate") ?? "";
    return [response.status, /error="([^"]*)"/.exec(challenge)?.[1]];
  };
  return { url, token, orders };
}

describe.skipIf(withoutJava)(`Spring Security${withoutJava}`, () => {
  it.each([
    ["the domain's URL", undefined],
    ["Oracle's issuer, once it is told the endpoints", "https://identity.oraclecloud.com/"],
  ])("takes tokens of its audience and scope only, signs in and out, with %s", async (_, issuer) => {
    const { url, token, orders } = await startSite(issuer);
    const read = await token(readOrders);
    const [header, claims, signature = ""] = read.split(".");
    const forged = [header, claims, (signature.startsWith("A") ? "B" : "A") + signature.slice(1)].join(".");
    expect(await orders()).toEqual([401, undefined]);
    expect(await orders(forged)).toEqual([401, "invalid_token"]);
    expect(await orders(await token(closed))).toEqual([401, "invalid_token"]);
    expect(await orders(await token(writeOrders))).toEqual([403, "insufficient_scope"]);
    expect(await orders(read)).toEqual([200, undefined]);

    const visitor = createVisitor(world.domain.url, url);
    const credentials = { username: user, password: world.domain.userPassword };
    const page = await visitor.submit(await visitor.open(`${url}/me`), credentials);
    expect([page.status, page.html]).toEqual([200, `${user} signed in`]);
    const out = await visitor.submit(await visitor.open(`${url}/logout`), {});
    // Without discovery, the site knows no end_session_endpoint and ends its own session only.
    expect(out.url.href.startsWith(issuer === undefined ? loggedOut : url)).toBe(true);
  });
});
