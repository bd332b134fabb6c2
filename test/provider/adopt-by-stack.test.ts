import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StoredResource } from "../../identity-domain/identity-domain.ts";
import type { Json } from "./protocol.ts";
import { appType, type Held, idcsEndpoint, messageWithoutIds, startWorld, urn, type World } from "./world.ts";

// A client that was created by hand, and becomes one of a stack.

const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:App"];
const basedOnTemplate = { value: "CustomWebAppTemplateId" };
const ownership = [
  { key: "managed-by", value: "idcs-apps" },
  { key: "stack", value: "proto/dev" },
  { key: "urn", value: "0123456789abcdef0123456789abcdef" },
  { key: "team", value: "payments" },
  { key: "client", value: "ledger" },
];
const firstSecret = { key: "secret-version", value: "1" };
const adopted = { key: "adopted", value: "2026-11-26" };
const utilities = "https://wacs-dev.utilities.example.com";

let world: World;
let before: Json;

beforeEach(async () => {
  world = await startWorld();
  const { id } = await world.administrator.create("Apps", {
    schemas,
    displayName: "By hand",
    description: "Made in the console",
    basedOnTemplate,
    active: true,
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: ["client_credentials"],
    allowedScopes: [{ fqs: `${utilities}/rest/*` }],
    accessTokenExpiry: 1234,
    tags: [{ key: "color", value: "green" }],
  });
  before = await whole(id);
});
afterEach(() => world.close());

const whole = (id: unknown): Promise<StoredResource> =>
  world.administrator.read("Apps", String(id), { query: { attributeSets: ["default", "request"] } });

/** What the components declare for it. */
const declared = (changes: Json = {}): Json => ({
  ocid: before.ocid,
  name: before.name,
  displayName: "By hand",
  description: "Made in the console",
  schemas,
  attributeSets: ["default", "request"],
  basedOnTemplate,
  active: true,
  isOauthClient: true,
  clientType: "confidential",
  allowedGrants: ["client_credentials"],
  allowedScopes: [{ fqs: `${utilities}/rest/*` }],
  tags: [...ownership, firstSecret, { key: "color", value: "green" }],
  ...changes,
});

const preview = (inputs: Json): Promise<Json> =>
  world.call("Create", { urn: urn(appType), properties: { idcsEndpoint, ...inputs }, preview: true });

const content = ({ meta: _, idcsLastModifiedBy: __, ...rest }: Json): Json => rest;
const shown = (messages: World["warnings"]): string[] =>
  messages.map(({ message }) => message.replaceAll(String(before.id), "<id>"));

