import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { requestClientToken } from "../../oauth/client-credentials.ts";
import { createLedgerApi, scope } from "./ledger-api.ts";
import type { Json } from "./protocol.ts";
import { appType, type Held, idcsEndpoint, messageOf, ownershipTags, startWorld, urn, type World } from "./world.ts";

// One of the two applications of a rotated client: its new secret is tried before its tags say `tested`.

let world: World;
let held: Held;
let fetchOfDomain: typeof fetch;

const tokenPath = "/oauth2/v1/token";

const inputs = (tags: Record<string, string>, changes: Json = {}): Json => ({
  schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
  displayName: "Ledger (B)",
  name: "ledger_b",
  basedOnTemplate: { value: "CustomWebAppTemplateId" },
  active: true,
  isOauthClient: true,
  clientType: "confidential",
  allowedGrants: ["client_credentials"],
  allowedScopes: [{ fqs: scope }],
  attributeSets: ["default", "request"],
  tags: [
    ...ownershipTags,
    ...Object.entries({ "rotation-half": "B", ...tags }).map(([key, value]) => ({ key, value })),
  ],
  ...changes,
});
const closed = { "rotation-secret": "0", "rotation-state": "closed" };
const tested = (version = "2") => ({
  "rotation-secret": version,
  "rotation-state": "tested",
  "rotation-since": "2026-04-01",
  "rotation-version": "1",
});
const staged = { "rotation-secret": "0", "rotation-state": "staged", "rotation-version": "1" };

beforeEach(async () => {
  world = await startWorld();
  fetchOfDomain = (input, init) => world.fetch(new Request(input, init));
  await createLedgerApi(world.administrator);
  held = await world.create(appType, inputs(closed));
  world.sent.length = 0;
});
afterEach(() => world.close());

const inDomain = async (id = held.id) =>
  world.administrator.read("Apps", id, { query: { attributeSets: ["default", "request"] } });
/** The tags about the secret, in the domain or in what was sent. */
const tagsIn = ({ tags }: Json) =>
  Object.fromEntries(
    (tags as { key: string; value: string }[])
      .filter(({ key }) => /^(secret|rotation)-/.test(key) && key !== "rotation-half")
      .map(({ key, value }) => [key, value]),
  );
const steps = () =>
  world.sent.map(({ method, path, body }) => {
    const step = `${method} ${path.replace(/\?.*/, "").replace(held.id, "<id>")}`;
    return method === "PUT" ? `${step} ${tagsIn(body ?? {})["rotation-state"]}` : step;
  });
const regenerations = () => steps().filter((step) => step === "POST AppClientSecretRegenerator").length;
const getsToken = async (clientSecret: unknown, clientId = "ledger_b") => {
  const tokenUrl = `${idcsEndpoint}${tokenPath}`;
  const request = { tokenUrl, clientId, clientSecret: String(clientSecret), scope, fetch: fetchOfDomain };
  return (await messageOf(requestClientToken(request))) === "";
};
const refuseTokens =
  (status: number, error: string): World["interrupt"] =>
  ({ path }) =>
    path === tokenPath ? Response.json({ error, error_description: "Not for you." }, { status }) : undefined;

describe("a rotation's new secret", () => {
  it("is requested for a staged application, gets a token, and only then do the tags say that it was tested", async () => {
    const { properties } = await world.update(held, inputs(tested()));
    expect(steps()).toEqual([
      "GET Apps/<id>",
      "PUT Apps/<id> staged",
      "POST AppClientSecretRegenerator",
      `POST ${tokenPath}`,
      "PUT Apps/<id> tested",
    ]);
    expect(tagsIn(world.sent[1]?.body ?? {})).toEqual(staged);
    expect(tagsIn(await inDomain())).toEqual(tested());
    expect(await getsToken(properties.clientSecret)).toBe(true);
    expect(await getsToken(held.properties.clientSecret)).toBe(false);
  });

  it("is tried with each scope, or without a token if the client gets none of its own", async () => {
    const changes = { displayName: "Users", name: "users_b", allowedGrants: ["password"] };
    const users = await world.create(appType, inputs(closed, changes), "users");
    world.sent.length = 0;
    const { properties } = await world.update(users, inputs(tested(), changes));
    expect(steps().filter((step) => step === `POST ${tokenPath}`)).toHaveLength(1);
    expect(tagsIn(await inDomain(users.id))).toEqual(tested());
    expect(properties.clientSecret).toBe((await inDomain(users.id)).clientSecret);
  });

  it("warns of nothing in a preview: nobody uses the old one", async () => {
    const { changes } = await world.diff(held, inputs(tested()));
    expect(changes).toBe("DIFF_SOME");
    expect(world.warnings).toEqual([]);
  });
});

