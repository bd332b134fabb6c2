import { beforeEach, describe, expect, it } from "vitest";
import { createLocalDomain } from "../../../../local/domain.ts";
import type { Journal, JournalRecord } from "../../../../local/storage/journal.ts";
import { type Answer, clientBody, financeScope, openWorld, scimError, type World } from "../../world.ts";

const form = { "content-type": "application/x-www-form-urlencoded" };

interface Client {
  readonly name: string;
  readonly clientSecret: string;
}

/** A journal in memory, so that a test can look at what is kept and open it again. */
function keptJournal(): Journal & { readonly kept: Map<string, JournalRecord> } {
  const kept = new Map<string, JournalRecord>();
  return {
    kept,
    load: () => [...kept.values()],
    commit: (records) => {
      for (const record of records) {
        const key = `${record.collection}/${record.id}`;
        if (record.stored === undefined) kept.delete(key);
        else kept.set(key, record);
      }
    },
    close: async () => {},
  };
}

let journal: ReturnType<typeof keptJournal>;
let world: World;
let client: Client;
beforeEach(async () => {
  journal = keptJournal();
  world = await openWorld({ journal });
  client = await created({ allowedScopes: [{ fqs: financeScope }] });
});

async function created(attributes: object): Promise<Client> {
  const answer = await world.admin("POST", "/admin/v1/Apps", clientBody(attributes));
  expect(answer.status).toBe(201);
  return answer.body;
}

const revoke = (who: Client, parameters: Record<string, string>) =>
  world.send(
    "POST",
    "/oauth2/v1/revoke",
    form,
    new URLSearchParams({ client_id: who.name, client_secret: who.clientSecret, ...parameters }).toString(),
  );
const tokenFor = async (scope: string): Promise<string> =>
  (await world.token(client.name, client.clientSecret, { grant_type: "client_credentials", scope })).body.access_token;
const use = (path: string, token: string) => world.send("GET", path, { authorization: `Bearer ${token}` });
const revokedIds = () => [...journal.kept.keys()].filter((key) => key.startsWith("RevokedToken/"));

function expectRefusal(answer: Answer, status: number, error: string, description: string): void {
  expect(answer.body).toEqual({ error, error_description: description, ecid: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(answer.status).toBe(status);
}

describe("revocation is refused", () => {
  it("without credentials, without a token, and in another verb", async () => {
    expectRefusal(
      await world.send("POST", "/oauth2/v1/revoke", form, "token=x"),
      401,
      "invalid_client",
      "Client authentication failed.",
    );
    expectRefusal(await revoke(client, {}), 400, "invalid_request", "The parameter token is missing.");
    expectRefusal(
      await world.send("GET", "/oauth2/v1/revoke"),
      405,
      "invalid_request",
      "The endpoint /revoke takes POST alone.",
    );
  });

  it("for the token of another client, which stays valid", async () => {
    const other = await created({ displayName: "other" });
    const token = await tokenFor(financeScope);
    expectRefusal(await revoke(other, { token }), 400, "invalid_grant", "The token was issued to another client.");
    expect(revokedIds()).toEqual([]);
  });
});

it("a text that is no token is nothing to revoke", async () => {
  const answer = await revoke(client, { token: "nonsense", token_type_hint: "refresh_token" });
  expect(answer.status).toBe(200);
  expect(answer.body).toBeUndefined();
  expect(revokedIds()).toEqual([]);
});

it("a revoked token no longer opens the protected resource, and another token of the client still does", async () => {
  const path = "/ic/api/integration/v1/integrations";
  const [revoked, kept] = [await tokenFor(financeScope), await tokenFor(financeScope)];
  expect((await use(path, revoked)).status).toBe(403);
  expect((await revoke(client, { token: revoked })).status).toBe(200);
  expect((await use(path, revoked)).status).toBe(401);
  expect((await use(path, kept)).status).toBe(403);
});

it("a revoked token no longer opens the admin API", async () => {
  const token = await tokenFor("urn:opc:idm:__myscopes__");
  expect((await use("/admin/v1/SigningCert/jwk", token)).status).toBe(200);
  await revoke(client, { token });
  const answer = await use("/admin/v1/SigningCert/jwk", token);
  expect(answer.body).toEqual(
    scimError(401, "error.common.common.accessDenied", "The access token is not valid for this API."),
  );
});

it("a revocation survives a restart", async () => {
  const token = await tokenFor("urn:opc:idm:__myscopes__");
  await revoke(client, { token });
  const again = await createLocalDomain({ journal, url: "http://domain.test", now: () => world.clock.now });
  const request = new Request("http://domain.test/admin/v1/SigningCert/jwk", {
    headers: { authorization: `Bearer ${token}` },
  });
  expect((await again.fetch(request)).status).toBe(401);
});

it("revocations of tokens that have expired since are forgotten", async () => {
  await revoke(client, { token: await tokenFor(financeScope) });
  const [first] = revokedIds();
  world.clock.now = new Date(world.clock.now.getTime() + 3600_000);
  await revoke(client, { token: await tokenFor(financeScope) });
  expect(revokedIds()).toHaveLength(1);
  expect(revokedIds()).not.toContain(first);
});
