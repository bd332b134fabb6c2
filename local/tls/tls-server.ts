import { createServer } from "node:https";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import type { ServerCertificate } from "./server-certificate.ts";

/** Answers a request that came through a socket. */
export type SocketFetch = Parameters<typeof createAdaptorServer>[0]["fetch"];

/**
 * Creates a server for mutual TLS that asks every client for a certificate and accepts any, or none: which certificates
 * belong to which client is for the domain to decide (identity-domains-api.md 10.2), not for a certificate authority.
 */
export function createTlsServer(fetch: SocketFetch, { key, certificate }: ServerCertificate): ServerType {
  return createAdaptorServer({
    fetch,
    createServer,
    serverOptions: { key, cert: certificate, requestCert: true, rejectUnauthorized: false },
  });
}
