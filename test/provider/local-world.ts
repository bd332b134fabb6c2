import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { type RunningLocalDomain, type StartOptions, startLocalDomain } from "../../local/server.ts";
import { startProvider } from "../../provider/server.ts";
import { administratorOf } from "../stack/administrator.ts";
import { connect, type Json } from "./protocol.ts";
import { urn, withoutMarks } from "./world.ts";

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

/** What becomes of a request: undefined is the domain's own answer. @param act does it and gives the domain's answer */
export type Interruption = (sent: Sent, act: () => Promise<Response>) => Promise<Response> | undefined;

/** A plugin that was configured, and a local identity domain for it to speak to. */
export interface LocalWorld {
  readonly domain: RunningLocalDomain;
  readonly administrator: IdentityDomain;
  readonly sent: Sent[];
  /** The requests as `GET Apps/<id>`, without queries. */
  readonly log: () => string[];
  interrupt: Interruption;
  readonly call: (method: string, request: Json) => Promise<Json>;
  /** Checks inputs and creates the resource, as the engine does. */
  readonly create: (type: string, news: Json, name?: string) => Promise<Held>;
  /** Checks inputs and updates the resource, as the engine does. */
  readonly update: (held: Held, news: Json, ignoreChanges?: string[]) => Promise<Held>;
  readonly diff: (held: Held, news: Json, ignoreChanges?: string[]) => Promise<Json>;
  readonly read: (held: Held) => Promise<Json>;
  readonly remove: (held: Held) => Promise<Json>;
  /** A plugin that is started anew, on the same machine or another one. */
  readonly restart: (machine?: "same" | "other") => Promise<void>;
  close(): Promise<void>;
}

/** Starts a local domain and a plugin. Failed requests are not repeated. */
export async function startLocalWorld(options: StartOptions = {}): Promise<LocalWorld> {
  const domain = await startLocalDomain(options);
  const administrator = await administratorOf(domain);
  const folders: string[] = [];
  const sent: Sent[] = [];
  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const text = await request.clone().text();
    const url = new URL(request.url);
    const path = `${url.pathname}${url.search}`.replace("/admin/v1/", "");
    const seen = { method: request.method, path, body: text === "" ? undefined : JSON.parse(text) };
    sent.push(seen);
    const act = () => fetch(request.clone());
    return world.interrupt(seen, act) ?? act();
  };
  let running = await start(newFolder());

  function newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), "idcs-apps-plugin-"));
    folders.push(folder);
    return folder;
  }

  async function start(notesFolder: string) {
    const provider = await startProvider({ fetch: send, retry: { retries: 0 }, notesFolder, pause: async () => {} });
    const protocol = connect(provider.port);
    const args = {
      tenancyOcid: "ocid1.tenancy.oc1..local",
      userOcid: "ocid1.user.oc1..localadmin",
      privateKeyPath: join(domain.dataFolder, "admin-key.pem"),
    };
    await protocol.call("Configure", { args, acceptSecrets: true });
    return { provider, protocol };
  }

  const call = (method: string, request: Json) => running.protocol.call(method, request);
  const checked = async (type: string, name: string, news: Json, olds: Json): Promise<Json> => {
    const request = { urn: urn(type, name), type, name, olds, news, randomSeed: "c2VlZA==" };
    const { inputs, failures } = await call("Check", request);
    if (failures !== undefined) throw new Error(JSON.stringify(failures));
    return inputs as Json;
  };

  const world: LocalWorld = {
    domain,
    administrator,
    sent,
    log: () =>
      sent.map(({ method, path }) => `${method} ${path.replace(/\?.*/, "").replace(/\b[0-9a-f]{32}$/, "<id>")}`),
    interrupt: () => undefined,
    call,
    async create(type, news, name = "app") {
      const inputs = await checked(type, name, { idcsEndpoint: domain.url, ...news }, {});
      const made = await call("Create", { urn: urn(type, name), type, name, properties: inputs });
      return { type, name, id: String(made.id), inputs, properties: withoutMarks(made.properties) as Json };
    },
    async update({ type, name, id, inputs: olds, properties }, news, ignoreChanges = []) {
      const inputs = await checked(type, name, { idcsEndpoint: domain.url, ...news }, olds);
      const request = { urn: urn(type, name), id, olds: properties, news: inputs, ignoreChanges };
      const updated = await call("Update", request);
      return { type, name, id, inputs, properties: withoutMarks(updated.properties) as Json };
    },
    async diff({ type, name, id, inputs, properties }, news, ignoreChanges = []) {
      const checkedNews = await checked(type, name, { idcsEndpoint: domain.url, ...news }, inputs);
      return call("Diff", { urn: urn(type, name), id, olds: properties, news: checkedNews, ignoreChanges });
    },
    read: ({ type, name, id, inputs, properties }) => call("Read", { urn: urn(type, name), id, inputs, properties }),
    remove: ({ type, name, id, properties }) => call("Delete", { urn: urn(type, name), id, properties }),
    async restart(machine = "same") {
      stop();
      running = await start(machine === "same" ? (folders.at(-1) ?? "") : newFolder());
      sent.length = 0;
    },
    async close() {
      stop();
      await domain.close();
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };

  function stop(): void {
    running.protocol.close();
    running.provider.stop();
  }

  return world;
}
