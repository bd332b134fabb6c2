import { ConfigFileAuthenticationDetailsProvider } from "oci-common";
import { IdentityDomainsClient } from "oci-identitydomains";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
// In your project: from "idcs-apps/local-domain".
import { type RunningLocalDomain, startLocalDomain } from "../../local/server.ts";
import { ordersToken, type TokenSettings } from "./orders-client.ts";

let domain: RunningLocalDomain;
let settings: TokenSettings;

beforeAll(async () => {
  domain = await startLocalDomain({
    seed: {
      apps: [
        {
          displayName: "Orders API",
          audience: "https://orders.example.com/",
          scopes: [{ value: "read" }, { value: "write" }],
        },
        {
          displayName: "orders-sync",
          clientId: "orders_sync",
          allowedGrants: ["client_credentials"],
          allowedScopes: ["https://orders.example.com/read"],
        },
      ],
    },
  });
  settings = {
    tokenUrl: `${domain.url}/oauth2/v1/token`,
    clientId: "orders_sync",
    clientSecret: await secretOf("orders_sync"),
    scope: "https://orders.example.com/read",
  };
});
afterAll(() => domain.close());
afterEach(() => fetch(`${domain.url}/local/faults`, { method: "DELETE" }));

/** Secrets are random: the administrator reads them, here with Oracle's SDK. */
async function secretOf(clientId: string): Promise<string> {
  const { configFile } = domain.administrator;
  const administrator = new IdentityDomainsClient({
    authenticationDetailsProvider: new ConfigFileAuthenticationDetailsProvider(configFile, "DEFAULT"),
  });
  administrator.endpoint = domain.url;
  const { apps } = await administrator.listApps({ filter: `name eq "${clientId}"`, attributes: "clientSecret" });
  return apps.resources[0]?.clientSecret ?? "";
}

describe("ordersToken", () => {
  it("says why the domain refuses a scope that the client is not allowed", async () => {
    const scope = "https://orders.example.com/write";
    await expect(ordersToken({ ...settings, scope })).rejects.toThrow("no token: unauthorized_client");
    expect(domain.requests.at(-1)).toMatchObject({
      caller: "orders-sync",
      status: 400,
      refusal: "unauthorized_client",
    });
  });

  it("gets a token for the API, and for nothing else", async () => {
    const [, claims = ""] = (await ordersToken(settings)).split(".");
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
      sub: "orders_sync",
      aud: "https://orders.example.com/",
      scope: "read",
    });
  });

  it("gets a token although the token endpoint fails once", async () => {
    const faults = [{ match: { path: "/oauth2/v1/token" }, fault: "status", status: 503, times: 1 }];
    await fetch(`${domain.url}/local/faults`, { method: "PUT", body: JSON.stringify(faults) });
    expect(await ordersToken(settings)).toMatch(/^eyJ/);
  });
});
