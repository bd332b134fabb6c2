import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StoredResource } from "../../identity-domain/identity-domain.ts";
import type { Json } from "./protocol.ts";
import { appType, type Held, idcsEndpoint, messageOf, ownershipTags, startWorld, urn, type World } from "./world.ts";

// Oracle Integration's own application of the example organisation, and one that was created by hand.

const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:App"];
const basedOnTemplate = { value: "CustomWebAppTemplateId" };
const finance = "a0000000000000000000000000000001";

let world: World;
let oracles: Json;
let byHand: Json;

beforeEach(async () => {
  world = await startWorld();
  await prepare();
});
afterEach(() => world.close());

async function prepare(): Promise<void> {
  oracles = await whole(finance);
  const created = await world.administrator.create("Apps", {
    schemas,
    displayName: "By hand",
    basedOnTemplate,
    active: true,
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: ["client_credentials"],
    tags: [{ key: "color", value: "green" }],
  });
  byHand = await whole(created.id);
}

const whole = (id: string): Promise<StoredResource> =>
  world.administrator.read("Apps", id, { query: { attributeSets: ["default", "request"] } });

/** The inputs that adopt an application: what `@pulumi/oci` requires, and what is to change. */
const adopting = (app: Json, changes: Json = {}): Json => ({
  ocid: app.ocid,
  displayName: app.displayName,
  schemas,
  basedOnTemplate: { value: (app.basedOnTemplate as Json).value },
  ...changes,
});

/** Without what every write changes. */
const content = ({ meta: _, idcsLastModifiedBy: __, ...rest }: Json): Json => rest;

const scopesWith = (app: Json, value: string): Json[] => [
  ...(app.scopes as Json[]).map(({ value, requiresConsent = false }) => ({ value, requiresConsent })),
  { value, requiresConsent: false },
];

describe("adopting an application", () => {
  it("only reads an application that is as declared, and stores it under its SCIM id", async () => {
    const held = await world.create(appType, adopting(byHand));
    expect(world.log()).toEqual([`GET Apps/${byHand.ocid}`, "GET Apps/<id>"]);
    expect(held.id).toBe(byHand.id);
    expect(held.properties).toMatchObject({ id: byHand.id, name: byHand.name, clientSecret: byHand.clientSecret });
    expect(held.inputs).not.toHaveProperty("name");
    expect(await whole(held.id)).toEqual(byHand);
  });

  it("changes what is not as declared, and nothing else, with one PUT", async () => {
    await world.create(appType, adopting(byHand, { description: "adopted" }));
    expect(world.log()).toEqual([`GET Apps/${byHand.ocid}`, "PUT Apps/<id>"]);
    expect(content(await whole(String(byHand.id)))).toEqual(content({ ...byHand, description: "adopted" }));
  });

  it("sends nothing that only the domain sets", async () => {
    await world.create(appType, adopting(oracles, { description: "adopted" }));
    const { attrRenderingMetadata: _, ...body } = world.sent.at(-1)?.body ?? {};
    for (const name of ["id", "ocid", "name", "clientSecret", "fqs", "readOnly", "$ref", "lastModified", "meta"])
      expect(JSON.stringify(body)).not.toContain(`"${name}":`);
  });

  it("changes what may be changed of Oracle's application, and adds to its scopes", async () => {
    const changes = {
      description: "adopted",
      allowOffline: true,
      accessTokenExpiry: 600,
      refreshTokenExpiry: 6000,
      redirectUris: ["https://ledger.example.com/callback"],
      scopes: scopesWith(oracles, "/mine"),
      protectableSecondaryAudiences: [{ value: "https://second.example.com" }],
    };
    const held = await world.create(appType, adopting(oracles, changes));
    const { scopes, protectableSecondaryAudiences, ...rest } = await whole(held.id);
    const mine = { value: "/mine", fqs: `${oracles.audience}/mine`, requiresConsent: false };
    expect((scopes as Json[]).map(({ value }) => value)).toEqual([
      ...(oracles.scopes as Json[]).map(({ value }) => value),
      "/mine",
    ]);
    expect((scopes as Json[]).at(-1)).toMatchObject(mine);
    expect(protectableSecondaryAudiences).toMatchObject(changes.protectableSecondaryAudiences);
    const { scopes: _, protectableSecondaryAudiences: __, ...others } = changes;
    const { scopes: ___, protectableSecondaryAudiences: ____, ...before } = oracles;
    expect(content(rest)).toEqual(content({ ...before, ...others }));
  });

  it("leaves no difference, so that the next run writes nothing", async () => {
    const inputs = adopting(oracles, { description: "adopted", scopes: scopesWith(oracles, "/mine") });
    const held = await world.create(appType, inputs);
    expect(await world.diff(held, inputs)).toMatchObject({ changes: "DIFF_NONE" });
    const { inputs: refreshed } = await world.read(held);
    expect(await world.diff({ ...held, inputs: refreshed as Json }, inputs)).toMatchObject({ changes: "DIFF_NONE" });
    await world.restart();
    await world.create(appType, inputs);
    expect(world.log().filter((line) => !line.startsWith("GET"))).toEqual([]);
  });

  it("is planned without a request", async () => {
    const news = { idcsEndpoint, ...adopting(byHand) };
    const { inputs } = await world.call("Check", { urn: urn(appType), name: "app", olds: {}, news });
    const planned = await world.call("Create", { urn: urn(appType), properties: inputs, preview: true });
    expect(planned.properties).toMatchObject({ ocid: byHand.ocid, displayName: "By hand" });
    expect(world.sent).toEqual([]);
  });
});

