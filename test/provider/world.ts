import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseSigningKey } from "../../identity-domain/credentials/choose-credentials.ts";
import { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { createLocalDomain, type LocalDomainOptions } from "../../local/domain.ts";
import { startProvider } from "../../provider/server.ts";
import { connect, type Json } from "./protocol.ts";

export const appType = "oci:Identity/domainsApp:DomainsApp";
export const grantType = "oci:Identity/domainsGrant:DomainsGrant";

/** The identity domain's URL. Nothing listens there: requests are answered in this process. */
export const idcsEndpoint = "http://127.0.0.1:19090";

const { privateKey, publicKey: administratorPublicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

/** The provider's configuration: the API key of the domain's first administrator. */
export const configuration = {
  tenancyOcid: "ocid1.tenancy.oc1..local",
  userOcid: "ocid1.user.oc1..localadmin",
  privateKey,
};

/** A client, without a client ID and tags. */
export const appInputs = {
  active: true,
  allowedGrants: ["client_credentials"],
  allowedScopes: [{ fqs: "https://wacs-dev.utilities.example.com/rest/*" }],
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

/** A resource as the engine has it after a call. */
export interface Held {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Json;
  readonly properties: Json;
}

/** A request on its way, as the plugin sent it. */
export interface Sent {
  readonly method: string;
  /** Path and query beneath `/admin/v1/`. */
  readonly path: string;
  readonly body: Json | undefined;
}

/** What becomes of a request: undefined is the domain's own answer. @param act carries it out and returns the domain's answer */
export type Interruption = (sent: Sent, act: () => Promise<Response>) => Response | Promise<Response> | undefined;

/** A plugin that was configured, and a local identity domain for it in the same process. */
export interface World {
  readonly administrator: IdentityDomain;
  /** The domain's answer to a request that the plugin did not send. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** The domain for the holder of another key, whose requests are not among those of the plugin. */
  readonly administratedBy: (settings: typeof configuration) => Promise<IdentityDomain>;
  readonly sent: Sent[];
  /** The requests as `GET Apps/<id>`, without queries. */
  readonly log: () => string[];
  /** The requests as `GET Apps/<id>?attributes=active`. */
  readonly logWithQueries: () => string[];
  interrupt: Interruption;
  /** How the plugin waits. By default each wait ends at once. */
  wait: () => Promise<void>;
  /** How long the plugin waited each time, in milliseconds. */
  readonly pauses: number[];
  /** The warnings that the engine was to show. */
  readonly warnings: { readonly urn: string; readonly message: string }[];
  /** What else the engine was to show. */
  readonly information: { readonly urn: string; readonly message: string }[];
  /** Moves the plugin's clock, which otherwise stands still. */
  readonly advance: (milliseconds: number) => void;
  readonly call: (method: string, request: Json) => Promise<Json>;
  readonly list: (request: Json) => Promise<Json[]>;
  /** Checks inputs and creates the resource, as the engine does. */
  readonly create: (type: string, news: Json, name?: string) => Promise<Held>;
  /** Checks inputs and updates the resource, as the engine does. */
  readonly update: (held: Held, news: Json, ignoreChanges?: string[]) => Promise<Held>;
  readonly diff: (held: Held, news: Json, ignoreChanges?: string[]) => Promise<Json>;
  readonly read: (held: Held) => Promise<Json>;
  readonly remove: (held: Held) => Promise<Json>;
  /** Starts the plugin again, on the same machine or another one, and empties the log. */
  readonly restart: (machine?: "same" | "other") => Promise<void>;
  close(): void;
}

/** Starts a plugin with a local domain. Failed requests are not repeated. */
export async function startWorld(options: LocalDomainOptions = {}): Promise<World> {
  const domain = await createLocalDomain({ url: idcsEndpoint, administratorPublicKey, ...options });
  const administratedBy = async (settings: typeof configuration) =>
    new IdentityDomain(idcsEndpoint, await chooseSigningKey(settings, {}), {
      fetch: (input, init) => domain.fetch(new Request(input, init)),
    });
  const administrator = await administratedBy(configuration);
  const folders: string[] = [];
  const sent: Sent[] = [];
  const pauses: number[] = [];
  const warnings: { urn: string; message: string }[] = [];
  const information: { urn: string; message: string }[] = [];
  let now = 0;
  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const text = await request.clone().text();
    const url = new URL(request.url);
    const path = `${url.pathname}${url.search}`.replace("/admin/v1/", "");
    const seen = { method: request.method, path, body: text.startsWith("{") ? JSON.parse(text) : undefined };
    sent.push(seen);
    const act = () => domain.fetch(request.clone());
    return world.interrupt(seen, act) ?? act();
  };
  let running = await start(newFolder());

  function newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "idcs-apps-plugin-"));
    folders.push(folder);
    return folder;
  }

  async function start(interruptedOperationsFolder: string) {
    const provider = await startProvider({
      fetch: send,
      retry: { retries: 0 },
      interruptedOperationsFolder,
      clock: () => now,
      log: {
        warn: async (urn, message) => void warnings.push({ urn, message }),
        inform: async (urn, message) => void information.push({ urn, message }),
      },
      today: () => "2026-11-26",
      pause: async (milliseconds) => {
        pauses.push(milliseconds);
        await world.wait();
      },
    });
    const protocol = connect(provider.port);
    await protocol.call("Configure", { args: configuration, acceptSecrets: true });
    return { provider, protocol };
  }

  const call = (method: string, request: Json) => running.protocol.call(method, request);
  const checked = async (type: string, name: string, news: Json, olds: Json): Promise<Json> => {
    const request = { urn: urn(type, name), type, name, olds, news, randomSeed: "c2VlZA==" };
    const { inputs, failures } = await call("Check", request);
    if (failures !== undefined) throw new Error(JSON.stringify(failures));
    return inputs as Json;
  };
  const logWithQueries = () =>
    sent.map(({ method, path }) => `${method} ${path.replace(/\b[0-9a-f]{32}(?=\?|$)/, "<id>")}`);

  const world: World = {
    administrator,
    administratedBy,
    fetch: async (request) => domain.fetch(request),
    sent,
    logWithQueries,
    log: () => logWithQueries().map((line) => line.replace(/\?.*/, "")),
    interrupt: () => undefined,
    wait: async () => undefined,
    pauses,
    warnings,
    information,
    advance(milliseconds) {
      now += milliseconds;
    },
    call,
    list: (request) => running.protocol.list(request),
    async create(type, news, name = "app") {
      const inputs = await checked(type, name, { idcsEndpoint, ...news }, {});
      const created = await call("Create", { urn: urn(type, name), type, name, properties: inputs });
      return { type, name, id: String(created.id), inputs, properties: withoutMarks(created.properties) as Json };
    },
    async update({ type, name, id, inputs: olds, properties }, news, ignoreChanges = []) {
      const inputs = await checked(type, name, { idcsEndpoint, ...news }, olds);
      const request = { urn: urn(type, name), id, olds: properties, news: inputs, ignoreChanges };
      const updated = await call("Update", request);
      return { type, name, id, inputs, properties: withoutMarks(updated.properties) as Json };
    },
    async diff({ type, name, id, inputs, properties }, news, ignoreChanges = []) {
      const checkedNews = await checked(type, name, { idcsEndpoint, ...news }, inputs);
      const request = { urn: urn(type, name), id, oldInputs: inputs, olds: properties, news: checkedNews };
      return call("Diff", { ...request, ignoreChanges });
    },
    read: ({ type, name, id, inputs, properties }) => call("Read", { urn: urn(type, name), id, inputs, properties }),
    remove: ({ type, name, id, properties }) => call("Delete", { urn: urn(type, name), id, properties }),
    async restart(machine = "same") {
      stop();
      running = await start(machine === "same" ? (folders.at(-1) ?? "") : newFolder());
      sent.length = 0;
    },
    close() {
      stop();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };

  function stop(): void {
    running.protocol.close();
    running.provider.stop();
  }

  return world;
}

