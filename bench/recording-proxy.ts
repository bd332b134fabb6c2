import { once } from "node:events";
import { Agent, createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a resource is known by. */
export interface Identity {
  readonly id?: string;
  readonly ocid?: string;
}

/** A request that went through the proxy, with what it was answered. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly body: string;
  readonly status: number;
  /** What the answered resource is known by, if the answer is one. */
  readonly answered: Identity;
  /** Milliseconds since the process began. */
  readonly began: number;
  readonly ended: number;
}

/** A proxy on 127.0.0.1 that passes on everything as it is and remembers it. */
export interface RecordingProxy {
  readonly url: string;
  /** What was requested since the last call, in the order of the answers. */
  take(): RecordedRequest[];
  close(): Promise<void>;
}

/** Starts a proxy before an identity domain on this machine. */
export async function startRecordingProxy(domainUrl: string): Promise<RecordingProxy> {
  const agent = new Agent({ keepAlive: true });
  let recorded: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    passOn(request, response).catch(() => response.destroy());
  });

  async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const began = performance.now();
    const { method = "GET", url: target = "/" } = request;
    const body = await contentOf(request);
    // The Host header stays as it was: it is signed.
    const onward = forward(new URL(target, domainUrl), { agent, method, headers: request.rawHeaders });
    onward.end(body);
    const [answer] = (await once(onward, "response")) as [IncomingMessage];
    const content = await contentOf(answer);
    const status = answer.statusCode ?? 0;
    recorded.push({
      method,
      target,
      body: body.toString(),
      status,
      answered: identityIn(content),
      began,
      ended: performance.now(),
    });
    response.writeHead(status, answer.rawHeaders).end(content);
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = recorded;
      recorded = [];
      return taken;
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

/** How many requests there were of each method. */
export function countByMethod(requests: readonly RecordedRequest[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method } of requests) counts[method] = (counts[method] ?? 0) + 1;
  return counts;
}

async function contentOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function identityIn(content: Buffer): Identity {
  try {
    const { id, ocid } = JSON.parse(content.toString()) as Record<string, unknown>;
    return { ...(typeof id === "string" && { id }), ...(typeof ocid === "string" && { ocid }) };
  } catch {
    return {};
  }
}
