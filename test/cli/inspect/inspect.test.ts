import { generateKeyPairSync } from "node:crypto";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schema } from "../../../cli/inspect/json.ts";
import { readToken } from "../../../oauth/read-token.ts";
import { userPassword } from "../drift-world.ts";
import { type InspectWorld, startInspectWorld } from "./inspect-world.ts";

const domain = "http://127.0.0.1:19090";
const finance = "https://0F1E2D3C4B5A69788796A5B4C3D2E1F0.integration.ocp.oraclecloud.com:443";
const financeAll = `${finance}urn:opc:resource:consumer::all`;
const orders = "https://orders.example.com/read";
const callan = "callan@example.com";
const secrets: string[] = [];

let world: InspectWorld;
beforeAll(async () => {
  world = await startInspectWorld();
});
afterAll(() => world.world.close());

async function tokenOf(client: string, scope: string): Promise<string> {
  const token = await world.token(client, scope);
  secrets.push(token);
  return token;
}

async function userToken(client: string, scope: string, user = callan): Promise<string> {
  const token = await world.userToken(client, user, scope);
  secrets.push(token);
  return token;
}

/** The lines of a report that are about refusals, with the changes of manifests, and the first and the last line. */
function refusals(text: string): string[] {
  return text.split("\n").filter((line) => !/^ {2}(ok|note) /.test(line));
}

describe("inspect accepts", () => {
  it("a client's token with the role that the service requires, and says everything that it knows", async () => {
    const token = await tokenOf("payments-sync", financeAll);
    expect(await world.text(token)).toBe(
      [
        "client token of payments/sync for OICINST_finance, expires in 60 min",
        "  ok      token      an access token",
        `  ok      signature  by ${domain}`,
        "  ok      time       expires in 60 min, at 2026-11-24T22:03:59.000Z",
        '  ok      client     payments/sync, client ID "payments_sync_dev"',
        `  ok      audience   "${finance}", that of OICINST_finance`,
        '  ok      scope      "urn:opc:resource:consumer::all"',
        "  ok      roles      ServiceDeveloper of OICINST_finance",
        "It would be accepted.",
      ].join("\n"),
    );
  });

  it.each([
    ["a header line", (token: string) => `Authorization: Bearer ${token}\n`],
    ["a token endpoint's answer", (token: string) => JSON.stringify({ access_token: token, token_type: "Bearer" })],
    ["quotes", (token: string) => `"${token}"`],
  ])("a token in %s", async (_, wrapped) => {
    const found = await world.inspect(wrapped(await tokenOf("payments-sync", financeAll)), {
      clientName: "payments/sync",
    });
    expect(found.verdict).toBe("accepted");
  });

  it("a user's token, and prints JSON of its schema", async () => {
    const found = await world.inspect(await userToken("payments-desk", orders), {
      url: "https://orders.example.com/orders/1",
    });
    expect(schema.parse(found)).toMatchObject({
      verdict: "accepted",
      summary: "user token of callan@example.com through payments/desk for Orders API, expires in 60 min",
      identityDomain: domain,
      token: {
        of: "user",
        subject: callan,
        client: "payments/desk",
        clientId: "payments_desk_dev",
        app: "Orders API",
        audiences: ["https://orders.example.com/"],
        scopes: ["read"],
        issuedAt: "2026-11-24T21:03:59.000Z",
        expiresAt: "2026-11-24T22:03:59.000Z",
      },
    });
  });

  it("a token of a client that is retired by now, with the line that retired it, and of a user who is not assigned", async () => {
    const token = await userToken("payments-club", orders);
    const file = "teams/payments.yaml";
    const before = world.manifest;
    world.world.write(
      file,
      before.replace("assign: { users: [callan@example.com] }", "assign: { users: [mia@example.com] }"),
    );
    const unassigned = await world.inspect(token);
    world.world.write(file, before.replace("enforceGrants: true", "state: retired"));
    const retired = await world.inspect(token);
    world.world.write(file, before);
    expect([unassigned, retired].map(({ verdict }) => verdict)).toEqual(["accepted", "accepted"]);
    expect(unassigned.findings).toContainEqual({
      check: "subject",
      verdict: "note",
      says: '"callan@example.com" is not assigned to payments/club, which enforces grants: the domain refuses the next token. Services accept this one until it expires.',
      manifest: {
        file,
        line: 29,
        column: 13,
        path: "clients[5].assign",
        change:
          'if "callan@example.com" is to use payments/club, add the name to assign.users. That lets this person get tokens through it, with all its access.',
      },
    });
    expect(retired.findings).toContainEqual({
      check: "client",
      verdict: "note",
      says: "payments/club is retired. Services accept this token until it expires, and no new one is issued.",
      manifest: {
        file,
        line: 28,
        column: 12,
        path: "clients[5].state",
        change:
          "to use payments/club again, remove `state: retired`. That lets it get tokens with all its access again.",
      },
    });
  });
});

