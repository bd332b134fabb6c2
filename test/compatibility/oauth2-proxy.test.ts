import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { endServers, startOauth2Proxy, withoutOauth2Proxy } from "./installed.ts";
import { createVisitor } from "./visitor.ts";
import { type ClientWorld, freePort, openClientWorld } from "./world.ts";

let world: ClientWorld;
afterEach(async () => {
  endServers();
  await world?.domain.close();
});

/** Starts oauth2-proxy before a page that only says 202, and answers its URL. */
async function startProxy(options: readonly string[] = []): Promise<string> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const app = await world.createApp("oauth2-proxy", {
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: ["authorization_code"],
    redirectUris: [`${url}/oauth2/callback`],
    allUrlSchemesAllowed: true,
  } as object);
  const told = [
    ...["--provider=oidc", `--oidc-issuer-url=${world.domain.url}`, "--code-challenge-method=S256", "--email-domain=*"],
    ...[`--http-address=${url.slice("http://".length)}`, `--redirect-url=${url}/oauth2/callback`],
    ...["--upstream=static://202", "--skip-provider-button", "--cookie-secure=false"],
  ];
  startOauth2Proxy([...told, ...options], {
    OAUTH2_PROXY_CLIENT_ID: app.name,
    OAUTH2_PROXY_CLIENT_SECRET: app.clientSecret,
    OAUTH2_PROXY_COOKIE_SECRET: randomBytes(16).toString("hex"),
  });
  await expect
    .poll(() =>
      fetch(`${url}/ping`).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
  return url;
}

/** Opens the proxy's page as a user of the example organisation. */
async function signIn(proxy: string, username: string) {
  const visitor = createVisitor(world.domain.url, proxy);
  const page = await visitor.submit(await visitor.open(proxy), { username, password: world.domain.userPassword });
  return { page, userinfo: () => visitor.open(`${proxy}/oauth2/userinfo`) };
}

describe.skipIf(withoutOauth2Proxy)(`oauth2-proxy${withoutOauth2Proxy}`, () => {
  it("signs in users whose address is verified, as those of the example organisation are, and no others", async () => {
    world = await openClientWorld();
    const proxy = await startProxy();
    const { page, userinfo } = await signIn(proxy, "callan@example.com");
    expect([page.url.href, page.status]).toEqual([`${proxy}/`, 202]);
    expect(JSON.parse((await userinfo()).html)).toMatchObject({ email: "callan@example.com" });

    await world.administrator.createUser({
      user: {
        schemas: ["urn:ietf:params:scim:schemas:core:2.0:User"],
        userName: "dana@example.com",
        name: { familyName: "Reed" },
        emails: [{ value: "dana@example.com", type: "work", primary: true }],
        password: world.domain.userPassword,
      } as never,
    });
    const unverified = await signIn(proxy, "dana@example.com");
    expect(unverified.page.url.origin).toBe(proxy);
    expect(unverified.page.status).toBe(403);
    expect((await unverified.userinfo()).status).toBe(401);
  });

  it("signs in with Oracle's issuer, once it is told not to compare it", async () => {
    world = await openClientWorld({ issuer: "https://identity.oraclecloud.com/" });
    const proxy = await startProxy(["--insecure-oidc-skip-issuer-verification"]);
    expect((await signIn(proxy, "callan@example.com")).page.status).toBe(202);
  });
});
