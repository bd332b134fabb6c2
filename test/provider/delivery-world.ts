import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { type RunningLocalDomain, startLocalDomain } from "../../local/server.ts";
import { type DeliveredDocument, openMembers } from "../../naming/delivered-document.ts";
import { vaultDeliveryType } from "../../naming/resource-names.ts";
import { requestClientToken } from "../../oauth/client-credentials.ts";
import { startProvider } from "../../provider/server.ts";
import { ociSecretStore } from "../../vault/oci-secret-store.ts";
import type { SecretStore } from "../../vault/secret-store.ts";
import { type FaultProxy, startFaultProxy } from "../faults/fault-proxy.ts";
import { administratorOf } from "../stack/administrator.ts";
import { createLedgerApi, scope } from "./ledger-api.ts";
import { connect, type Json } from "./protocol.ts";
import { appType, urn, withoutMarks } from "./world.ts";

export const place = {
  vault: "ocid1.vault.oc1..local",
  compartment: "ocid1.tenancy.oc1..local",
  key: "ocid1.key.oc1..local",
  secretName: "{team}-{client}",
};

/** What a program declares about one client. */
export interface Declared {
  /** The client's name in the team `payments`. */
  readonly client: string;
  readonly version: number;
  readonly keepSecretInState: boolean;
  /** Inputs of the delivery that differ. */
  readonly delivery?: Json;
}

/** What the engine keeps of one client. */
export interface Kept {
  app?: Stored;
  delivery?: Stored;
}

interface Stored {
  readonly id: string;
  readonly inputs: Json;
  readonly properties: Json;
}

