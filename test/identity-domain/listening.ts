import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { createServer as createSecureServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";

/** A request that a service got. */
export interface Heard {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A service on a free port of this machine. */
export interface Listening {
  readonly port: number;
  readonly heard: Heard[];
  readonly stop: () => void;
}

/** Starts a service that answers with texts; undefined is 404. */
export async function listening(
  answer: (heard: Heard) => string | undefined | Promise<string>,
  tls?: ServerOptions,
): Promise<Listening> {
  const heard: Heard[] = [];
  const server = tls === undefined ? createServer() : createSecureServer(tls);
  server.on("request", async (request: IncomingMessage, response) => {
    const body = (await request.toArray()).join("");
    const one = { method: request.method, path: request.url, headers: request.headers, body };
    heard.push(one);
    const text = await answer(one);
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