describe("inspect refuses, with the reason and the line to change,", () => {
  it("a client without a role of the service", async () => {
    expect(refusals(await world.text(await tokenOf("payments-desk", financeAll)))).toEqual([
      "client token of payments/desk for OICINST_finance, expires in 60 min",
      "  refused roles      payments/desk has no role of OICINST_finance, and Oracle Integration refuses clients without one.",
      "                     teams/payments.yaml:7:59  clients[0].access[0].roles: write one of `roles: [ServiceInvoker]` to call integrations, `roles: [ServiceDeveloper]` for the design-time APIs, and run `pulumi up`. It grants the client itself that role in OICINST_finance: take the one that does less, if it is enough.",
      "It would be refused.",
    ]);
  });

  it("a user without a role of the service, and leaves it to an administrator", async () => {
    expect(refusals(await world.text(await userToken("payments-desk", financeAll)))).toEqual([
      "user token of callan@example.com through payments/desk for OICINST_finance, expires in 60 min",
      '  refused roles      user "callan@example.com" has no role of OICINST_finance, and Oracle Integration refuses users without one.',
      "                     environments/dev.yaml:1:1  roleAssignments: an administrator of OICINST_finance decides: an entry of roleAssignments grants a role to this user, or to a group. Take the role that does the least and is enough, and prefer a group.",
      "It would be refused.",
    ]);
  });

  it("a token for another app than the one that is called", async () => {
    expect(
      refusals(await world.text(await tokenOf("payments-sync", financeAll), { app: "orders api", scopes: ["write"] })),
    ).toEqual([
      "client token of payments/sync for OICINST_finance, expires in 60 min",
      '  refused audience   it is for OICINST_finance, and not for Orders API, whose audience is "https://orders.example.com/". payments/sync has no access to Orders API.',
      '                     teams/payments.yaml:25:7  clients[4].access: if payments/sync is to call Orders API, add the entry {app: "Orders API", scopes: ["write"]}. It grants the client tokens with these scopes; roles are granted separately.',
      "It would be refused.",
    ]);
  });

  it("a token for another app although the client may call the right one: no manifest is to be changed", async () => {
    expect(
      refusals(
        await world.text(await tokenOf("payments-desk", financeAll), { url: "https://orders.example.com/orders" }),
      ),
    ).toContain(
      '  refused audience   it is for OICINST_finance, and not for Orders API, whose audience is "https://orders.example.com/". payments/desk may call Orders API: request a token with the scope "https://orders.example.com/read". A token has the scopes of one app only.',
    );
  });

  it("a token without a scope that the API requires", async () => {
    expect(refusals(await world.text(await tokenOf("payments-desk", orders), { scopes: ["write"] }))).toEqual([
      "client token of payments/desk for Orders API, expires in 60 min",
      '  refused scope      it lacks "write" and has only "read". payments/desk may not request it.',
      '                     teams/payments.yaml:8:36  clients[0].access[1].scopes: if payments/desk is to have it, add "write" to scopes. That grants the client tokens with "write" (Change your orders) of Orders API.',
      "It would be refused.",
    ]);
  });

  it("a token whose scopes are for another path", async () => {
    const token = await tokenOf("payments-meter", "https://wacs-dev.utilities.example.com/rest/*");
    expect(refusals(await world.text(token, { url: "https://wacs-dev.utilities.example.com/soap/meters" }))).toEqual([
      "client token of payments/meter for Oracle Utilities Work and Asset (dev), expires in 60 min",
      '  refused scope      none of its scopes ("/rest/*") is for /soap/meters: that needs "/soap/*" or "/*". payments/meter may not request it.',
      '                     teams/payments.yaml:17:81  clients[2].access[0].apis: if payments/meter is to have it, write `scopes: ["/rest/*", "/soap/*"]` instead of `apis`. That grants the client tokens with "/soap/*" (SOAP web services) of Oracle Utilities Work and Asset (dev).',
      "It would be refused.",
    ]);
  });

  it("a client's own token for a service that accepts only those of users", async () => {
    const token = await tokenOf(
      "payments-insight",
      "https://sales-idexample01-ia.analytics.ocp.oraclecloud.comurn:opc:resource:consumer::all",
    );
    expect(refusals(await world.text(token)).slice(1, 3)).toEqual([
      "  refused subject    a client's own token, and Oracle Analytics accepts only tokens of users: it must know for whom it acts.",
      "                     teams/payments.yaml:10:18  clients[1].grantTypes[0]: use a grant type with a user, for example authorization_code with redirectUrls, instead of the client's own tokens. The client then acts with the rights of the user who signs in, as far as its scopes reach.",
    ]);
  });

  it("a client's own token for a service that looks for a user with the client ID", async () => {
    const token = await tokenOf(
      "payments-chain",
      "https://orders-idexample01-iad.blockchain.ocp.oraclecloud.com:7443/restproxy",
    );
    expect(refusals(await world.text(token)).slice(1, 3)).toEqual([
      '  refused subject    Oracle Blockchain Platform looks for a user of the domain whose name is the client ID "payments_chain_dev" and who has a role of orders-6f1d2c3b-4a59-4e68-8b7a-9c0d1e2f3a4b: there is none.',
      "                     teams/payments.yaml:21:9  clients[3].access[0]: write `clientUser: true` and `roles: [REST_CLIENT]`, and run `pulumi up`. It creates that user, and grants it the role in orders-6f1d2c3b-4a59-4e68-8b7a-9c0d1e2f3a4b.",
    ]);
  });

  it("a token of another client than the one that is expected", async () => {
    const text = await world.text(await tokenOf("payments-sync", financeAll), { clientName: "payments/desk" });
    expect(refusals(text)[1]).toBe(
      '  refused client     it is a token of payments/sync, and not of payments/desk (client ID "payments_desk_dev").',
    );
  });

  it("a token that has expired", async () => {
    const token = await tokenOf("payments-sync", financeAll);
    const inspectedAt = (time: string) => world.text(token, { now: () => new Date(time) });
    expect(refusals(await inspectedAt("2026-11-24T22:34:00.000Z")).slice(0, 2)).toEqual([
      "client token of payments/sync for OICINST_finance, expired 30 min ago",
      "  refused time       expired 30 min ago, at 2026-11-24T22:03:59.000Z: request a new one.",
    ]);
    expect(refusals(await inspectedAt("2026-11-24T22:04:09.000Z"))[1]).toBe(
      "  refused time       expired 10 s ago, at 2026-11-24T22:03:59.000Z: request a new one. Services whose clock is behind, or that tolerate a difference, may still accept it.",
    );
    expect(refusals(await inspectedAt("2026-11-24T20:53:59.000Z"))[1]).toBe(
      "  refused time       valid in 10 min only, from 2026-11-24T21:03:59.000Z: the clock of the domain that issued it is ahead of the one here. Correct the clock that is wrong, for example with NTP.",
    );
  });

  it("an identity token and a refresh token", async () => {
    const answer = await world.request("payments-desk", {
      grant_type: "password",
      username: callan,
      password: userPassword,
      scope: `${orders} offline_access openid`,
    });
    secrets.push(String(answer.id_token), String(answer.refresh_token));
    expect(refusals(await world.text(String(answer.id_token)))).toEqual([
      "not an access token: an identity token",
      "  refused token      an identity token: it says to the client who has signed in. APIs accept access tokens only: send access_token of the token endpoint's answer, not id_token.",
      "It would be refused.",
    ]);
    expect(refusals(await world.text(String(answer.refresh_token)))[1]).toBe(
      "  refused token      a refresh token, by its beginning: only the domain's token endpoint accepts it. Exchange it there for an access token (grant_type=refresh_token), and send that.",
    );
  });
});

