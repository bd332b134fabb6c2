import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { vaultDeliveryType } from "../../naming/resource-names.ts";
import { clientTag } from "../../vault/deliver-to-vault.ts";
import { type Declared, type DeliveryWorld, type Kept, place, startDeliveryWorld } from "./delivery-world.ts";
import { appType, messageOf, urn, withoutMarks } from "./world.ts";

let world: DeliveryWorld;
let kept: Kept;
let declared: Declared;
let count = 0;

beforeAll(async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  world = await startDeliveryWorld();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await world?.close();
});
beforeEach(() => {
  kept = {};
  declared = { client: `ledger${++count}`, version: 1, keepSecretInState: false };
  world.said.warnings.length = 0;
  world.said.information.length = 0;
  world.proxy.follow({});
});

const name = () => `payments/${declared.client}`;
const mark = () => `${name()} of ${world.proxy.url}`;
const placeOf = (secretName: string) => ({
  vaultId: place.vault,
  compartmentId: place.compartment,
  keyId: place.key,
  name: secretName,
});
const regenerated = () => ({ ...declared, version: declared.version + 1 });

describe("a delivery", () => {
  it("refuses inputs that are missing, unknown or of the wrong type", async () => {
    const news = { idcsEndpoint: world.proxy.url, application: 1, vaults: "x" };
    const { failures } = await world.call("Check", { urn: urn(vaultDeliveryType), news, olds: {} });
    expect((failures as { reason: string }[]).map(({ reason }) => reason)).toEqual([
      '"document" is missing: it is required.',
      '"application" must be a string.',
      '"vaults" is not a property of this resource. Did you mean "vault"?',
    ]);
  });

  it("does not write to a secret of another client, and shows no secret", async () => {
    await world.store.create(placeOf(`payments-${declared.client}`), { [clientTag]: "payments/other of x" }, "{}");
    const { id = "" } = (await world.store.secretNamed(placeOf(`payments-${declared.client}`))) ?? {};
    const message = await messageOf(world.up(kept, declared));
    expect(message).toBe(
      `${name()}: the secret "payments-${declared.client}" of ${place.vault}: the secret ${id} has the tag idcs-apps-client with the value "payments/other of x", so it is not for this client: nothing was written. Name another secret. If it is for this client, give it the freeform tag idcs-apps-client with the value "${mark()}". The next \`pulumi up\` goes on from there.`,
    );
    expect((await world.store.versions(id)).length).toBe(1);
    expect(kept.delivery).toBe(undefined);
  });

  it("leaves the current version as it is if the new secret gives no token", async () => {
    await world.up(kept, declared);
    const before = await world.inVault(declared.client);
    const refuse = ({ path }: { path: string }) => (path === "/oauth2/v1/token" ? ("500" as const) : undefined);
    world.proxy.follow({ fault: refuse });
    const message = await messageOf(world.up(kept, regenerated()));
    expect(message).toMatch(
      `${name()}: the secret "payments-${declared.client}" of ${place.vault}: the current version stays as it was, because the new one gave no token. `,
    );
    expect(message).toMatch(
      / This run has ended the old secret: the pair that is CURRENT in the vault gives no token until a `pulumi up` delivers the new one\.$/,
    );
    const secret = await world.inDomain(kept);
    expect(message).not.toContain(secret);
    expect((await world.inVault(declared.client)).document).toEqual(before.document);
    world.proxy.follow({});
    await world.up(kept, regenerated());
    expect((await world.inVault(declared.client)).document.clientSecret).toBe(secret);
  });

  it("says in a preview where it delivers to, and sends nothing", async () => {
    await world.preview(kept, declared);
    expect(world.said.information).toEqual([
      `This delivers the client ID and the secret to the secret "payments-${declared.client}" of ${place.vault}, after they gave a token.`,
    ]);
    expect(await world.store.secretNamed(placeOf(`payments-${declared.client}`))).toBe(undefined);
  });

  it("creates the secret with the document that `idcs-apps deliver` writes, and keeps OCID, version and SHA-256", async () => {
    await world.up(kept, declared);
    const { id, document } = await world.inVault(declared.client);
    expect(Object.keys(document)).toEqual(
      ["version", "client", "clientId", "clientSecret", "scope", "tokenUrl", "identityDomainUrl"].concat([
        "grantTypes",
        "scopes",
      ]),
    );
    expect(kept.delivery).toMatchObject({
      id: mark(),
      properties: { vaultSecret: id, version: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/), outdated: false },
    });
    expect(world.said.information).toEqual([`${name()}: version 1 of ${id} is current, after it gave a token.`]);
    expect((await world.store.secret(id)).tags).toEqual({ [clientTag]: mark() });
  });

  it("follows a regeneration in the same run, and says how long nobody had a secret that works", async () => {
    await world.up(kept, declared);
    world.said.information.length = 0;
    world.proxy.follow({
      after: ({ path }) => {
        if (path.endsWith("AppClientSecretRegenerator")) world.now += 100;
        if (path === "/oauth2/v1/token") world.now += 300;
      },
    });
    await world.up(kept, regenerated());
    const { id, stages } = await world.inVault(declared.client);
    expect(stages).toEqual(["2 CURRENT LATEST", "1 PREVIOUS"]);
    expect(world.said).toEqual({
      warnings: [
        `This gives "payments-${declared.client}" a new client secret. The old one ends at once: everyone who uses it needs the new one.`,
      ],
      information: [
        `${name()}: regenerated; its new secret was CURRENT in the vault 0.4 s after the request that ended the old one (version 2 of ${id} is current, after it gave a token).`,
      ],
    });
  });

  it("of a retired client is not tested", async () => {
    await world.up(kept, { ...declared, delivery: { retired: true } });
    const { id } = await world.inVault(declared.client);
    expect(world.said.information).toEqual([
      `${name()}: version 1 of ${id} is current, untested, because the client is retired.`,
    ]);
  });

  it("to another place warns that the former one stays as it is", async () => {
    await world.up(kept, declared);
    const { id } = await world.inVault(declared.client);
    const moved = { ...declared, delivery: { secretName: `moved-${declared.client}` } };
    await world.preview(kept, moved);
    expect(world.said.warnings).toEqual([
      `${id} stays as it is, with the pair that was delivered last: programs that read it do not get the next one. Point them to the new place, then delete it in the vault.`,
    ]);
    await world.up(kept, moved);
    const there = await world.store.secretNamed(placeOf(`moved-${declared.client}`));
    expect(kept.delivery?.properties.vaultSecret).toBe(there?.id);
    expect((await world.store.secret(id)).state).toBe("ACTIVE");
  });

  it("that is deleted leaves the secret in the vault, and says so", async () => {
    await world.up(kept, declared);
    const { id } = await world.inVault(declared.client);
    world.said.information.length = 0;
    const { id: own = "", properties = {} } = kept.delivery ?? {};
    await world.call("Delete", { urn: urn(vaultDeliveryType), id: own, properties });
    expect((await world.store.secret(id)).state).toBe("ACTIVE");
    expect(world.said.information).toEqual([
      `${id} stays in the vault, with the pair that was delivered last. If nobody reads it any more, delete it there.`,
    ]);
  });
});

