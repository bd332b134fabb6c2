import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createLocalDomain } from "../../../local/domain.ts";
import { fingerprintOf } from "../../../local/rsa-key.ts";
import { type Answer, openWorld, signedHeaders, type World } from "../world.ts";

const { publicKey: key, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicKey = key.export({ type: "spki", format: "pem" }).toString();
const pipeline = "ocid1.instance.oc1..pipeline";

/** Sends a request with this key, as the principal of that OCID. */
function as(world: World, ocid: string, path: string, signingKey: KeyObject = privateKey): Promise<Answer> {
  const keyId = `ocid1.tenancy.oc1..local/${ocid}/${fingerprintOf(publicKey)}`;
  return world.send("GET", path, signedHeaders({ method: "GET", path, date: world.clock.now, key: signingKey, keyId }));
}

const mia = { userName: "mia@example.com", familyName: "Lopez", ocid: "ocid1.user.oc1..mia" };
const apps = "/admin/v1/Apps";

// identity-domains-api.md 9.3: policies give rights too.
describe("a signer of a seed", () => {
  it("that is a user has the user's roles alone", async () => {
    const world = await openWorld({ seed: { users: [mia], signers: [{ publicKey, user: mia.userName }] } });
    expect(await as(world, mia.ocid, apps)).toMatchObject({ status: 401 });
    expect((await as(world, mia.ocid, "/admin/v1/Me")).body.userName).toBe(mia.userName);
  });

  it("that is a user has the rights of a policy besides", async () => {
    const adminRoles = ["Application Administrator"];
    const world = await openWorld({ seed: { users: [mia], signers: [{ publicKey, user: mia.userName, adminRoles }] } });
    expect((await as(world, mia.ocid, apps)).status).toBe(200);
    expect((await as(world, mia.ocid, "/admin/v1/OAuthClientCertificates")).status).toBe(200);
    expect((await as(world, mia.ocid, "/admin/v1/Bulk")).status).not.toBe(200);
  });

  it("that is no user has the rights of a policy, and what it changes shows its OCID", async () => {
    const adminRoles = ["Identity Domain Administrator"];
    const world = await openWorld({ seed: { signers: [{ publicKey, principal: pipeline, adminRoles }] } });
    expect((await as(world, pipeline, apps)).status).toBe(200);
    expect((await as(world, pipeline, "/admin/v1/Me")).status).toBe(404);
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    expect((await as(world, pipeline, apps, other)).status).toBe(401);
  });

  it.each([
    [{ publicKey, user: "nobody@example.com" }, "signers[0]: There is no User with the userName nobody@example.com."],
    [{ publicKey: "key", principal: pipeline }, "signers[0]: publicKey: it is not a public key in PEM."],
    [{ publicKey }, "signers[0]: It must have exactly one of user and principal."],
  ])("is refused: %#", async (signer, problem) => {
    await expect(createLocalDomain({ seed: { signers: [signer] } })).rejects.toMatchObject({ problems: [problem] });
  });
});