describe("inspect does not trust", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const claims = {
    tok_type: "AT",
    sub: "payments_sync_dev",
    sub_type: "client",
    client_id: "payments_sync_dev",
    aud: finance,
    tenant_iss: "https://idcs-other.identity.oraclecloud.com:443",
  };
  const signed = (header: object) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", ...header })
      .setExpirationTime("2h")
      .sign(privateKey);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

  it.each([
    [
      "a token that is not signed",
      async () => `${part({ alg: "none" })}.${part(claims)}.`,
      "it is not signed (alg none): anyone can write such a token, so nothing in it can be trusted. Every service refuses it.",
    ],
    [
      "a token with another algorithm",
      async () => `${part({ alg: "HS256", kid: "SIGNING_KEY" })}.${part(claims)}.c2lnbmF0dXJl`,
      'it is signed with "HS256", and an identity domain signs with RS256: the domain has not issued it.',
    ],
    [
      "a key that the domain does not have",
      () => signed({ kid: "ANOTHER" }),
      `${domain} has no key "ANOTHER": another domain or another system has issued it (it says https://idcs-other.identity.oraclecloud.com: if that is yours, choose its stack with --stack), or the domain has replaced its key since: then request a new token.`,
    ],
    [
      "a key of another domain with the same name",
      () => signed({ kid: "SIGNING_KEY" }),
      `the key "SIGNING_KEY" of ${domain} has not signed it: another domain has issued it (it says https://idcs-other.identity.oraclecloud.com: if that is yours, choose its stack with --stack), or it was changed. All identity domains call their key SIGNING_KEY.`,
    ],
  ])("%s", async (_, make, says) => {
    const found = await world.inspect(await make());
    expect(found).toEqual({
      verdict: "refused",
      summary: `not a token of ${domain}`,
      identityDomain: domain,
      token: null,
      findings: [{ check: "signature", verdict: "refused", says }],
    });
  });

  it("keys that the token brings or names: nothing but the domain is asked", async () => {
    const asked: string[] = [];
    const { client } = world.world.place;
    const fetch = (input: string | URL | Request, init?: RequestInit) => {
      asked.push(new URL(input instanceof Request ? input.url : input).origin);
      return (client.fetch as typeof globalThis.fetch)(input, init);
    };
    const token = await signed({ kid: "SIGNING_KEY", jku: "https://evil.example.com/keys", jwk: { kty: "RSA" } });
    const found = await world.inspect(token, { client: { fetch } });
    expect(found.verdict).toBe("refused");
    expect(found.findings).toContainEqual({
      check: "signature",
      verdict: "note",
      says: "its header brings or names keys of its own (jku, jwk): they were ignored, and nothing was fetched from there.",
    });
    expect(new Set(asked)).toEqual(new Set([domain]));
  });

  it.each([
    [
      "opaque",
      "0123456789abcdef",
      "no JWT: access tokens of an identity domain begin with eyJ. This is perhaps a code, a secret or another system's token.",
    ],
    [
      "eyJhbGciOiJSUzI1NiJ9.eyJ",
      "eyJhbGciOiJSUzI1NiJ9.eyJ",
      "a damaged JWT: it has 2 parts, and a JWT has three, separated by periods: it was cut off. Copy it as a whole.",
    ],
    [
      "eyJh.eyJ.x",
      "eyJh.eyJ.x",
      "a damaged JWT: its header or its claims are not JSON in base64url: it was cut off or changed. Copy it as a whole.",
    ],
    [
      "an encrypted token",
      "eyJhbGciOiJSU0EifQ.a.b.c.d",
      "an encrypted JWT: an identity token of a client with idTokenEncryption. APIs accept access tokens only: send access_token of the token endpoint's answer.",
    ],
  ])("%s", async (_, text, says) => {
    expect((await world.inspect(text)).findings).toEqual([{ check: "token", verdict: "refused", says }]);
  });
});

