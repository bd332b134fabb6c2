import { generateKeyPairSync } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import type { SeedInput } from "../../local/seed/seed-schema.ts";
import { UNKNOWN } from "../../provider/values/property-values.ts";
import type { Json } from "./protocol.ts";
import {
  appInputs,
  appType,
  configuration,
  grantType,
  idcsEndpoint,
  messageOf,
  messageWithoutIds,
  ownershipTags,
  scimError,
  startWorld,
  urn,
  type World,
} from "./world.ts";

// Assignments that the domain has already: by its own app (the seed), by another administrator, or by the plugin's administrator.

const olivia = { userName: "olivia@example.com", familyName: "Ortiz", ocid: "ocid1.user.oc1..olivia" };
const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const seed: SeedInput = {
  users: [olivia],
  groups: [{ displayName: "clerks" }],
  apps: [
    {
      displayName: "Orders API",
      isUnmanagedApp: true,
      roles: [{ displayName: "OrderClerk" }, { displayName: "OrderAuditor" }],
    },
    { displayName: "Orders", allowedGrants: ["client_credentials"] },
  ],
  signers: [{ publicKey, user: olivia.userName, adminRoles: ["Identity Domain Administrator"] }],
};

const shapes = {
  "a role to a client": { app: "Orders API", role: "OrderClerk", client: "Orders" },
  "a role to a user": { app: "Orders API", role: "OrderClerk", user: olivia.userName },
  "a role to a group": { app: "Orders API", role: "OrderClerk", group: "clerks" },
  "an enforced grant to a user": { app: "Orders", user: olivia.userName },
  "an enforced grant to a group": { app: "Orders", group: "clerks" },
} as const;
type Shape = Readonly<Record<"app", string>> & Partial<Record<"role" | "client" | "user" | "group", string>>;
const clientRole = shapes["a role to a client"];

let world: World;
let other: IdentityDomain;
afterEach(() => world.close());

async function start(grants: SeedInput["grants"] = []): Promise<void> {
  world = await startWorld({ seed: { ...seed, grants } });
  other = await world.administratedBy({ ...configuration, privateKey, userOcid: olivia.ocid });
  const orders = await world.administrator.read("Apps", await idOf("Apps", "displayName", "Orders"), {});
  await world.administrator.replace("Apps", orders.id, { ...orders, allowAccessControl: true } as never);
  world.sent.length = 0;
}

async function idOf(collection: "Apps" | "AppRoles" | "Users" | "Groups", attribute: string, value: string) {
  const [found] = await world.administrator.listAll(collection, { query: { filter: `${attribute} eq "${value}"` } });
  return found?.id ?? "";
}

/** The body of an assignment. */
async function bodyOf({ app, role, client, user, group }: Shape): Promise<Json> {
  const grantee =
    client !== undefined
      ? { type: "App", value: await idOf("Apps", "displayName", client) }
      : user !== undefined
        ? { type: "User", value: await idOf("Users", "userName", user) }
        : { type: "Group", value: await idOf("Groups", "displayName", group ?? "") };
  return {
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
    grantMechanism: `ADMINISTRATOR_TO_${grantee.type.toUpperCase()}`,
    grantee,
    app: { value: await idOf("Apps", "displayName", app) },
    ...(role !== undefined && {
      entitlement: { attributeName: "appRoles", attributeValue: await idOf("AppRoles", "displayName", role) },
    }),
  };
}

/** What the components declare. */
const declared = async (shape: Shape, stack = "proto/dev"): Promise<Json> => ({
  ...(await bodyOf(shape)),
  attributeSets: ["default", "request"],
  tags: [ownershipTags[0], { key: "stack", value: stack }],
});

const preview = (properties: Json): Promise<Json> =>
  world.call("Create", { urn: urn(grantType), properties: { idcsEndpoint, ...properties }, preview: true });

/** The ids of all assignments that are the same as this one. */
async function same({ grantMechanism, grantee, app }: Json): Promise<string[]> {
  const [to, of] = [grantee, app].map((reference) => (reference as Json).value);
  const filter = `grantMechanism eq "${grantMechanism}" and grantee.value eq "${to}" and app.value eq "${of}"`;
  return (await world.administrator.listAll("Grants", { query: { filter } })).map(({ id }) => id);
}

const grantors = {
  "the domain's own app": async (shape: Shape) => start([shape as never]),
  "another administrator": async (shape: Shape) => {
    await start();
    await other.create("Grants", (await bodyOf(shape)) as never);
  },
  "the same administrator by hand": async (shape: Shape) => {
    await start();
    await world.administrator.create("Grants", (await bodyOf(shape)) as never);
  },
} as const;