describe("a refresh of a delivery", () => {
  it("finds a secret that was regenerated outside, and the next run delivers it", async () => {
    await world.up(kept, declared);
    await world.administrator.regenerateClientSecret(kept.app?.id ?? "");
    await world.refresh(kept);
    const { id } = await world.inVault(declared.client);
    expect(world.said.warnings).toEqual([
      `${id} has something else than the identity domain: \`pulumi up\` delivers again.`,
    ]);
    await world.up(kept, declared);
    expect((await world.inVault(declared.client)).document.clientSecret).toBe(await world.inDomain(kept));
    await world.refresh(kept);
    expect(world.said.warnings).toHaveLength(1);
  });

  it("keeps what it cannot compare, with a warning", async () => {
    await world.up(kept, declared);
    const before = kept.delivery;
    world.proxy.follow({ fault: ({ path }) => (path.startsWith("/20") ? "503" : undefined) });
    await world.refresh(kept);
    expect(kept.delivery).toEqual(before);
    expect(world.said.warnings).toEqual([
      expect.stringMatching(
        /^ocid1\.vaultsecret\S+ has|^What ocid1\.vaultsecret\S+ has cannot be compared with the identity domain, so it stays as it is in the state\. /,
      ),
    ]);
  });
});

describe("an application whose secret only the vault has", () => {
  const shown = () => JSON.stringify(kept);

  it("has no secret in the state after a creation, an update, a regeneration and a refresh", async () => {
    await world.up(kept, declared);
    const secrets = [await world.inDomain(kept)];
    expect(shown()).not.toContain(secrets[0]);
    expect(kept.app?.properties).not.toHaveProperty("clientSecret");
    await world.up(kept, regenerated());
    secrets.push(await world.inDomain(kept));
    await world.refresh(kept);
    expect(secrets.filter((secret) => shown().includes(secret))).toEqual([]);
    expect(kept.app?.properties).not.toHaveProperty("clientSecret");
  });

  it("has none in the state after an import, which does not ask for its tags", async () => {
    await world.up(kept, declared);
    const id = kept.app?.id ?? "";
    const imported = await world.call("Read", { urn: urn(appType), id: `idcsEndpoint/${world.proxy.url}/apps/${id}` });
    expect(JSON.stringify(imported)).not.toContain(await world.inDomain(kept));
    expect(imported.properties).toMatchObject({ name: `payments_${declared.client}_dev` });
    expect(imported.properties).toMatchObject({ tags: [] });
  });

  it("loses it from the state when the manifest says so, and has it again when it no longer says so", async () => {
    await world.up(kept, { ...declared, keepSecretInState: true });
    const secret = await world.inDomain(kept);
    expect(withoutMarks(kept.app?.properties)).toMatchObject({ clientSecret: secret });
    await world.up(kept, declared);
    expect(shown()).not.toContain(secret);
    await world.up(kept, { ...declared, keepSecretInState: true });
    expect(kept.app?.properties.clientSecret).toBe(secret);
  });
});
