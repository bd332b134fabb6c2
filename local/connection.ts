import type { X509Certificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";

/** What the transport knows about a request and a `Request` does not contain. */
export interface Connection {
  /** Path and query, undecoded. */
  readonly target: string;
  /** The host exactly as sent. */
  readonly host: string;
  /** The IP address at the other end of the connection. */
  readonly remoteAddress: string;
  /** The certificate whose key the client used in the TLS handshake. Which client it belongs to was not checked. */
  readonly clientCertificate?: X509Certificate | undefined;
  /** The sender of the request, once authenticated: for the request log. */
  caller?: string | undefined;
  /** The exact reason why the request was refused, if its answer must not give it: for the request log. */
  refusalReason?: string | undefined;
}

/** Reads it from a request that did not come through a socket: its address is 127.0.0.1. */
export function connectionOf(request: Request): Connection {
  const url = new URL(request.url);
  return {
    target: url.pathname + url.search,
    host: request.headers.get("host") ?? url.host,
    remoteAddress: "127.0.0.1",
  };
}

/** Reads it from a request that came through a socket. */
export function connectionOfSocket({
  url,
  headers,
  socket,
}: Pick<IncomingMessage, "url" | "headers" | "socket">): Connection {
  return {
    target: url ?? "/",
    host: headers.host ?? "",
    remoteAddress: socket.remoteAddress ?? "",
    clientCertificate: socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined,
  };
}
