import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { clientTag, deliverToVault } from "../../../vault/deliver-to-vault.ts";
import { ociSecretStore } from "../../../vault/oci-secret-store.ts";
import type { SecretStore } from "../../../vault/secret-store.ts";
import { type ClientWorld, openClientWorld, readOrders } from "../../compatibility/world.ts";
import { delivered } from "./world.ts";

const place = {
  vault: "ocid1.vault.oc1..local",
  compartment: "ocid1.tenancy.oc1..local",
  key: "ocid1.key.oc1..local",
};
const placeOf = (name: string) => ({ compartmentId: place.compartment, vaultId: place.vault, keyId: place.key, name });
const client = "orders/orders-sync";

let world: ClientWorld;
let app: Awaited<ReturnType<ClientWorld["createApp"]>>;
let store: SecretStore;
let environment: NodeJS.ProcessEnv;
let count = 0;
/** A name that no test used before. */
let secretName: string;

beforeAll(async () => {
  // The SDK with which the test asks tells the console of every refusal.
  vi.spyOn(console, "warn").mockImplementation(() => {});
  world = await openClientWorld();
  app = await world.createApp("orders-sync", {
    isOAuthClient: true,
    clientType: "confidential",
    allowedGrants: ["client_credentials"],
    allowedScopes: [{ fqs: readOrders }],
  } as object);
  environment = { PATH: "", OCI_CONFIG_FILE: join(world.domain.dataFolder, "oci-config") };
  store = await ociSecretStore({ region: undefined, endpoint: world.domain.url, authentication: {}, environment });
});
afterAll(() => world?.domain.close());
beforeEach(() => {
  secretName = `orders-${++count}`;
});

/** What the stack shows of the client. */
function outputs(clientSecret = app.clientSecret, more: object = {}) {
  const tokenUrl = `${world.domain.url}/oauth2/v1/token`;
  const shown = { clientId: app.name, scope: readOrders, tokenUrl, identityDomainUrl: world.domain.url, ...more };
  return { clients: { [client]: shown }, clientSecrets: { [client]: clientSecret } };
}

const deliverTo = (request: object, of = outputs()) => delivered({ client, ...request }, { of, environment });
const deliverByName = (of = outputs()) => deliverTo({ ...place, secretName }, of);

/** The secret of this test: its OCID, its version numbers with their stages, and the client secret that is current. */
async function look() {
  const secret = await store.secretNamed(placeOf(secretName));
  if (secret === undefined) return undefined;
  const versions = await store.versions(secret.id);
  const current = versions.find(({ stages }) => stages.includes("CURRENT"))?.number ?? 0;
  const { clientSecret } = JSON.parse(await store.contents(secret.id, current)) as { clientSecret: string };
  const stages = versions.map(({ number, stages: names, isPlannedForDeletion }) =>
    [number, ...names, ...(isPlannedForDeletion ? ["to be deleted"] : [])].join(" "),
  );
  return { id: secret.id, stages, clientSecret };
}

/** Creates the secret of this test with other contents, for the same client. */
async function earlier(
  contents = JSON.stringify({ clientSecret: "earlier" }),
  mark = `${client} of ${world.domain.url}`,
) {
  await store.create(placeOf(secretName), { [clientTag]: mark }, contents);
  const secret = await store.secretNamed(placeOf(secretName));
  return secret?.id ?? "";
}

async function faults(...rules: object[]): Promise<void> {
  const response = await fetch(`${world.domain.url}/local/faults`, { method: "PUT", body: JSON.stringify(rules) });
  if (!response.ok) throw new Error(await response.text());
}

/** How many requests failed because of the rules. */
async function injected(): Promise<number> {
  const response = await fetch(`${world.domain.url}/local/faults`);
  const [rule] = (await response.json()) as { injected: number }[];
  return rule?.injected ?? 0;
}

/** The requests to the vault since a moment. */
const requestsSince = (start: number) =>
  world.domain.requests.slice(start).flatMap(({ method, path }) => {
    return path.startsWith("/20")
      ? [`${method} ${path.replace(/ocid1\.vaultsecret[^/?]*/, "<secret>").split("?")[0]}`]
      : [];
  });

