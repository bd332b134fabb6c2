import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { AuthenticationSettings } from "../../identity-domain/credentials/authentication-settings.ts";
import { chooseCredentials } from "../../identity-domain/credentials/choose-credentials.ts";
import { AdminClient } from "../../identity-domain/credentials/credentials.ts";
import { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { type RunningLocalDomain, startLocalDomain } from "../../local/server.ts";
import { errorOf } from "./answering-domain.ts";
import { privateKeyPem } from "./key.ts";

// A local identity domain whose clock is right whatever this process believes, its administrator, and two clients of which
// one has the role Application Administrator.

let local: RunningLocalDomain;
let administrator: AuthenticationSettings;
let clients: Record<"admin" | "other", AdminClient>;

const as = async (settings: AuthenticationSettings): Promise<IdentityDomain> =>
  new IdentityDomain(local.url, await chooseCredentials(settings, {}));

beforeAll(async () => {
  local = await startLocalDomain({ now: () => new Date(performance.timeOrigin + performance.now()) });
  administrator = {
    tenancyOcid: "ocid1.tenancy.oc1..local",
    userOcid: "ocid1.user.oc1..localadmin",
    privateKeyPath: join(local.dataFolder, "admin-key.pem"),
  };
  const domain = await as(administrator);
  const [admin, other] = await Promise.all(["admin", "other"].map((name) => createClient(domain, name)));
  if (admin === undefined || other === undefined) throw new TypeError("two clients were created");
  await grantAdministration(domain, admin.id);
  clients = { admin: admin.client, other: other.client };
});
afterAll(() => local.close());
afterEach(() => void vi.useRealTimers());

async function createClient(domain: IdentityDomain, name: string): Promise<{ id: string; client: AdminClient }> {
  const app = await domain.create("Apps", {
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
    displayName: name,
    name,
    basedOnTemplate: { value: "CustomWebAppTemplateId" },
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: ["client_credentials"],
    active: true,
  });
  return { id: app.id, client: new AdminClient(name, String(app.clientSecret)) };
}

async function grantAdministration(domain: IdentityDomain, id: string): Promise<void> {
  const filter = 'displayName eq "Application Administrator"';
  const { Resources: roles } = await domain.list("AppRoles", { query: { filter } });
  const [role] = roles as { id: string; app: { value: string } }[];
  await domain.create("Grants", {
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
    grantMechanism: "ADMINISTRATOR_TO_APP",
    grantee: { type: "App", value: id },
    app: { value: role?.app.value },
    entitlement: { attributeName: "appRoles", attributeValue: role?.id },
  });
}

describe("a local identity domain", () => {
  it("answers its administrator, and the client that has the role", async () => {
    for (const domain of [await as(administrator), new IdentityDomain(local.url, clients.admin)])
      expect((await domain.list("Apps", { query: { count: 1 } })).totalResults).toBeGreaterThan(0);
  });

  const refusals: readonly [string, () => Promise<IdentityDomain> | IdentityDomain, string][] = [
    ["a key that is not the user's", () => as({ ...administrator, privateKey: privateKeyPem }), "UNKNOWN_KEY"],
    ["a user that it does not have", () => as({ ...administrator, userOcid: "ocid1.user.oc1..nobody" }), "UNKNOWN_KEY"],
    ["a fingerprint of another key", () => as({ ...administrator, fingerprint: "aa:bb" }), "KEY_MISMATCH"],
    ["a wrong secret", () => new IdentityDomain(local.url, new AdminClient("admin", "no")), "ADMIN_CLIENT_REFUSED"],
    ["a client without the role", () => new IdentityDomain(local.url, clients.other), "FORBIDDEN"],
  ];
  it.each(refusals)("refuses %s", async (_, domain, code) => {
    expect((await errorOf((await domain()).list("Apps"))).code).toBe(code);
  });

  it("refuses a machine whose clock is ten minutes ahead", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 10 * 60_000 });
    const error = await errorOf((await as(administrator)).list("Apps"));
    expect([error.code, error.message.split("\n")[1]]).toEqual([
      "CLOCK_SKEWED",
      "This machine's clock is 10 minutes ahead of the identity domain's, which accepts signatures of the last five minutes only: correct the clock, for example with NTP.",
    ]);
  });
});