describe("a client that a stack adopts", () => {
  it("keeps everything and gets only ownership tags, with the day, if the program declares it as it is", async () => {
    const held = await world.create(appType, declared());
    expect(world.log()).toEqual([`GET Apps/${before.ocid}`, "PUT Apps/<id>"]);
    const { tags, ...rest } = await whole(held.id);
    const { tags: _, ...others } = before;
    expect(content(rest)).toEqual(content(others));
    expect(tags).toEqual([...ownership, firstSecret, { key: "color", value: "green" }, adopted]);
    expect(held.properties).toMatchObject({ id: before.id, name: before.name, clientSecret: before.clientSecret });
  });

  it("is planned as an information that says so, after one GET", async () => {
    await preview(declared());
    expect(world.log()[0]).toBe(`GET Apps/${before.ocid}`);
    expect(shown(world.information)).toEqual([
      `adopts the application "By hand" (id <id>): client ID "${before.name}" and secret stay; changes nothing but ownership tags.`,
    ]);
    expect(world.warnings).toEqual([]);
  });

  it("is planned with a warning that names each change, before it is made", async () => {
    const { description: _, ...silent } = declared({
      displayName: "payments-ledger",
      allowedScopes: [{ fqs: `${utilities}/soap/*` }],
      allowedGrants: ["client_credentials", "password"],
      tags: [...ownership, firstSecret, { key: "cost-center", value: "42" }],
    });
    await preview(silent);
    expect(shown(world.warnings)).toEqual([
      [
        `adopts the application "By hand" (id <id>): client ID "${before.name}" and secret stay; changes: `,
        "allowedGrants + password, ",
        `allowedScopes − ${utilities}/rest/* + ${utilities}/soap/*, `,
        'description "Made in the console" → none, ',
        'displayName "By hand" → "payments-ledger", ',
        "tags − color=green + cost-center=42.",
      ].join(""),
    ]);
    expect(JSON.stringify([world.warnings, world.information])).not.toContain(String(before.clientSecret));
    const held = await world.create(appType, silent);
    const after = await whole(held.id);
    expect(after).toMatchObject({ displayName: "payments-ledger", accessTokenExpiry: 1234, name: before.name });
    expect(after).not.toHaveProperty("description");
  });

  it("is refused in the preview if its new display name is taken, in the words of the domain's refusal", async () => {
    await world.administrator.create("Apps", { schemas, displayName: "Taken", basedOnTemplate });
    const refusal = await messageWithoutIds(preview(declared({ displayName: "Taken" })));
    expect(refusal).toMatch(/^The displayName "Taken" is taken by application <id> \(client ID "<id>"\), which has no/);
    const done = await messageWithoutIds(world.create(appType, declared({ displayName: "Taken" })));
    expect(done.split("\n").slice(1)).toEqual(refusal.split("\n"));
  });
});

describe("a client that a stack has adopted", () => {
  let held: Held;
  const ignored = ["name", "schemas", "basedOnTemplate"];
  beforeEach(async () => {
    held = await world.create(appType, declared());
    await world.restart();
  });

  it("has no difference afterwards, nor without `ocid`, whatever client ID the program would give it", async () => {
    const { ocid: _, ...created } = declared({ name: "payments_ledger_dev" });
    for (const inputs of [declared(), created])
      expect(await world.diff(held, inputs, ignored)).toMatchObject({ changes: "DIFF_NONE" });
    expect(world.sent).toEqual([]);
  });

  it.each([
    ["with", ["ocid"]],
    ["without", []],
  ])("is changed %s `ocid` by one PUT that keeps the day and what the program has no words for", async (_, kept) => {
    const { ocid, ...others } = declared({ allowedGrants: ["client_credentials", "password"] });
    await world.update(held, kept.length > 0 ? { ...others, ocid } : others, ignored);
    expect(world.log()).toEqual(["PUT Apps/<id>"]);
    const after = await whole(held.id);
    expect(after).toMatchObject({ accessTokenExpiry: 1234, clientSecret: before.clientSecret, name: before.name });
    expect(after.allowedGrants).toEqual(["client_credentials", "password"]);
    expect(after.tags).toContainEqual(adopted);
  });

  it("gets a new secret if its secret version changes, and keeps the day", async () => {
    const tags = [...ownership, { key: "secret-version", value: "2" }, { key: "color", value: "green" }];
    const updated = await world.update(held, declared({ tags }), ignored);
    const after = await whole(held.id);
    expect(after.clientSecret).not.toBe(before.clientSecret);
    expect(updated.properties.clientSecret).toBe(after.clientSecret);
    expect(after.tags).toEqual([...tags, adopted]);
  });

  it("keeps the day of its adoption when its state is lost and it is adopted again", async () => {
    const tags = [...ownership, firstSecret, { key: "adopted", value: "2026-01-02" }];
    const { schemas: ofApp, displayName, isOAuthClient, clientType, active, allowedGrants } = before;
    const rest = { schemas: ofApp, displayName, basedOnTemplate, isOAuthClient, clientType, active, allowedGrants };
    await world.administrator.replace("Apps", held.id, { ...rest, tags } as never);
    await world.create(appType, declared({ tags: [...ownership, firstSecret] }));
    expect(await whole(held.id)).toMatchObject({ tags, clientSecret: before.clientSecret });
  });
});