describe("deliver --vault", () => {
  it("refuses options that do not belong together, with all problems", async () => {
    expect(
      (await deliverTo({ vault: "ocid1.vaultsecret.oc1..x", key: "k", vaultEndpoint: "http://vault" })).error,
    ).toBe(
      "CommandError: --vault-endpoint http://vault: a URL with https is expected, or with http on localhost.\n--key: not with the OCID of a secret, which says it all.",
    );
    expect((await deliverTo({ vault: place.vault, key: "k" })).error).toBe(
      "CommandError: --compartment, --secret-name: missing, which --vault with the OCID of a vault needs.",
    );
    expect((await deliverTo({ vault: "payments", clipboard: true })).error).toBe(
      "CommandError: --vault payments: the OCID of a secret is expected (ocid1.vaultsecret.…), or that of a vault (ocid1.vault.…) with --compartment, --key and --secret-name.",
    );
    expect((await deliverTo({ clipboard: true, region: "eu-frankfurt-1" })).error).toBe(
      "CommandError: --region without --vault, to which it belongs.",
    );
  });

  it("takes a 404 for neither gone nor forbidden, and changes nothing", async () => {
    const start = world.domain.requests.length;
    for (const [request, what] of [
      [{ vault: "ocid1.vaultsecret.oc1..gone" }, "ocid1.vaultsecret.oc1..gone"],
      [{ ...place, secretName, compartment: "ocid1.compartment.oc1..gone" }, "ocid1.compartment.oc1..gone"],
    ] as const) {
      expect((await deliverTo(request)).error).toMatch(
        `${what} is not there, or these credentials may not use it: the vault answers both with 404, so this command takes it for neither, and nothing was created or deleted. Compare the OCID, and the rights in docs/deliver.md.`,
      );
    }
    expect(requestsSince(start)).toEqual(["GET /20180608/secrets/<secret>", "GET /20180608/secrets"]);
  });

  it("does not write to a secret of another client, or of nobody", async () => {
    const id = await earlier("{}", "payments/other of https://idcs");
    for (const request of [{ vault: id }, { ...place, secretName }]) {
      expect((await deliverTo(request)).error).toMatch(
        `the secret ${id} has the tag idcs-apps-client with the value "payments/other of https://idcs", so it is not for this client: nothing was written. Name another secret. If it is for this client, give it the freeform tag idcs-apps-client with the value "orders/orders-sync of ${world.domain.url}".`,
      );
    }
    expect((await store.versions(id)).length).toBe(1);
  });

  it("reports missing credentials", async () => {
    const answer = await delivered(
      { client, ...place, secretName },
      { of: outputs(), environment: { OCI_CONFIG_FILE: "/nowhere" } },
    );
    expect(answer.error).toMatch("Requests to the identity domain cannot be signed:\n  tenancyOcid is missing");
  });

  it("leaves the current version as it is if the new one gives no token", async () => {
    const id = await earlier();
    const { error, notes } = await deliverByName(outputs("wrong-secret"));
    expect({ error, notes }).toEqual({
      notes: [],
      error: expect.stringMatching(
        /^CommandError: orders\/orders-sync: --vault ocid1\.vault\.oc1\.\.local --secret-name orders-\d+: the current version stays as it was, because the new one gave no token\. Token refused by /,
      ),
    });
    expect(error).not.toContain("wrong-secret");
    expect(await look()).toEqual({ id, stages: ["2 PENDING LATEST", "1 CURRENT"], clientSecret: "earlier" });
    await deliverByName();
    expect((await look())?.stages).toEqual(["3 CURRENT LATEST", "2 DEPRECATED", "1 PREVIOUS"]);
  });

  it("creates no secret for a pair that gives no token", async () => {
    expect((await deliverByName(outputs("wrong-secret"))).error).toMatch("because the new one gave no token");
    expect(await look()).toBe(undefined);
  });

  it("creates a secret, and writes nothing if it has the document already", async () => {
    const first = await deliverByName();
    const { id, ...made } = (await look()) ?? { id: "" };
    expect(first).toEqual({
      notes: [`${client}: version 1 of ${id} is current, after it gave a token.`],
      printed: "",
      error: undefined,
    });
    expect(made).toEqual({ stages: ["1 CURRENT LATEST"], clientSecret: app.clientSecret });
    const start = world.domain.requests.length;
    expect((await deliverTo({ vault: id })).notes).toEqual([`${client}: version 1 of ${id} has it already.`]);
    expect(requestsSince(start)).toEqual([
      "GET /20180608/secrets/<secret>",
      "GET /20180608/secrets/<secret>/versions",
      "GET /20190301/secretbundles/<secret>",
    ]);
  });

  it("writes a version that is pending, and makes it current after it gave a token", async () => {
    const id = await earlier();
    const start = world.domain.requests.length;
    expect((await deliverTo({ vault: id })).notes).toEqual([
      `${client}: version 2 of ${id} is current, after it gave a token.`,
    ]);
    const log = world.domain.requests.slice(start).map(({ method, path }) => `${method} ${path.split("/").at(-1)}`);
    const written = log.filter((line) => /^P/.test(line));
    expect(written).toEqual([`PUT ${id}`, "POST token", `PUT ${id}`]);
    expect(await look()).toEqual({ id, stages: ["2 CURRENT LATEST", "1 PREVIOUS"], clientSecret: app.clientSecret });
  });

  it("says that a client that gets no tokens of its own is not tested", async () => {
    const of = outputs(app.clientSecret, { grantTypes: ["authorization_code"] });
    const { notes } = await deliverByName(of);
    expect(notes).toEqual([
      `${client}: version 1 of ${(await look())?.id} is current, untested, because the client gets no tokens of its own.`,
    ]);
  });

  it("does not test a retired client, which gets no tokens, and says so", async () => {
    const { notes, error } = await deliverByName(outputs("idcscs-without-a-token", { retired: true }));
    expect([notes, error]).toEqual([
      [`${client}: version 1 of ${(await look())?.id} is current, untested, because the client is retired.`],
      undefined,
    ]);
  });

  it("revives a secret that is planned for deletion", async () => {
    const id = await earlier();
    const { VaultsClient } = await import("oci-vault");
    const { ConfigFileAuthenticationDetailsProvider } = await import("oci-common");
    const authenticationDetailsProvider = new ConfigFileAuthenticationDetailsProvider(
      environment.OCI_CONFIG_FILE,
      "DEFAULT",
    );
    const vaults = new VaultsClient({ authenticationDetailsProvider });
    vaults.endpoint = world.domain.url;
    await vaults.scheduleSecretDeletion({ secretId: id, scheduleSecretDeletionDetails: {} });
    vaults.close();
    expect((await deliverByName()).notes).toEqual([
      `${client}: version 2 of ${id} is current, after it gave a token; its planned deletion was taken back.`,
    ]);
  });

  it("plans the oldest deprecated version for deletion before a secret has too many", async () => {
    const id = await earlier();
    for (let number = 2; number <= 15; number++) {
      const secret = await store.secret(id);
      await store.addPending(secret, JSON.stringify({ clientSecret: `old ${number}` }));
    }
    expect((await deliverByName()).notes).toEqual([
      `${client}: version 16 of ${id} is current, after it gave a token; version 2, which nothing uses, is planned for deletion.`,
    ]);
    const stages = (await look())?.stages ?? [];
    expect([stages.length, ...stages.filter((line) => !line.endsWith(" DEPRECATED"))]).toEqual([
      16,
      "16 CURRENT LATEST",
      "2 DEPRECATED to be deleted",
      "1 PREVIOUS",
    ]);
  });
});

