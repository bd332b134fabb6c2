import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProvider } from "../../provider/server.ts";
import { connect, type Json, type Protocol } from "./protocol.ts";
import { StubDomain } from "./stub-domain.ts";

/** A key that no one else has. */
export const privateKey: string = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey;

/** The provider's configuration, as the recordings have it. */
export const configuration = {
  fingerprint: "20:3b:97:13:55:1c:5b:0d:d3:37:d8:50:4e:c5:3a:34",
  privateKey,
  tenancyOcid: "ocid1.tenancy.oc1..fake",
  userOcid: "ocid1.user.oc1..fake",
};

export const appType = "oci:Identity/domainsApp:DomainsApp";
export const grantType = "oci:Identity/domainsGrant:DomainsGrant";
export const idcsEndpoint = "http://127.0.0.1:19090";

/** The client that the tests of this folder declare. */
export const appInputs = {
  active: true,
  allowedGrants: ["client_credentials"],
  allowedScopes: [{ fqs: "https://api.example/.read" }],
  basedOnTemplate: { value: "CustomWebAppTemplateId" },
  clientType: "confidential",
  description: "first",
  displayName: "my-app",
  idcsEndpoint,
  isOauthClient: true,
  schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
};

/** The tags that say which stack and which of its resources an application is. */
export const ownershipTags = [
  { key: "managed-by", value: "idcs-apps" },
  { key: "stack", value: "proto/dev" },
  { key: "urn", value: "0123456789abcdef0123456789abcdef" },
  { key: "team", value: "payments" },
];

/** A client with a client ID and tags of its own, as the components declare it. */
export const ownedInputs = {
  ...appInputs,
  name: "my_app_dev",
  attributeSets: ["default", "request"],
  tags: ownershipTags,
};

/** A plugin that was configured and a domain for it to speak to. */
export interface World extends Protocol {
  readonly stub: StubDomain;
  /** Moves the plugin's clock, which otherwise stands still. */
  readonly advance: (milliseconds: number) => void;
  /** How long the plugin waited each time, in milliseconds. */
  readonly pauses: readonly number[];
  /** A plugin that was started anew on the same machine, for the same domain. */
  readonly restart: () => Promise<World>;
}

/** Starts a plugin whose requests a stub answers; failed requests are not repeated unless asked for. */
export async function startWorld(options: { readonly configure?: boolean } = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "idcs-apps-plugin-"));
  const world = await startPlugin(new StubDomain(), folder, options.configure !== false);
  return {
    ...world,
    close() {
      world.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startPlugin(stub: StubDomain, interruptedOperationsFolder: string, configure: boolean): Promise<World> {
  const pauses: number[] = [];
  let now = 0;
  const provider = await startProvider({
    fetch: stub.fetch,
    retry: { retries: 0 },
    interruptedOperationsFolder,
    clock: () => now,
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
    },
  });
  const protocol = connect(provider.port);
  if (configure) await protocol.call("Configure", { args: configuration, acceptSecrets: true });
  return {
    stub,
    pauses,
    call: protocol.call,
    advance(milliseconds) {
      now += milliseconds;
    },
    async restart() {
      close();
      return startPlugin(stub, interruptedOperationsFolder, true);
    },
    close,
  };
  function close(): void {
    protocol.close();
    provider.stop();
  }
}

export function urn(type: string, name = "app"): string {
  return `urn:pulumi:dev::proto::${type}::${name}`;
}

/** Checks inputs and creates the resource, as the engine does. */
export async function create(
  world: World,
  type: string,
  news: Json,
  name = "app",
): Promise<{ id: string; inputs: Json; properties: Json }> {
  const request = { urn: urn(type, name), type, name };
  const { inputs } = (await world.call("Check", { ...request, olds: {}, news, randomSeed: "c2VlZA==" })) as {
    inputs: Json;
  };
  const created = await world.call("Create", { ...request, properties: inputs });
  return { id: String(created.id), inputs, properties: withoutMarks(created.properties) as Json };
}

/** Properties as the engine sends them to a plugin that does not accept secrets. */
export function withoutMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (typeof value !== "object" || value === null) return value;
  const members = value as Json;
  if ("4dabf18193072939515e22adb298388d" in members) return members.value;
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, withoutMarks(member)]));
}

/** What a call fails with, or "". */
export function messageOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "",
    (error: Error) => error.message,
  );
}