describe("a new secret that gets no token", () => {
  it("fails the update, shows the reason but no secret, and counts the try in the tags", async () => {
    world.interrupt = refuseTokens(400, "invalid_scope");
    const message = await messageOf(world.update(held, inputs(tested())));
    expect(message).toBe(
      [
        'The new client secret of "Ledger (B)" gets no token (try 1 of 3), so the outputs keep the pair in use, which works as before.',
        `Token refused by ${idcsEndpoint}${tokenPath} for client "ledger_b": 400 invalid_scope Not for you. The application may not request "${scope}": add the scope or grant type to the team's manifest and run \`pulumi up\`.`,
      ].join("\n"),
    );
    expect(tagsIn(await inDomain())).toEqual({
      ...staged,
      "rotation-tries": "1",
      "rotation-failure": "invalid_scope",
    });
    await messageOf(world.update(held, inputs(tested())));
    expect(tagsIn(await inDomain())).toMatchObject({ "rotation-tries": "2" });
  });

  it("of an earlier rotation does not count", async () => {
    world.interrupt = refuseTokens(400, "invalid_scope");
    await messageOf(world.update(held, inputs(tested())));
    await messageOf(world.update(held, inputs({ ...tested(), "rotation-version": "2" })));
    expect(tagsIn(await inDomain())).toMatchObject({ "rotation-version": "2", "rotation-tries": "1" });
  });

  it("because the domain does not know it yet is tried again, after a pause", async () => {
    let refused = 0;
    const refuse = refuseTokens(401, "invalid_client");
    world.interrupt = (sent, act) => (sent.path === tokenPath && refused++ < 2 ? refuse(sent, act) : undefined);
    await world.update(held, inputs(tested()));
    expect(world.pauses).toEqual([1_000, 3_000]);
    expect(tagsIn(await inDomain())).toEqual(tested());
  });

  it("is not replaced by the next run on this machine, which tries it again", async () => {
    world.interrupt = refuseTokens(503, "temporarily_unavailable");
    await messageOf(world.update(held, inputs(tested())));
    const { clientSecret } = await inDomain();
    world.interrupt = () => undefined;
    await world.restart();
    const { properties } = await world.update(held, inputs(tested()));
    expect(properties.clientSecret).toBe(clientSecret);
    expect(regenerations()).toBe(0);
    expect(tagsIn(await inDomain())).toEqual(tested());
  });
});

describe("a rotation that is killed", () => {
  const requests = ["PUT staged", "POST AppClientSecretRegenerator", `POST ${tokenPath}`, "PUT tested"];
  const cases = requests.flatMap((_, at) =>
    (["before", "after"] as const).flatMap((when) =>
      (["same", "other"] as const).map((machine) => ({ at, request: requests[at], when, machine })),
    ),
  );

  it.each(cases)(
    "$when $request is completed on the $machine machine, with a secret that works",
    async ({ at, when, machine }) => {
      let count = 0;
      world.interrupt = ({ method }, act) => {
        if (method === "GET" || count++ < at) return undefined;
        const lost = () => Promise.reject(new TypeError("killed"));
        return when === "after" && count === at + 1 ? act().then(lost) : lost();
      };
      expect(await messageOf(world.update(held, inputs(tested())))).not.toBe("");
      world.interrupt = () => undefined;
      const state = tagsIn(await inDomain())["rotation-state"];
      expect(state).toBe(at === 3 && when === "after" ? "tested" : at === 0 && when === "before" ? "closed" : "staged");
      await world.restart(machine);
      const { properties } = await world.update(held, inputs(tested()));
      expect(regenerations()).toBeLessThanOrEqual(machine === "same" && at > 1 ? 0 : 1);
      expect(tagsIn(await inDomain())).toEqual(tested());
      expect(await getsToken(properties.clientSecret)).toBe(true);
    },
  );
});

describe("closing the previous half", () => {
  const previous = { "rotation-secret": "2", "rotation-state": "previous", "rotation-until": "2026-04-08" };
  const ended = { "rotation-secret": "4", "rotation-state": "closed" };

  beforeEach(async () => {
    held = await world.create(appType, inputs(previous, { displayName: "Old (A)", name: "old_a" }), "old");
    world.sent.length = 0;
    world.warnings.length = 0;
  });
  const close = inputs(ended, { displayName: "Old (A)", name: "old_a" });

  it("regenerates its secret, which nobody is shown, and writes the tags last", async () => {
    const { properties } = await world.update(held, close);
    expect(steps()).toEqual(["GET Apps/<id>", "POST AppClientSecretRegenerator", "PUT Apps/<id> closed"]);
    expect(await getsToken(held.properties.clientSecret, "old_a")).toBe(false);
    expect(properties.clientSecret).not.toBe(held.properties.clientSecret);
  });

  it("leaves it previous if it is killed before its secret has ended", async () => {
    world.interrupt = ({ method }) => (method === "POST" ? Promise.reject(new TypeError("killed")) : undefined);
    expect(
      await messageOf(world.update(held, inputs(ended, { displayName: "Old (A)", name: "old_a", description: "new" }))),
    ).not.toBe("");
    world.interrupt = () => undefined;
    expect(tagsIn(await inDomain())).toEqual(previous);
  });

  it("is a warning in the preview", async () => {
    await world.diff(held, close);
    expect(world.warnings).toEqual([
      {
        urn: urn(appType, "old"),
        message:
          'The grace of "Old (A)" is over: its client secret ends. Anyone who still uses its client ID needs the current pair of the outputs.',
      },
    ]);
  });
});