describe("adopting is refused", () => {
  const refused = async (inputs: Json, name?: string): Promise<string> => {
    const message = await messageOf(world.create(appType, inputs, name));
    expect(world.log().filter((line) => !line.startsWith("GET"))).toEqual([]);
    return message.replaceAll(String(byHand.id), "<id>").replaceAll(idcsEndpoint, "<url>");
  };

  it("for an application that does not exist", async () => {
    expect(await refused({ ...adopting(byHand), ocid: "ocid1.domainapp.oc1..none" })).toBe(
      "The identity domain <url> has no application with the ocid ocid1.domainapp.oc1..none, which is to be adopted. Correct `ocid`, or remove it to have an application created.",
    );
  });

  it("with another client ID or template", async () => {
    const template = { basedOnTemplate: { value: "CustomBrowserMobileTemplateId" } };
    expect(await refused(adopting(byHand, { ...template, name: "mine" }))).toBe(
      [
        `The application "By hand" (id <id>) of <url> cannot be adopted as it is declared: it has basedOnTemplate.value "CustomWebAppTemplateId" and name "${byHand.name}", which cannot be changed.`,
        "Declare it with that.",
      ].join("\n"),
    );
  });

  it("for an application that already belongs to a program", async () => {
    const id = String(byHand.id);
    await world.administrator.replace("Apps", id, {
      ...{ schemas, displayName: "By hand", basedOnTemplate, isOAuthClient: true, clientType: "confidential" },
      tags: ownershipTags,
    });
    expect(await refused(adopting(byHand))).toBe(
      [
        'The application "By hand" (id <id>) cannot be adopted: it already belongs to a program (managed-by idcs-apps, stack proto/dev, team payments).',
        "Change it there, or have it released there first.",
      ].join("\n"),
    );
  });

  it("for the second of two resources of a program", async () => {
    await world.create(appType, adopting(byHand), "one");
    expect(await refused(adopting(byHand), "two")).toBe(
      '"two" and "one" declare the same, which the domain can have only once (id <id>): remove one of them.',
    );
  });
});

