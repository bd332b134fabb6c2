import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { type IdentityDomainType, Pace } from "./pace.ts";
import { SharedLists } from "./shared-lists.ts";

/** Connections that stay open. */
export interface Connections {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/** Connections for one client, or for several. */
export function openConnections(): Connections {
  return { httpAgent: new HttpAgent({ keepAlive: true }), httpsAgent: new HttpsAgent({ keepAlive: true }) };
}

/** What a client shares with the others of its identity domain in this process. */
export interface Shared {
  readonly pace: Pace;
  readonly lists: SharedLists;
  /** Stands for the client's credentials: lists are shared with equal readers only. */
  readonly reader: string;
}

/**
 * What the clients of a process share: connections, and for each identity domain the rate of requests and the answers to
 * list requests. No credentials.
 */
export class Sharing {
  readonly connections = openConnections();
  readonly #paces = new Map<string, Pace>();
  readonly #lists = new Map<string, SharedLists>();
  readonly #clock: (() => number) | undefined;

  /** @param clock a monotonic clock, in milliseconds. @default performance.now */
  constructor(clock?: () => number) {
    this.#clock = clock;
  }

  /**
   * What the clients of an identity domain share.
   *
   * @param url the domain's URL, as `normalUrl` returns it
   * @param type its type: clients that name different types do not share the rate
   * @param reader stands for the client's credentials
   */
  with(url: string, type: IdentityDomainType, reader: string): Shared {
    const pace = known(this.#paces, `${type} ${url}`, () => new Pace(type));
    return { pace, lists: known(this.#lists, url, () => new SharedLists(this.#clock)), reader };
  }
}

function known<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}