describe("an assignment that the domain has already", () => {
  const cases = Object.entries(grantors).flatMap(([by, grant]) =>
    Object.entries(shapes).map(([of, shape]) => ({ of, by, shape, grant })),
  );

  it.each(cases)("of $of, granted by $by, is taken over, stays as it is, and ends when it is removed", async (one) => {
    await one.grant(one.shape);
    const inputs = await declared(one.shape);
    const [existing = ""] = await same(inputs);
    await preview(inputs);
    await world.restart();
    const held = await world.create(grantType, inputs);
    expect(held.id).toBe(existing);
    expect(await same(inputs)).toEqual([existing]);
    expect(world.log()).toEqual(["GET Grants", "GET Grants/<id>"]);
    await world.restart();
    expect(await world.diff(held, inputs)).toMatchObject({ changes: "DIFF_NONE" });
    const read = await world.read(held);
    expect(read).toMatchObject({ id: existing, properties: held.properties });
    expect(read.inputs).toEqual({ ...inputs, idcsEndpoint });
    await world.remove(held);
    expect(await same(inputs)).toEqual([]);
  });

  it("is taken over again if the run that took it over was killed", async () => {
    await grantors["the domain's own app"](clientRole);
    const inputs = await declared(clientRole);
    const { id } = await world.create(grantType, inputs);
    await world.restart();
    expect((await world.create(grantType, inputs)).id).toBe(id);
    expect(await same(inputs)).toEqual([id]);
  });

  it("is not taken over if it is one of another role", async () => {
    await grantors["another administrator"]({ ...clientRole, role: "OrderAuditor" });
    const inputs = await declared(clientRole);
    await world.create(grantType, inputs);
    expect(await same(inputs)).toHaveLength(2);
  });

  it("is refused if it has another value that cannot be changed", async () => {
    await grantors["another administrator"](clientRole);
    const inputs = { ...(await declared(clientRole)), grantedAttributeValuesJson: "{}" };
    expect(await messageWithoutIds(world.create(grantType, inputs))).toMatch(
      /already has the assignment \(id <id>\), which is the same, but with no grantedAttributeValuesJson, which cannot be changed\./,
    );
  });

  it("is refused to the second of two resources that declare it", async () => {
    await grantors["another administrator"](clientRole);
    const inputs = await declared(clientRole);
    await world.create(grantType, inputs, "one");
    expect(await messageWithoutIds(world.create(grantType, inputs, "two"))).toBe(
      '"two" and "one" declare the same, which the domain can have only once (id <id>): remove one of them.',
    );
  });

  it("is created again after this run has deleted it", async () => {
    await grantors["another administrator"](clientRole);
    const inputs = await declared(clientRole);
    const held = await world.create(grantType, inputs, "one");
    await world.restart();
    await world.create(grantType, await declared({ ...clientRole, role: "OrderAuditor" }), "auditor");
    await world.remove(held);
    const again = await world.create(grantType, inputs, "two");
    expect(again.id).not.toBe(held.id);
    expect(await same(inputs)).toContain(again.id);
    expect(world.log().filter((line) => line.startsWith("GET"))).toEqual(["GET Grants"]);
  });

  it("is refused if another stack owns it, in the preview too, whoever granted it", async () => {
    await start();
    const { attributeSets: _, ...theirs } = await declared(clientRole, "proto/other");
    await other.create("Grants", theirs as never);
    const inputs = await declared(clientRole);
    const refusal = [
      "The same assignment exists: it is <id>, which belongs to others (managed-by idcs-apps, stack proto/other).",
      "Only one stack can have it. To move it, remove it there and run `pulumi up` there first, or use `pulumi state move`.",
    ].join("\n");
    expect(await messageWithoutIds(preview(inputs))).toBe(refusal);
    expect(await messageWithoutIds(world.create(grantType, inputs))).toBe(refusal);
    expect(await same(inputs)).toHaveLength(1);
  });

  it("is refused if the domain has it twice, in the preview too, and both are named", async () => {
    await grantors["the domain's own app"](clientRole);
    await other.create("Grants", (await bodyOf(clientRole)) as never);
    const inputs = await declared(clientRole);
    const refusal = [
      "The same assignment exists 2 times: <id> (granted by App IDCSAppId), <id> (granted by User <id>).",
      "The access would remain if this one is removed later. Delete all but one of them first.",
    ].join("\n");
    expect(await messageWithoutIds(preview(inputs))).toBe(refusal);
    expect(await messageWithoutIds(world.create(grantType, inputs))).toBe(refusal);
    expect(await same(inputs)).toHaveLength(2);
  });

  it("is taken over next to one of another stack, which that stack revokes", async () => {
    await grantors["the domain's own app"](clientRole);
    const { attributeSets: _, ...theirs } = await declared(clientRole, "proto/other");
    const { id } = await other.create("Grants", theirs as never);
    const inputs = await declared(clientRole);
    const held = await world.create(grantType, inputs);
    expect(held.id).not.toBe(id);
    await world.restart();
    await world.remove(held);
    expect(await same(inputs)).toEqual([id]);
  });

  it("may be replaced by itself with another stack's tags, after the old one is deleted", async () => {
    await start();
    const held = await world.create(grantType, await declared(clientRole, "proto/old"));
    await world.restart();
    const inputs = await declared(clientRole);
    expect(await world.diff(held, inputs)).toMatchObject({ replaces: ["tags"] });
    await preview(inputs);
    await world.remove(held);
    expect((await world.create(grantType, inputs)).id).not.toBe(held.id);
  });
});