describe("an adopted application", () => {
  let held: Held;
  beforeEach(async () => {
    held = await world.create(appType, adopting(byHand, { description: "first" }));
    await world.restart();
  });

  it("is read and changed with one PUT, which keeps what others have changed in the meantime", async () => {
    const current = await whole(held.id);
    const { schemas, displayName, basedOnTemplate, isOAuthClient, clientType, active } = current;
    const others = { accessTokenExpiry: 120, tags: [{ key: "color", value: "red" }] };
    await world.administrator.replace("Apps", held.id, {
      ...{ schemas, displayName, basedOnTemplate, isOAuthClient, clientType, active },
      ...others,
    });
    const updated = await world.update(held, adopting(byHand, { description: "second" }));
    expect(world.log()).toEqual(["GET Apps/<id>", "PUT Apps/<id>"]);
    expect(updated.properties).toMatchObject({ description: "second", accessTokenExpiry: 120 });
    expect(await whole(held.id)).toMatchObject({ description: "second", ...others });
  });

  it("cannot become another application", async () => {
    const message = await messageOf(world.update(held, adopting(oracles)));
    expect(message).toBe(
      [
        `This resource is the application ${byHand.ocid}, and cannot become another one: the program gives the ocid ${oracles.ocid}.`,
        "Declare that application under a name of its own, or remove this one from the state with `pulumi state delete` first.",
      ].join("\n"),
    );
    expect(world.sent).toEqual([]);
  });

  it("stays when a replacement of it fails, and when it replaces itself", async () => {
    const changed = adopting(byHand, { isAliasApp: true });
    expect(await world.diff(held, changed)).toMatchObject({ replaces: ["isAliasApp"] });
    expect(await world.diff(held, changed)).not.toHaveProperty("deleteBeforeReplace");
    expect(await messageOf(world.create(appType, changed))).toContain("cannot be adopted as it is declared");
    await world.create(appType, adopting(byHand));
    await world.remove(held);
    expect(await whole(held.id)).toMatchObject({ active: true, displayName: "By hand" });
  });

  it("stays as it is when adopting it fails", async () => {
    world.interrupt = ({ method }) => (method === "PUT" ? Promise.reject(new TypeError("connection lost")) : undefined);
    const before = await whole(String(oracles.id));
    expect(await messageOf(world.create(appType, adopting(oracles, { description: "x" }), "other"))).toContain("PUT");
    expect(await whole(String(oracles.id))).toEqual(before);
    world.interrupt = () => undefined;
    await world.create(appType, adopting(oracles, { description: "x" }), "other");
    expect(await whole(String(oracles.id))).toMatchObject({ description: "x", active: true });
  });
});

describe("an application that the program has created", () => {
  it("stays when the program gives its own ocid, and is not replaced when the program gives another one", async () => {
    const inputs = { displayName: "Made", schemas, basedOnTemplate };
    const held = await world.create(appType, inputs);
    const { ocid } = held.properties;
    expect(await world.diff(held, { ...inputs, ocid })).toMatchObject({ changes: "DIFF_NONE" });
    expect(await world.diff(held, { ...inputs, ocid: byHand.ocid })).not.toHaveProperty("replaces");
    expect(await messageOf(world.update(held, { ...inputs, ocid: byHand.ocid }))).toContain(
      "cannot become another one",
    );
  });
});

describe("an application of Oracle's", () => {
  it("is never deactivated to be deleted", async () => {
    const held = await world.create(appType, adopting(oracles));
    await world.restart();
    expect(await messageOf(world.remove(held))).toContain("was created by Oracle and cannot be deleted");
    expect(world.log()).toEqual(["DELETE Apps/<id>"]);
  });
});

describe("a domain that refuses read-only attributes", () => {
  it("accepts the change of an adopted application", async () => {
    await world.close();
    world = await startWorld({ strict: true });
    await prepare();
    await world.create(appType, adopting(oracles, { description: "adopted", scopes: scopesWith(oracles, "/mine") }));
    expect(await whole(finance)).toMatchObject({ description: "adopted" });
  });
});
