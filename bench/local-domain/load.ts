import { Agent, request } from "node:http";
import { createHistogram } from "node:perf_hooks";
import { text } from "node:stream/consumers";

/** A request of a load, and the status that its answer must have. */
export interface LoadRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly status: number;
}

/** What a server did under a load. */
export interface LoadFigures {
  /** With eight connections. */
  readonly requestsPerSecond: number;
  /** Milliseconds from sending to the end of the answer, with one connection. */
  readonly p50: number;
  readonly p99: number;
}

const warmUp = 200;

/**
 * Sends `count` requests over eight connections for the rate, then a tenth as many over one for the latency. The first
 * 200 are not counted. `requestOf` makes the request of that number, counted from 0 over all of them.
 *
 * @throws Error when an answer has another status than the request's
 */
export async function measureLoad(requestOf: (number: number) => LoadRequest, count: number): Promise<LoadFigures> {
  let next = 0;
  const run = async (requests: number, connections: number) => {
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    const latency = createHistogram();
    const end = next + requests;
    const started = performance.now();
    const worker = async () => {
      while (next < end) {
        const sent = process.hrtime.bigint();
        await send(agent, requestOf(next++));
        latency.record(process.hrtime.bigint() - sent);
      }
    };
    await Promise.all(Array.from({ length: connections }, worker));
    const seconds = (performance.now() - started) / 1000;
    agent.destroy();
    return { perSecond: requests / seconds, p50: latency.percentile(50) / 1e6, p99: latency.percentile(99) / 1e6 };
  };
  await run(warmUp, 8);
  const { perSecond } = await run(count, 8);
  const { p50, p99 } = await run(Math.ceil(count / 10), 1);
  return { requestsPerSecond: perSecond, p50, p99 };
}

function send(agent: Agent, { method, url, headers, body, status }: LoadRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method, headers }, async (incoming) => {
      const answer = await text(incoming);
      if (incoming.statusCode === status) resolve();
      else reject(new Error(`${method} ${url} answered ${incoming.statusCode}: ${answer}`));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
