import { createHash, createPublicKey } from "node:crypto";
import { type Wire, wireOf } from "./admin-api/wire.ts";
import { loadSigningKey } from "./authorization-server/signing-key.ts";
import { type DomainContext, tenancy } from "./domain-context.ts";
import { preload } from "./preload/preload.ts";
import { preloadedUsers } from "./preload/preloaded-data.ts";
import { domainAppId } from "./resources/role-holdings.ts";
import { type LocalStatus, routes } from "./routes.ts";
import { type LocalDomainSettings, resolveSettings } from "./settings.ts";
import { Directory } from "./storage/directory.ts";
import { type Journal, noJournal } from "./storage/journal.ts";

/** One request that the domain answered: no header and no body of it is kept. */
export interface RequestLogEntry {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly status: number;
}

/** What a local domain is made from. */
export interface LocalDomainOptions extends LocalDomainSettings {
  /** The URL that answers name, without a final slash. @default "http://127.0.0.1" */
  readonly url?: string;
  /** Where the domain's data is kept. @default nowhere: it ends with the object */
  readonly journal?: Journal;
  /** The public key (PEM) of the first administrator, who signs requests with its private half. */
  readonly administratorPublicKey?: string;
  /** Shown by `/local/status`. @default "" */
  readonly dataFolder?: string;
}

/** An identity domain: a function from requests to answers. */
export interface LocalDomain {
  /** Answers one request. `wire` is what a socket knows beyond the `Request`. */
  fetch(request: Request, wire?: Wire): Promise<Response>;
  /** What was answered so far, in order: the last 10,000 requests. */
  readonly requests: readonly RequestLogEntry[];
  close(): Promise<void>;
}

const loggedRequests = 10_000;

/** Creates a domain, or opens the one in the journal. The first start makes the signing key and preloads the data. */
export async function createLocalDomain(options: LocalDomainOptions = {}): Promise<LocalDomain> {
  const url = options.url ?? "http://127.0.0.1";
  const settings = resolveSettings(options);
  const directory = new Directory(options.journal ?? noJournal);
  const domain: DomainContext = { url, settings, directory, signingKey: await loadSigningKey(directory) };
  if (directory.byId("App", domainAppId) === undefined) preload(domain);
  if (options.administratorPublicKey !== undefined) registerAdministratorKey(domain, options.administratorPublicKey);

  const status: LocalStatus = {
    product: "idcs-apps local identity domain",
    pid: process.pid,
    dataFolder: options.dataFolder ?? "",
    url,
    startedAt: settings.now().toISOString(),
  };
  const app = routes(domain, status);
  const requests: RequestLogEntry[] = [];
  return {
    requests,
    fetch: async (request, wire = wireOf(request)) => {
      const response = await app.fetch(request, wire);
      requests.push({ method: request.method, path: wire.target, status: response.status });
      if (requests.length > loggedRequests) requests.shift();
      return response;
    },
    close: () => directory.close(),
  };
}

/** The fingerprint of a public key as OCI shows it: the MD5 of its DER form. */
export function fingerprintOf(publicKey: string): string {
  const der = createPublicKey(publicKey).export({ type: "spki", format: "der" });
  return (createHash("md5").update(der).digest("hex").match(/../g) ?? []).join(":");
}

function registerAdministratorKey({ directory }: DomainContext, publicKey: string): void {
  const [administrator] = preloadedUsers;
  const id = `${tenancy.tenancyOcid}/${administrator?.ocid}/${fingerprintOf(publicKey)}`;
  if (directory.byId("ApiKey", id) !== undefined) return;
  directory.write([{ collection: "ApiKey", put: { id, publicKey, userId: administrator?.id } }]);
}
