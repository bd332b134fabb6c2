import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A request on its way to an identity domain. */
export interface Forwarded {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly body: Buffer;
}

/** An answer to a request. Headers are names and values by turns, as they came. */
export interface Answer {
  readonly status: number;
  readonly headers?: readonly string[];
  readonly body?: Buffer;
}

/**
 * What becomes of a request. `forward` sends it on as it came and gives the domain's answer; the connection breaks where
 * the result is `undefined` or an error.
 */
export type Handler = (request: Forwarded, forward: () => Promise<Answer>) => Promise<Answer | undefined>;

/** A proxy on 127.0.0.1 in front of an identity domain. */
export interface ForwardingProxy {
  readonly url: string;
  /** Resolves when no request is under way. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a proxy on a free port. All headers go on as they came: signatures cover `Host`. */
export async function startForwardingProxy(domainUrl: () => string, handle: Handler): Promise<ForwardingProxy> {
  const agent = new Agent({ keepAlive: true });
  const underWay = new Set<Promise<void>>();
  const server = createServer((incoming, outgoing) => {
    const work = answer(incoming).then(
      (answered) => {
        if (answered === undefined) outgoing.destroy();
        else outgoing.writeHead(answered.status, [...(answered.headers ?? [])]).end(answered.body);
      },
      () => void outgoing.destroy(),
    );
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
  });

  async function answer(incoming: IncomingMessage): Promise<Answer | undefined> {
    const { method = "GET", url: target = "/", rawHeaders: headers } = incoming;
    const body = await buffer(incoming);
    return handle({ method, target, body }, async () => {
      const onward = send(new URL(target, domainUrl()), { agent, method, headers });
      onward.end(body);
      const [answered] = (await once(onward, "response")) as [IncomingMessage];
      return { status: answered.statusCode ?? 0, headers: answered.rawHeaders, body: await buffer(answered) };
    });
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}