export function urn(type: string, name = "app"): string {
  return `urn:pulumi:dev::proto::${type}::${name}`;
}

/** Loses the answers to the first POSTs. @param when before or after the domain acts */
export function losingPosts(when: "before" | "after", count = 1): Interruption {
  let posts = 0;
  return ({ method }, act) => {
    if (method !== "POST" || ++posts > count) return undefined;
    return (when === "after" ? act() : Promise.resolve()).then(() => {
      throw new TypeError("connection lost");
    });
  };
}

/** An error in the form of the admin API. */
export function scimError(status: number, detail: string, messageId: string): Response {
  const extension = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error";
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:Error", extension];
  return Response.json({ schemas, detail, status: String(status), [extension]: { messageId } }, { status });
}

/** Properties as the engine sends them to a plugin that does not accept secrets. */
export function withoutMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarks);
  if (typeof value !== "object" || value === null) return value;
  const members = value as Json;
  if ("4dabf18193072939515e22adb298388d" in members) return members.value;
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, withoutMarks(member)]));
}

/** The message that a call fails with; "" if it succeeds. */
export function messageOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "",
    (error: Error) => error.message,
  );
}

/** The message that a call fails with, with `<id>` for the ids of resources and requests; "" if it succeeds. */
export async function messageWithoutIds(call: Promise<unknown>): Promise<string> {
  return (await messageOf(call)).replace(/\b[0-9a-f]{32}\b/gi, "<id>");
}