describe("deliver --vault, interrupted", () => {
  const kinds = [{ fault: "drop" }, { fault: "drop-after" }, { fault: "status", status: 503 }];
  const upTo = (last: number) =>
    kinds.flatMap((kind) => Array.from({ length: last }, (_, index) => ({ ...kind, nth: index + 1 })));
  const rule = ({ nth, ...kind }: ReturnType<typeof upTo>[number]) => ({ ...kind, match: { path: "/20**", nth } });

  it.each(upTo(15))("ends with a current version that works, after %j", async (interruption) => {
    const id = await earlier();
    await faults(rule(interruption));
    const { notes, error } = await deliverByName();
    expect(await injected()).toBe(1);
    await faults();
    expect({ notes, error }).toEqual({
      notes: [`${client}: version 2 of ${id} is current, after it gave a token.`],
      error: undefined,
    });
    expect(await look()).toEqual({ id, stages: ["2 CURRENT LATEST", "1 PREVIOUS"], clientSecret: app.clientSecret });
  });

  it.each(upTo(6))("creates one secret, after %j", async (interruption) => {
    await faults(rule(interruption));
    const { notes } = await deliverByName();
    expect(await injected()).toBe(1);
    await faults();
    const { id, ...made } = (await look()) ?? { id: "" };
    expect(notes).toEqual([`${client}: version 1 of ${id} is current, after it gave a token.`]);
    expect(made).toEqual({ stages: ["1 CURRENT LATEST"], clientSecret: app.clientSecret });
  });

  it.each(upTo(12).filter(({ fault }) => fault.startsWith("drop")))(
    "is completed by the next delivery if it ended there, after %j",
    async (interruption) => {
      const id = await earlier();
      const contents = JSON.stringify({ clientSecret: app.clientSecret });
      const delivery = { contents, mark: `${client} of ${world.domain.url}`, test: async () => {} };
      const ended = new Error("the process ended here");
      await faults(rule(interruption));
      const first = deliverToVault(store, { secretId: id }, delivery, () => Promise.reject(ended));
      await expect(first).rejects.toBe(ended);
      await faults();
      expect(["earlier", app.clientSecret]).toContain((await look())?.clientSecret);
      await deliverToVault(store, { secretId: id }, delivery, () => Promise.reject(ended));
      expect(await look()).toEqual({ id, stages: ["2 CURRENT LATEST", "1 PREVIOUS"], clientSecret: app.clientSecret });
    },
  );

  it("gives up, with what the vault answered, if it does not come back", async () => {
    await faults({ fault: "status", status: 503, match: { path: "/20180608/" } });
    const { error } = await deliverByName();
    await faults();
    expect(error).toMatch(
      `${world.domain.url} answered 503 ServiceUnavailable: Request failed: HTTP 503 Service Unavailable. Repeat the command.`,
    );
  });
});
