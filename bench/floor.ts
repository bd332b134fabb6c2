import PQueue from "p-queue";
import type { Collection, IdentityDomain, Query } from "../identity-domain/identity-domain.ts";
import type { RecordedRequest } from "./recording-proxy.ts";

/** What may be an id or an OCID. */
const anyId = /[\w.-]{32,}/g;

/**
 * Sends requests again, straight to the domain and with nothing between them: the time below which no tool can come that
 * needs these requests. Requests about the same application keep their order, all others go in parallel.
 */
export class Floor {
  readonly #domain: IdentityDomain;
  readonly #parallelism: number;
  /** The ids and OCIDs of this time by those of the recording. */
  readonly #ids = new Map<string, string>();
  /** The recorded application that a recorded resource belongs to. */
  readonly #apps = new Map<string, string>();

  constructor(domain: IdentityDomain, parallelism: number) {
    this.#domain = domain;
    this.#parallelism = parallelism;
  }

  /** Sends what succeeded once more, and returns the seconds that it took. */
  async send(recorded: readonly RecordedRequest[]): Promise<number> {
    const requests = recorded
      .filter(({ status }) => status < 400)
      .toSorted((one, other) => one.began - other.began)
      .map((request) => ({ request, app: this.#appOf(request) }));
    const queue = new PQueue({ concurrency: this.#parallelism });
    const ofApp = new Map<string | undefined, { request: RecordedRequest; sent: Promise<void> }[]>();
    const start = performance.now();
    const all = requests.map(({ request, app }) => {
      const family = ofApp.get(app) ?? [];
      const before = app === undefined ? [] : family.filter((other) => other.request.ended <= request.began);
      const sent = Promise.all(before.map((other) => other.sent)).then(() => queue.add(() => this.#send(request)));
      ofApp.set(app, [...family, { request, sent }]);
      return sent;
    });
    await Promise.all(all);
    return (performance.now() - start) / 1000;
  }

  #appOf({ method, target, body, answered }: RecordedRequest): string | undefined {
    const { collection, id } = addressOf(target);
    if (id !== undefined) return this.#apps.get(id);
    if (method !== "POST" || answered.id === undefined) return undefined;
    const named = (body.match(anyId) ?? []).flatMap((named) => this.#apps.get(named) ?? []);
    const app = collection === "Apps" ? answered.id : named[0];
    if (app !== undefined) this.#apps.set(answered.id, app);
    return app;
  }

  async #send({ method, target, body, answered }: RecordedRequest): Promise<void> {
    const { collection, id, query } = addressOf(target);
    const of = collection as Collection;
    const options = { query };
    const now = id === undefined ? undefined : this.#now(id);
    if (method === "POST") {
      const created = await this.#domain.create(of, JSON.parse(this.#now(body)), options);
      for (const name of ["id", "ocid"] as const) this.#ids.set(answered[name] ?? "", String(created[name]));
    } else if (now === undefined) await this.#domain.list(of, options);
    else if (method === "GET") await this.#domain.read(of, now, options);
    else if (method === "DELETE") await this.#domain.remove(of, now, options);
    else if (collection === "AppStatusChanger") await this.#domain.changeStatus(now, JSON.parse(body).active);
    else await this.#domain.replace(of, now, JSON.parse(this.#now(body)), options);
  }

  /** A text of the recording with the ids of this time. */
  #now(text: string): string {
    return text.replace(anyId, (id) => this.#ids.get(id) ?? id);
  }
}

function addressOf(target: string): { collection: string; id: string | undefined; query: Query } {
  const { pathname, searchParams } = new URL(target, "http://127.0.0.1");
  const [collection = "", id] = pathname.replace("/admin/v1/", "").split("/");
  const query = Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]));
  return { collection, id, query };
}