describe("the look before the creation of an assignment", () => {
  const ofClients = "ADMINISTRATOR_TO_APP";
  const list = (filter: string): string =>
    `GET Grants?${new URLSearchParams({
      attributes: "grantMechanism,grantee,app,entitlement,grantor,tags",
      count: "1000",
      filter,
    })}`;
  const lists = (): string[] => world.logWithQueries().filter((line) => line.startsWith("GET Grants?"));
  const byHand = async (displayName: string): Promise<string> => {
    const { schemas, basedOnTemplate } = appInputs;
    return (await world.administrator.create("Apps", { schemas, basedOnTemplate, displayName })).id;
  };

  it("is one list in each run, however many existing clients get a role", async () => {
    await start();
    const inputs = await declared(clientRole);
    const clients = await Promise.all(Array.from({ length: 20 }, (_, index) => byHand(`client-${index}`)));
    await Promise.all(
      clients.map((value) => world.create(grantType, { ...inputs, grantee: { type: "App", value } }, value)),
    );
    expect(lists()).toEqual([list(`grantMechanism eq "${ofClients}"`)]);
    await world.restart();
    await preview(inputs);
    expect(lists()).toHaveLength(1);
  });

  it("is one list for the users and one for the groups of an application", async () => {
    await start();
    for (const of of ["a role to a user", "a role to a group"] as const) {
      await world.create(grantType, await declared(shapes[of]), of);
      await world.create(grantType, await declared({ ...shapes[of], role: "OrderAuditor" }), `${of} more`);
    }
    const app = await idOf("Apps", "displayName", "Orders API");
    expect(lists()).toEqual(
      ["USER", "GROUP"].map((to) => list(`grantMechanism eq "ADMINISTRATOR_TO_${to}" and app.value eq "${app}"`)),
    );
  });

  it("is not needed for what this run has created: a client, an application, an app role", async () => {
    await start();
    const { id: client } = await world.create(appType, { ...appInputs, allowedScopes: [], name: "new" }, "new");
    await world.create(grantType, { ...(await declared(clientRole)), grantee: { type: "App", value: client } }, "1");
    const access = await declared(shapes["an enforced grant to a user"]);
    await world.create(grantType, { ...access, app: { value: client } }, "2");
    const role = await world.create("oci:Identity/domainsAppRole:DomainsAppRole", {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppRole"],
      app: { value: await idOf("Apps", "displayName", "Orders API") },
      displayName: "New",
      availableToClients: true,
    });
    const entitlement = { attributeName: "appRoles", attributeValue: role.id };
    await world.create(grantType, { ...(await declared(clientRole)), entitlement }, "3");
    expect(lists()).toEqual([]);
  });

  it.each([
    ["the client", { grantee: { type: "App", value: UNKNOWN } }],
    ["the grantee", { grantee: UNKNOWN }],
    ["the application", { app: { value: UNKNOWN } }],
    ["the role", { entitlement: { attributeName: "appRoles", attributeValue: UNKNOWN } }],
    ["the entitlement", { entitlement: UNKNOWN }],
    ["the mechanism", { grantMechanism: UNKNOWN }],
    ["the domain", { idcsEndpoint: UNKNOWN }],
  ])("is not part of a preview that does not know %s", async (_, unknown) => {
    await start();
    await preview({ ...(await declared(clientRole)), ...unknown });
    expect(world.sent).toEqual([]);
  });

  it("is repeated for the next assignment if the domain refuses it, and nothing is created without it", async () => {
    await start();
    const inputs = await declared(clientRole);
    world.interrupt = () => scimError(400, "Busy.", "error.busy");
    expect(await messageOf(world.create(grantType, inputs))).toMatch(/^GET .*Grants.* was refused: 400 "Busy\."/);
    world.interrupt = () => undefined;
    await world.create(grantType, inputs);
    expect(world.log()).toEqual(["GET Grants", "GET Grants", "POST Grants"]);
  });
});
