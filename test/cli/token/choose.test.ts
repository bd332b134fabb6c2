import { describe, expect, it } from "vitest";
import { choose } from "../../../cli/token/get-tokens.ts";
import { hasOwnTokens } from "../../../cli/token/own-tokens.ts";

const pair = {
  clientId: "c",
  clientSecret: "idcscs-1",
  tokenUrl: "https://d/oauth2/v1/token",
  scope: "https://orders/read",
  scopes: { Orders: "https://orders/read", Ledger: "https://ledger/all" },
  refreshScope: "https://orders/read offline_access",
  grantTypes: ["authorization_code", "password"],
};
const name = "payments/portal";
const chosen = (options: object, more: object = {}) => choose({ ...pair, ...more }, name, options);

describe("the flow and the scope of a token", () => {
  it("are the first that the client has, those that were named, and with offline_access if that was asked for", () => {
    expect(chosen({})).toEqual({ flow: "browser", scope: "https://orders/read" });
    expect(chosen({ flow: "password", app: "Ledger" })).toEqual({ flow: "password", scope: "https://ledger/all" });
    expect(chosen({ flow: "authorization_code", offline: true }).scope).toBe("https://orders/read offline_access");
    expect(chosen({ scope: "openid", offline: true }).scope).toBe("openid offline_access");
    expect(chosen({ flow: "refresh" }, { grantTypes: ["refresh_token"] })).toEqual({
      flow: "refresh",
      scope: undefined,
    });
  });

  it.each([
    [
      "a retired client",
      {},
      { retired: true },
      '"payments/portal" is retired, so it gets no tokens: remove `state: retired` from its manifest and run `pulumi up` to use it again.',
    ],
    [
      "a word that is no flow",
      { flow: "magic" },
      {},
      "--flow magic is none of client, tls, browser, device, password, jwt, saml, refresh, implicit.",
    ],
    [
      "a grant type that the manifest does not have",
      { flow: "client" },
      {},
      '"payments/portal" may not use the flow client: its manifest has no grant type `client_credentials`. It may use browser, password.',
    ],
    [
      "a client whose flows need something",
      {},
      { grantTypes: ["tls_client_auth", "refresh_token"] },
      '"payments/portal" needs --flow: tls or refresh.',
    ],
    ["a scope and an app", { scope: "a", app: "Ledger" }, {}, "--scope and --app exclude each other."],
    [
      "no API at all",
      {},
      { scope: "" },
      '"payments/portal" calls no API: its manifest names no resource app, so there is no scope to request. Give one with --scope, such as "openid".',
    ],
    [
      "a refresh token that there is none of",
      { offline: true },
      { refreshScope: undefined },
      '"payments/portal" gets no refresh token: its manifest needs the grant type `refresh_token`, and the resource app must allow refresh tokens.',
    ],
  ])("are refused for %s", (_, options, more, message) => {
    expect(() => chosen(options, more)).toThrow(message);
  });

  it("are not a client's own if it is retired, or for users, or calls no API", () => {
    const own = { ...pair, grantTypes: ["client_credentials"] as const };
    const cases = [{}, { retired: true }, { grantTypes: ["password"] as const }, { scope: "" }];
    expect(cases.map((more) => hasOwnTokens({ ...own, ...more } as Parameters<typeof hasOwnTokens>[0]))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
