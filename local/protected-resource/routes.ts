import { type Context, Hono } from "hono";
import type { Connection } from "../connection.ts";
import type { DomainContext } from "../domain-context.ts";
import { blockchainCall } from "./oracle-blockchain.ts";
import { listIntegrations } from "./oracle-integration.ts";
import { utilitiesCall } from "./oracle-utilities.ts";
import { readSoap, soapAnswer, soapFault } from "./soap-message.ts";

/** The APIs of the services that the domain imitates: they accept its access tokens, and are not part of it. */
export function protectedResources(domain: DomainContext): Hono<{ Bindings: Connection }> {
  const app = new Hono<{ Bindings: Connection }>();
  app.get("/ic/api/integration/v1/integrations", async (c) =>
    c.json(await listIntegrations(domain, authorizationOf(c), new URL(c.req.url).searchParams)),
  );
  app.get("/rest/*", async (c) => {
    const call = await utilitiesCall(domain, "rest", authorizationOf(c));
    return c.json({ ...call, method: c.req.method, path: c.req.path, query: c.req.query() });
  });
  app.all("/restproxy/*", async (c) => {
    const call = await blockchainCall(domain, authorizationOf(c));
    return c.json({ ...call, method: c.req.method, path: c.req.path, query: c.req.query() });
  });
  app.post("/soap/*", async (c) => {
    const call = await utilitiesCall(domain, "soap", authorizationOf(c));
    const request = readSoap(await c.req.text());
    if (request === undefined) return xml(c, 500, await soapFault("The body is not a SOAP 1.1 envelope."));
    return xml(c, 200, await soapAnswer({ ...call, path: c.req.path, operation: request.operation ?? "" }));
  });
  return app;
}

function authorizationOf(c: Context): string | null {
  return c.req.header("authorization") ?? null;
}

function xml(c: Context, status: 200 | 500, text: string): Response {
  return c.body(text, status, { "Content-Type": "text/xml;charset=UTF-8" });
}
