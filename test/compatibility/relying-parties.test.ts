import { afterAll, describe, expect, it } from "vitest";
import type { RunningLocalDomain } from "../../local/server.ts";
import { run, runGo, runJava, withoutGo, withoutJava, withoutPython } from "./installed.ts";
import { openClientWorld, readOrders } from "./world.ts";

const user = "callan@example.com";
const silent = { code: 0, out: "", error: "" };
const closed = "https://closed.example.com/read";

const domains: RunningLocalDomain[] = [];
afterAll(() => Promise.all(domains.map((domain) => domain.close())));

/** A domain with a client of every flow without a browser, and an API that does not allow refresh tokens. */
async function openWorld(options: { readonly issuer?: string } = {}) {
  const { domain, createApp } = await openClientWorld(options);
  domains.push(domain);
  await createApp("Closed API", {
    isOAuthResource: true,
    audience: "https://closed.example.com/",
    scopes: [{ value: "read" }],
  });
  const { name, clientSecret } = await createApp("relying party", {
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: [
      ...["client_credentials", "password", "refresh_token"],
      "urn:ietf:params:oauth:grant-type:device_code",
    ],
    allowedScopes: [{ fqs: readOrders }, { fqs: closed }],
    allowedOperations: ["introspect"],
  } as object);
  return { domain, id: name, secret: clientSecret };
}

/** A world with that issuer, and what programs in Go and Java are told of it. */
async function openNamedWorld(issuer: string | undefined): Promise<string[]> {
  const { domain, id, secret } = await openWorld(issuer === undefined ? {} : { issuer });
  return [domain.url, issuer ?? domain.url, id, secret, user, domain.userPassword, readOrders, closed];
}

describe.skipIf(withoutPython)(`Authlib${withoutPython}`, () => {
  it("validates the metadata and gets tokens: every claim of python/authlib_client.py holds", async () => {
    const { domain, id, secret } = await openWorld();
    const told = { url: domain.url, id, secret, user, password: domain.userPassword, scope: readOrders, closed };
    expect(await run("python", ["authlib_client.py", JSON.stringify(told)])).toEqual(silent);
  });
});

const issuers = [
  ["the domain's URL", undefined],
  ["Oracle's issuer, once it is told", "https://identity.oraclecloud.com/"],
] as const;

describe.skipIf(withoutGo)(`golang.org/x/oauth2 with go-oidc${withoutGo}`, () => {
  it.each(issuers)("signs in and gets tokens with %s: every claim of go/main.go holds", async (_, issuer) => {
    expect(await runGo(await openNamedWorld(issuer))).toEqual(silent);
  });
});

describe.skipIf(withoutJava)(`Nimbus${withoutJava}`, () => {
  it.each(issuers)("gets tokens with %s: every claim of java/NimbusClient.java holds", async (_, issuer) => {
    expect(await runJava("NimbusClient", await openNamedWorld(issuer))).toEqual(silent);
  });
});
