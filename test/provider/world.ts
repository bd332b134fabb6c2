import { generateKeyPairSync } from "node:crypto";
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

/** A plugin that was configured and a domain for it to speak to. */
export interface World extends Protocol {
  readonly stub: StubDomain;
}

/** Starts a plugin whose requests a stub answers; failed requests are not repeated unless asked for. */
export async function startWorld(options: { readonly configure?: boolean } = {}): Promise<World> {
  const stub = new StubDomain();
  const provider = await startProvider({ fetch: stub.fetch, retry: { retries: 0 } });
  const protocol = connect(provider.port);
  if (options.configure !== false) await protocol.call("Configure", { args: configuration, acceptSecrets: true });
  const close = (): void => {
    protocol.close();
    provider.stop();
  };
  return { stub, call: protocol.call, close };
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