describe("inspect without admin access", () => {
  const nobody = { OCI_CONFIG_FILE: "/nowhere", HOME: "/nowhere" };

  it("refuses to judge a token whose signature it cannot check, and says who can change that", async () => {
    const token = await tokenOf("payments-sync", financeAll);
    const error = await world.inspect(token, { environment: nobody }).catch((thrown: Error) => thrown);
    const lines = (error as Error).message.split("\n");
    expect(lines[0]).toBe(
      `The signature cannot be checked: ${domain} shows its signing keys only to callers that it knows, and there is no admin access:`,
    );
    expect(lines.at(-1)).toBe(
      'Either give credentials (--auth, --profile, or as for the stack: docs/provider.md#authentication), or ask an administrator of the domain to switch on "Access signing certificate" in the domain\'s settings: then everyone may read the public keys, and nothing else.',
    );
    expect((error as Error).message).not.toContain(token.split(".")[1]);
  });

  it("refuses an expired token all the same", async () => {
    const token = await tokenOf("payments-sync", financeAll);
    const found = await world.inspect(token, { environment: nobody, now: () => new Date("2026-11-24T22:34:00.000Z") });
    expect(found.findings.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual([
      "time refused",
      "signature note",
    ]);
  });

  it("uses keys that the domain shows to everyone, and its clock; what it cannot know is a note", async () => {
    const keys = await world.world.byHand.signingKeys();
    const fetch = async () => Response.json(keys, { headers: { date: "Tue, 24 Nov 2026 21:13:59 GMT" } });
    const text = await world.text(await tokenOf("payments-sync", financeAll), {
      environment: nobody,
      client: { fetch },
    });
    expect(text.split("\n")).toEqual([
      `client token of payments/sync for ${finance}, expires in 50 min`,
      "  ok      token      an access token",
      `  ok      signature  by ${domain}`,
      "  note    time       this machine's clock is 10 min behind the domain's: the domain's is used here. Correct it, for example with NTP: a service on this machine would judge tokens by it.",
      "  ok      time       expires in 50 min, at 2026-11-24T22:03:59.000Z",
      '  ok      client     payments/sync, client ID "payments_sync_dev"',
      `  note    audience   "${finance}": which app has it is not known without admin access.`,
      '  ok      scope      "urn:opc:resource:consumer::all"',
      "  note    roles      there is no admin access: apps of the domain, roles and groups are known only as far as manifests declare them.",
      "It would be accepted.",
    ]);
  });
});

describe("inspect refuses to begin", () => {
  it.each([
    [
      { clientName: "payments/dseks" },
      '"payments/dseks" is not a client of this environment (it has payments/chain, payments/club, payments/desk, payments/insight, payments/meter, payments/sync, shop/robot). Did you mean "payments/desk"?',
    ],
    [{ url: "orders" }, '"orders" is not the URL of an API: write https://…, as the program calls it.'],
  ])("with %o", async (options, message) => {
    const token = await tokenOf("payments-sync", financeAll);
    await expect(world.inspect(token, options)).rejects.toMatchObject({ name: "CommandError", message });
  });

  it("with a URL of no app, and names the apps", async () => {
    const token = await tokenOf("payments-sync", financeAll);
    await expect(world.inspect(token, { url: "https://nowhere.example.com/" })).rejects.toThrow(
      /^No resource app has an audience for "https:\/\/nowhere.example.com": .* --app <display name>, one of .*"OICINST_finance", /,
    );
  });
});

it("inspect never shows a token, its signature or its ID", () => {
  const said = world.said.join("\n");
  expect(secrets.length).toBeGreaterThan(10);
  for (const secret of secrets) {
    const read = readToken(secret);
    const parts = secret.split(".").filter((one) => one.length > 20);
    for (const part of parts) expect(said).not.toContain(part);
    if (read.form === "jwt") expect(said).not.toContain(String(read.claims.jti));
  }
});
