import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request that went through, as it was sent, and how it was answered. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query, beneath `/admin/v1/`. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly status: number;
}

/** A proxy in front of an identity domain that keeps the bodies of requests, which the domain's own log does not. */
export interface RecordingProxy {
  readonly url: string;
  /** In the order in which they were answered. */
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

/** Starts a proxy on a free port. The host header stays as it is: signatures cover it. */
export async function startRecordingProxy(domainUrl: string): Promise<RecordingProxy> {
  const seen: SeenRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    forward(domainUrl, incoming, outgoing, seen).catch((error: Error) => outgoing.destroy(error));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function forward(
  domainUrl: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  seen: SeenRequest[],
): Promise<void> {
  const { method = "", url = "", headers } = incoming;
  const body = await text(incoming);
  const forwarded = request(new URL(url, domainUrl), { method, headers });
  forwarded.end(body);
  const [answer] = (await once(forwarded, "response")) as [IncomingMessage];
  const answered = await text(answer);
  const status = answer.statusCode ?? 0;
  const path = url.replace("/admin/v1/", "");
  seen.push({ method, path, body: body === "" ? undefined : JSON.parse(body), status });
  outgoing.writeHead(status, answer.headers).end(answered);
}
