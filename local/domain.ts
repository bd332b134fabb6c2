import { loadSigningKey } from "./authorization-server/tokens/signing-key.ts";
import { adjustableClock } from "./clock.ts";
import { type Connection, connectionOf } from "./connection.ts";
import { type RequestLogEntry, requestLog } from "./control/request-log.ts";
import type { LocalStatus } from "./control/status.ts";
import { type DomainContext, tenancy } from "./domain-context.ts";
import type { FaultRule } from "./faults/fault-rule.ts";
import { injectedFaults } from "./faults/faults.ts";
import { openapiDescription } from "./openapi/openapi-description.ts";
import { administrator } from "./preload/domain-itself.ts";
import { fillDomain } from "./preload/fill-domain.ts";
import { givePassword } from "./preload/user-password.ts";
import { domainAppId } from "./resources/role-holdings.ts";
import { routes } from "./routes.ts";
import { fingerprintOf } from "./rsa-key.ts";
import type { SeedInput } from "./seed/seed-schema.ts";
import { type LocalDomainSettings, resolveSettings } from "./settings.ts";
import { Directory } from "./storage/directory.ts";
import { type Journal, noJournal } from "./storage/journal.ts";

/** What a domain contains and does from the start. */
export interface InitialState {
  /**
   * What an empty domain is filled with: data, or the path of a YAML file. Ignored if the domain already holds data.
   *
   * @default the example organisation alone
   */
  readonly seed?: SeedInput | string;
  /** Whether the domain also holds the example organisation. @default true without a seed, false with one */
  readonly examples?: boolean;
  /** Failures that are injected until `PUT /local/faults` replaces them. @default none */
  readonly faults?: readonly FaultRule[];
  /** Called with each request that was answered, except those under `/local`. */
  readonly onRequest?: (entry: RequestLogEntry) => void;
}

/** The options of a local domain. */
export interface LocalDomainOptions extends LocalDomainSettings, InitialState {
  /** The URL of the domain in its answers, without a final slash. @default "http://127.0.0.1" */
  readonly url?: string;
  /** The URL of the listener for mutual TLS, without a final slash. @default none */
  readonly secureUrl?: string | undefined;
  /** Where the domain's data is stored. @default in memory only */
  readonly journal?: Journal;
  /** The public key (PEM) of the first administrator, who signs requests with its private half. */
  readonly administratorPublicKey?: string;
  /** The password of the users that exist from the start. @default none: they cannot sign in */
  readonly userPassword?: string;
  /** Shown by `/local/status`. @default "" */
  readonly dataFolder?: string;
}

/** An identity domain: a function from requests to answers. */
export interface LocalDomain {
  /**
   * Answers one request. `connection` is what a socket knows besides the `Request`.
   *
   * @throws DroppedConnection when a fault rule ends the connection
   */
  fetch(request: Request, connection?: Connection): Promise<Response>;
  /** The requests answered so far, in order: the last 10,000. */
  readonly requests: readonly RequestLogEntry[];
  /** Whether this start filled it; false if the journal held a domain. */
  readonly isNew: boolean;
  close(): Promise<void>;
}

/**
 * Creates a domain, or opens the one in the journal. The first start generates the signing key and fills the domain.
 *
 * @throws InputError with every problem of the seed
 */
export async function createLocalDomain(options: LocalDomainOptions = {}): Promise<LocalDomain> {
  const url = options.url ?? "http://127.0.0.1";
  const resolved = resolveSettings(options);
  const clock = adjustableClock(resolved.now);
  const settings = { ...resolved, now: clock.now };
  const directory = new Directory(options.journal ?? noJournal);
  const { secureUrl } = options;
  const domain: DomainContext = { url, secureUrl, settings, directory, signingKey: await loadSigningKey(directory) };
  const isNew = directory.byId("App", domainAppId) === undefined;
  if (isNew) fillDomain(domain, options);
  if (options.userPassword !== undefined) givePassword(domain, options.userPassword);
  if (options.administratorPublicKey !== undefined) registerAdministratorKey(domain, options.administratorPublicKey);

  const status: LocalStatus = {
    product: "idcs-apps local identity domain",
    pid: process.pid,
    dataFolder: options.dataFolder ?? "",
    url,
    startedAt: settings.now().toISOString(),
    domainType: settings.domainType,
  };
  const faults = injectedFaults(options.faults);
  const requests = requestLog(clock.now, options.onRequest);
  const app = routes(domain, { status, clock, faults, requests, description: () => openapiDescription(url) });
  const answer = async (request: Request, connection: Connection) => app.fetch(request, connection);
  return {
    requests: requests.entries,
    isNew,
    fetch: (request, connection = connectionOf(request)) => {
      const { method } = request;
      const path = connection.target.split("?")[0] ?? "/";
      if (path.startsWith("/local/")) return answer(request, connection);
      return requests.record(request, connection, () =>
        faults.around({ method, path }, () => answer(request, connection)),
      );
    },
    close: () => directory.close(),
  };
}

function registerAdministratorKey({ directory }: DomainContext, publicKey: string): void {
  const id = `${tenancy.tenancyOcid}/${administrator.ocid}/${fingerprintOf(publicKey)}`;
  if (directory.byId("ApiKey", id) !== undefined) return;
  directory.write([{ collection: "ApiKey", put: { id, publicKey, userId: administrator.id } }]);
}