/** A plugin with a local domain and its vault; both are behind a proxy that lets requests fail. */
export interface DeliveryWorld {
  readonly domain: RunningLocalDomain;
  readonly proxy: FaultProxy;
  readonly administrator: IdentityDomain;
  readonly store: SecretStore;
  /** What the plugin has shown. */
  readonly said: { readonly warnings: string[]; readonly information: string[] };
  /** The plugin's clock, in milliseconds. */
  now: number;
  /** The plugin's folder for interrupted operations: the text of all its files. */
  readonly remembered: () => string;
  /** Creates or updates the application and then its delivery, as the engine does. What succeeds is kept. */
  readonly up: (kept: Kept, declared: Declared) => Promise<void>;
  /** Shows what `up` would do. */
  readonly preview: (kept: Kept, declared: Declared) => Promise<void>;
  /** Reads both again, as the engine does. */
  readonly refresh: (kept: Kept) => Promise<void>;
  readonly call: (method: string, request: Json) => Promise<Json>;
  /** Starts the plugin again, on the same machine or another one. */
  readonly restart: (machine: "same" | "other") => Promise<void>;
  /** The secret in the vault: its OCID, its version numbers with their stages, and what is current. */
  readonly inVault: (client: string) => Promise<InVault>;
  /** The secret that the domain has. */
  readonly inDomain: (kept: Kept) => Promise<string>;
  /** Whether a document gives a token. */
  readonly getsToken: (document: DeliveredDocument) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

export interface InVault {
  readonly id: string;
  readonly stages: readonly string[];
  readonly document: DeliveredDocument;
}

export async function startDeliveryWorld(): Promise<DeliveryWorld> {
  const domain = await startLocalDomain();
  const proxy = await startFaultProxy(() => domain.url);
  const idcsEndpoint = proxy.url;
  const environment = { OCI_CONFIG_FILE: join(domain.dataFolder, "oci-config") };
  const args = settingsIn(environment.OCI_CONFIG_FILE);
  const administrator = await administratorOf(domain);
  await createLedgerApi(administrator);
  const store = await ociSecretStore({ region: undefined, endpoint: domain.url, authentication: {}, environment });
  const folders: string[] = [];
  const said = { warnings: [] as string[], information: [] as string[] };
  let running = await start(newFolder());

  function newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "idcs-apps-plugin-"));
    folders.push(folder);
    return folder;
  }

  async function start(interruptedOperationsFolder: string) {
    const provider = await startProvider({
      retry: { retries: 0 },
      interruptedOperationsFolder,
      clock: () => world.now,
      pause: async () => undefined,
      log: {
        warn: async (_, message) => void said.warnings.push(message),
        inform: async (_, message) => void said.information.push(message),
      },
    });
    const protocol = connect(provider.port);
    await protocol.call("Configure", { args, acceptSecrets: true });
    return { provider, protocol };
  }

  function stop(): void {
    running.protocol.close();
    running.provider.stop();
  }

  const call = (method: string, request: Json) => running.protocol.call(method, request);

  /** Creates or updates one resource, as the engine does. */
  async function step(type: string, name: string, old: Stored | undefined, news: Json, preview = false) {
    const id = old?.id;
    const of = { urn: urn(type, name), type, name };
    const { inputs, failures } = await call("Check", { ...of, olds: old?.inputs ?? {}, news, randomSeed: "c2VlZA==" });
    if (failures !== undefined) throw new Error(JSON.stringify(failures));
    if (old === undefined) {
      const created = await call("Create", { ...of, properties: inputs, preview });
      return { id: String(created.id), inputs: inputs as Json, properties: withoutMarks(created.properties) as Json };
    }
    const olds = { urn: of.urn, id, olds: old.properties, news: inputs };
    const { changes } = await call("Diff", { ...olds, oldInputs: old.inputs });
    if (changes !== "DIFF_SOME") return old;
    const updated = await call("Update", { ...olds, preview });
    return { id: old.id, inputs: inputs as Json, properties: withoutMarks(updated.properties) as Json };
  }

  const application = ({ client, version, keepSecretInState }: Declared): Json => ({
    idcsEndpoint,
    schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
    displayName: `payments-${client}`,
    name: `payments_${client}_dev`,
    basedOnTemplate: { value: "CustomWebAppTemplateId" },
    active: true,
    isOauthClient: true,
    clientType: "confidential",
    allowedGrants: ["client_credentials"],
    allowedScopes: [{ fqs: scope }],
    attributeSets: ["default", "request"],
    tags: Object.entries({
      "managed-by": "idcs-apps",
      stack: "proto/dev",
      urn: client.padEnd(32, "0"),
      team: "payments",
      "secret-version": String(version),
      "secret-delivery": keepSecretInState ? "vault" : "vault-only",
    }).map(([key, value]) => ({ key, value })),
  });

  const delivery = ({ client, version, delivery: more }: Declared, application: string): Json => {
    const clientId = `payments_${client}_dev`;
    const tokenUrl = `${idcsEndpoint}/oauth2/v1/token`;
    const outputs = { clientId, tokenUrl, scope, grantTypes: ["client_credentials"], scopes: { "Ledger API": scope } };
    return {
      idcsEndpoint,
      application,
      document: JSON.stringify(openMembers(`payments/${client}`, outputs, idcsEndpoint)),
      secretTags: [`secret-version=${version}`],
      retired: false,
      ...place,
      ...more,
    };
  };

  async function ups(kept: Kept, declared: Declared, preview: boolean): Promise<void> {
    const { client } = declared;
    const app = await step(appType, `payments/${client}`, kept.app, application(declared), preview);
    if (!preview) kept.app = app;
    const inputs = delivery(declared, String(app.properties.id));
    const done = await step(vaultDeliveryType, `payments/${client}/vault`, kept.delivery, inputs, preview);
    if (!preview) kept.delivery = done;
  }

  async function read(type: string, old: Stored): Promise<Stored> {
    const { inputs, properties } = old;
    const found = await call("Read", { urn: urn(type), id: old.id, inputs, properties });
    return { id: old.id, inputs: found.inputs as Json, properties: withoutMarks(found.properties) as Json };
  }

  const world: DeliveryWorld = {
    domain,
    proxy,
    administrator,
    store,
    said,
    now: 0,
    call,
    remembered: () => folders.map(textsIn).join(""),
    up: (kept, declared) => ups(kept, declared, false),
    preview: (kept, declared) => ups(kept, declared, true),
    async refresh(kept) {
      if (kept.app) kept.app = await read(appType, kept.app);
      if (kept.delivery) kept.delivery = await read(vaultDeliveryType, kept.delivery);
    },
    async restart(machine) {
      stop();
      running = await start(machine === "same" ? (folders.at(-1) ?? "") : newFolder());
    },
    async inVault(client) {
      const { vault: vaultId, compartment: compartmentId, key: keyId } = place;
      const secret = await store.secretNamed({ vaultId, compartmentId, keyId, name: `payments-${client}` });
      if (secret === undefined) throw new Error(`the vault has no secret payments-${client}`);
      const versions = await store.versions(secret.id);
      const current = versions.find(({ stages }) => stages.includes("CURRENT"))?.number ?? 0;
      const document = JSON.parse(await store.contents(secret.id, current)) as DeliveredDocument;
      return { id: secret.id, stages: versions.map(({ number, stages }) => [number, ...stages].join(" ")), document };
    },
    inDomain: async ({ app }) => String((await administrator.read("Apps", app?.id ?? "")).clientSecret),
    getsToken: (document) =>
      requestClientToken(document).then(
        () => true,
        () => false,
      ),
    async close() {
      stop();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
      await proxy.close();
      await domain.close();
    },
  };
  return world;
}

function textsIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true }).map((file) => join(folder, String(file)));
  return files
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, "utf8"))
    .join("");
}

/** The provider's settings of the profile that a local domain writes. */
function settingsIn(file: string): Json {
  const lines = readFileSync(file, "utf8").matchAll(/^(\w+)=(.*)$/gm);
  const profile = new Map([...lines].map(([, key = "", value = ""]) => [key, value]));
  return {
    tenancyOcid: profile.get("tenancy"),
    userOcid: profile.get("user"),
    fingerprint: profile.get("fingerprint"),
    privateKeyPath: profile.get("key_file"),
  };
}
