import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StackPlan } from "../../plan/plan-stack.ts";
import { startWorld, type World } from "../provider/world.ts";
import { exampleStack } from "./example-stack.ts";
import { counting, plan, provision } from "./world.ts";

let world: World;
let folder: string;

beforeAll(async () => {
  world = await startWorld();
  folder = mkdtempSync(join(tmpdir(), "idcs-apps-plan-"));
});
afterAll(() => {
  world.close();
  rmSync(folder, { recursive: true });
});

const resource = ({ resources }: StackPlan, name: string) => resources.find((one) => one.name === name);
const found = (planned: StackPlan) => planned.resources.filter((one) => one.found !== undefined);
const differing = ({ resources }: StackPlan) =>
  resources.filter(({ changes }) => changes.length > 0).map(({ name, changes }) => [name, changes]);

describe("planStack", () => {
  it("finds nothing of a stack that is yet to be created, and counts what depends on it as yet to be created", async () => {
    const planned = await plan(exampleStack, world.administrator);
    // The managed application exists, and differs from what the environment says.
    expect(found(planned).map(({ name }) => name)).toEqual(["dev/application/OICINST_hr"]);
    expect(planned.resources).toHaveLength(18);
    expect(resource(planned, "shop/robot/Orders API/OrderRobot")?.inputs.app).toEqual({
      __defaults: [],
      value: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    });
  });

  it("finds everything and no difference after it was created", async () => {
    const planned = await provision(exampleStack, world.administrator, folder);
    expect(found(planned)).toHaveLength(18);
    expect(differing(planned)).toEqual([]);
  });

  it("sends one list request for each collection of the stack, and none that writes", async () => {
    const { domain, requests } = counting(world.administrator);
    await plan(exampleStack, domain);
    const ofStack = (collection: string) => `list ${collection} tags[key eq "stack" and value eq "idcs-apps/dev"]`;
    expect(requests.filter((one) => !one.startsWith("look-up")).sort()).toEqual([
      ofStack("AppRoles"),
      ofStack("Apps"),
      ofStack("Grants"),
      ofStack("NetworkPerimeters"),
      ofStack("OAuthClientCertificates"),
      ofStack("Users"),
      "read Apps",
    ]);
  });

  it("shows what was changed by hand, as the plugin would", async () => {
    const { administrator } = world;
    const before = await plan(exampleStack, administrator);
    const portal = resource(before, "payments/portal")?.found;
    if (portal === undefined) throw new Error("no application");
    const { description: _, ...rest } = portal;
    await administrator.replace("Apps", portal.id, {
      ...rest,
      description: "by hand",
      redirectUris: ["https://portal.example.com/other", "https://evil.example.com/"],
      allowAccessControl: false,
    });
    const grant = resource(before, "payments/portal/user/callan@example.com")?.found;
    await administrator.remove("Grants", grant?.id ?? "");
    const planned = await plan(exampleStack, administrator);
    expect(differing(planned)).toEqual([
      [
        "payments/portal",
        [
          { path: "allowAccessControl", kind: "update", replaces: false },
          { path: "description", kind: "delete", replaces: false },
          { path: "redirectUris[0]", kind: "add", replaces: false },
          { path: "redirectUris[1]", kind: "delete", replaces: false },
        ],
      ],
    ]);
    expect(planned.resources.filter((one) => one.found === undefined).map(({ name }) => name)).toEqual([
      "payments/portal/user/callan@example.com",
    ]);
  });

  it("finds assignments and an app role that have no tags, because others have created them, by what they are", async () => {
    const other = await startWorld();
    const first = await provision(exampleStack, other.administrator, folder);
    const names = ["shop/robot/Orders API/OrderRobot", "payments/ledger-sync/OICINST_finance/ServiceDeveloper"];
    for (const name of names) {
      const { tags: _, id, meta: __, ...grant } = resource(first, name)?.found ?? { id: "" };
      await other.administrator.remove("Grants", id);
      const { grantMechanism, grantee, app, entitlement, schemas } = grant as Record<string, never>;
      await other.administrator.create("Grants", { schemas, grantMechanism, grantee, app, entitlement });
    }
    const role = resource(first, "shop/orders-api/orderclerk");
    await other.administrator.remove("AppRoles", role?.found?.id ?? "");
    await other.administrator.create("AppRoles", {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppRole"],
      app: { value: resource(first, "shop/orders-api")?.found?.id ?? "" },
      displayName: "OrderClerk",
      availableToClients: true,
      availableToUsers: true,
      availableToGroups: true,
    });
    const planned = await plan(exampleStack, other.administrator);
    expect(found(planned)).toHaveLength(18);
    expect(differing(planned)).toEqual([]);
    other.close();
  });

  it("rejects with the plugin's error if a look-up is refused", async () => {
    const refusing = counting(world.administrator, (collection) => {
      if (collection === "Users") throw new Error("refused by the test");
    });
    await expect(plan(exampleStack, refusing.domain)).rejects.toThrow(/^refused by the test$/);
  });
});
