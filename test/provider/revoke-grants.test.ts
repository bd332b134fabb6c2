import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StoredResource } from "../../identity-domain/identity-domain.ts";
import type { Json } from "./protocol.ts";
import {
  appType,
  grantType,
  type Held,
  idcsEndpoint,
  messageOf,
  ownedInputs,
  startWorld,
  type World,
} from "./world.ts";

// The tag `revoked-grants`, by which a program says what an update of an application is to revoke.

let world: World;
let held: Held;
let finance: StoredResource;

const revoking = (...ids: string[]): Json => ({
  ...ownedInputs,
  tags: [...ownedInputs.tags, { key: "revoked-grants", value: ids.join(" ") }],
});

beforeEach(async () => {
  world = await startWorld({ examples: true });
  held = await world.create(appType, ownedInputs);
  [finance] = (await world.administrator.listAll("Apps", {
    query: { filter: 'displayName eq "OICINST_finance"' },
  })) as [StoredResource];
  world.sent.length = 0;
});
afterEach(() => world.close());

/** A role of Oracle Integration for an application, by hand. */
async function grantRole(displayName: string, holder = held.id): Promise<string> {
  const filter = `app.value eq "${finance.id}" and displayName eq "${displayName}"`;
  const [role] = await world.administrator.listAll("AppRoles", { query: { filter } });
  return createGrant("ADMINISTRATOR_TO_APP", { type: "App", value: holder }, finance.id, role?.id);
}

async function assignMia(): Promise<string> {
  const [mia] = await world.administrator.listAll("Users", { query: { filter: 'userName eq "mia@example.com"' } });
  return createGrant("ADMINISTRATOR_TO_USER", { type: "User", value: mia?.id ?? "" }, held.id);
}

async function createGrant(grantMechanism: string, grantee: Json, app: string, role?: string): Promise<string> {
  const { id } = await world.administrator.create("Grants", {
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
    grantMechanism,
    grantee: grantee as { type: string; value: string },
    app: { value: app },
    ...(role !== undefined && { entitlement: { attributeName: "appRoles", attributeValue: role } }),
  });
  return id;
}

const grantsLeft = async () => {
  const filter = `grantee.value eq "${held.id}" or app.value eq "${held.id}"`;
  return (await world.administrator.listAll("Grants", { query: { filter } })).map(({ id }) => id);
};
const inDomain = () => world.administrator.read("Apps", held.id, { query: { attributeSets: ["default", "request"] } });

describe("an update with revoked-grants", () => {
  it("refuses to revoke what another application holds, or a stack has granted, and revokes nothing then", async () => {
    const other = await world.create(
      appType,
      { ...ownedInputs, displayName: "other", name: "other", tags: [] },
      "other",
    );
    const own = await grantRole("ServiceInvoker");
    const foreign = await grantRole("ServiceInvoker", other.id);
    const [mia] = await world.administrator.listAll("Users", { query: { filter: 'userName eq "mia@example.com"' } });
    const declared = await world.create(
      grantType,
      {
        idcsEndpoint,
        schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
        attributeSets: ["default", "request"],
        grantMechanism: "ADMINISTRATOR_TO_USER",
        grantee: { type: "User", value: mia?.id ?? "" },
        app: { value: held.id },
        tags: ownedInputs.tags,
      },
      "declared",
    );
    for (const [named, refused] of [
      [[own, foreign], foreign],
      [[own, declared.id], declared.id],
    ] as const)
      expect(await messageOf(world.update(held, revoking(...named)))).toBe(
        `Nothing was revoked at "my-app": the grants ${refused} have changed since they were listed, or belong to a stack. Run \`pulumi up\` again.`,
      );
    expect(await grantsLeft()).toEqual(expect.arrayContaining([own, declared.id]));
  });

  it("is a change of tags in the preview, revokes what is named, and leaves the rest with the application as it was", async () => {
    const [role, kept, assigned] = [
      await grantRole("ServiceInvoker"),
      await grantRole("ServiceUser"),
      await assignMia(),
    ];
    const before = await inDomain();
    const news = revoking(role, assigned);
    expect(await world.diff(held, news)).toMatchObject({ changes: "DIFF_SOME", diffs: ["tags"] });
    world.sent.length = 0;
    const { properties } = await world.update(held, news);
    expect(world.log().slice(2)).toEqual(["DELETE Grants/<id>", "DELETE Grants/<id>", "PUT Apps/<id>"]);
    expect(await grantsLeft()).toEqual([kept]);
    expect(properties.tags).toEqual(ownedInputs.tags);
    const { tags, name, displayName, allowedScopes } = await inDomain();
    expect({ tags, name, displayName, allowedScopes }).toEqual({
      tags: before.tags,
      name: before.name,
      displayName: before.displayName,
      allowedScopes: before.allowedScopes,
    });
  });

  it("is done once: without the tag nothing changes, and what does not exist any more is no error", async () => {
    const role = await grantRole("ServiceInvoker");
    const after = await world.update(held, revoking(role));
    expect(await world.diff(after, ownedInputs)).toMatchObject({ changes: "DIFF_NONE" });
    const again = await world.update(after, revoking(role));
    expect(await world.diff(again, ownedInputs)).toMatchObject({ changes: "DIFF_NONE" });
  });

  it("is repeated if the domain refused it", async () => {
    const role = await grantRole("ServiceInvoker");
    world.interrupt = ({ method }) =>
      method === "DELETE" ? Response.json({ detail: "no" }, { status: 403 }) : undefined;
    expect(await messageOf(world.update(held, revoking(role)))).toContain("403");
    expect(await grantsLeft()).toEqual([role]);
    world.interrupt = () => undefined;
    await world.update(held, revoking(role));
    expect(await grantsLeft()).toEqual([]);
  });
});
