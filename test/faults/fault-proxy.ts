import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/**
 * What may happen to a request:
 * - `dropped before`: the connection breaks and the domain has not seen the request
 * - `answer lost`: the domain has done it, and the connection breaks before its answer
 * - `429`, `503`, `500`: the domain has not done it and says so; `429` and `503` with `Retry-After: 0`
 * - `500 after`: the domain has done it and answers 500
 */
export const faults = ["dropped before", "answer lost", "429", "503", "500", "500 after"] as const;
export type Fault = (typeof faults)[number];

/** A request as a plan for faults sees it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** Counted from 1, since `plan` was set. */
  readonly number: number;
}

/** Decides what happens to a request; `after` runs when the domain has done it and before its answer goes on. */
export interface Plan {
  readonly fault?: (seen: Seen) => Fault | undefined;
  readonly before?: (seen: Seen) => void;
  /** Holds the answer back until it resolves; the domain has done the request then. */
  readonly wait?: (seen: Seen) => Promise<void>;
  readonly after?: (seen: Seen) => void;
}

/** A proxy in front of an identity domain that lets requests fail. */
export interface FaultProxy {
  readonly url: string;
  /** Faults that were injected so far. */
  readonly injected: number;
  follow(plan: Plan): void;
  /** Resolves when no request is under way. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export async function startFaultProxy(target: () => string): Promise<FaultProxy> {
  let plan: Plan = {};
  let number = 0;
  let injected = 0;
  const underWay = new Set<Promise<void>>();

  const server = createServer((incoming, outgoing) => {
    const work = serve(incoming, outgoing).catch(() => {
      outgoing.destroy();
    });
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  });

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const { fault: faultOf, before, after, wait } = plan;
    const { method = "", url: path = "" } = incoming;
    const seen = { method, path, body: body.toString(), number: ++number };
    const fault = faultOf?.(seen);
    if (fault) injected++;
    before?.(seen);
    switch (fault) {
      case "dropped before":
        return void outgoing.destroy();
      case "429":
      case "503":
        return void outgoing.writeHead(Number(fault), { "retry-after": "0" }).end();
      case "500":
        return void outgoing.writeHead(500).end();
    }
    const answer = await forward(new URL(path, target()), incoming, body);
    after?.(seen);
    await wait?.(seen);
    if (fault === "answer lost") return void outgoing.destroy();
    if (fault === "500 after") return void outgoing.writeHead(500).end();
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  }

  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get injected() {
      return injected;
    },
    follow(next) {
      plan = next;
      number = 0;
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** Sends a request on as it came, so that its signature stays valid. */
function forward(
  url: URL,
  { method, headers }: IncomingMessage,
  body: Buffer,
): Promise<{ status: number; headers: IncomingMessage["headers"]; body: Buffer }> {
  return new Promise((answered, failed) => {
    const sent = request(url, { ...(method && { method }), headers }, (answer) => {
      buffer(answer).then(
        (bytes) => answered({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes }),
        failed,
      );
    });
    sent.on("error", failed);
    sent.end(body);
  });
}
