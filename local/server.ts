import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { connectionOfSocket } from "./connection.ts";
import type { RequestLogEntry } from "./control/request-log.ts";
import { type DataFolder, dataFolderAt, keepToOwner, prepareDataFolder } from "./data-folder.ts";
import { createLocalDomain, type InitialState, type LocalDomain } from "./domain.ts";
import { tenancy } from "./domain-context.ts";
import { DroppedConnection } from "./faults/dropped-connection.ts";
import { administrator } from "./preload/domain-itself.ts";
import { fingerprintOf } from "./rsa-key.ts";
import { leaveFolder, noteAddress, takeFolder } from "./running-record.ts";
import type { LocalDomainSettings } from "./settings.ts";
import { type Journal, openJournal } from "./storage/journal.ts";
import { loadServerCertificate } from "./tls/server-certificate.ts";
import { createTlsServer, type SocketFetch } from "./tls/tls-server.ts";

/** A local identity domain that listens. */
export interface RunningLocalDomain {
  /** Such as `http://127.0.0.1:8943`, without a final slash. */
  readonly url: string;
  /** Such as `https://127.0.0.1:8944`, where client certificates count; `undefined` if it was not requested. */
  readonly secureUrl: string | undefined;
  readonly dataFolder: string;
  /** The first administrator, as `oci:*` settings and Oracle's SDKs name who signs requests. */
  readonly administrator: Administrator;
  /** The password of the users that exist from the start. */
  readonly userPassword: string;
  /** The requests answered so far, in order, without headers and bodies. */
  readonly requests: readonly RequestLogEntry[];
  /** Whether this start filled the domain; false if the data folder held one. */
  readonly isNew: boolean;
  /** Ends open connections and closes the data; a temporary data folder is removed. */
  close(): Promise<void>;
}

/** Who administers a local domain, with an API key. */
export interface Administrator {
  readonly tenancyOcid: string;
  readonly userOcid: string;
  readonly fingerprint: string;
  /** The private key, PEM. */
  readonly privateKeyPath: string;
  readonly region: string;
  /** A profile file of the OCI CLI and SDKs with all of this. */
  readonly configFile: string;
}

/** The addresses where a local domain may listen: this machine, or every network that it is in. */
export const hosts = ["127.0.0.1", "0.0.0.0"] as const;

/** Where a local domain listens and keeps its data. */
export interface StartOptions extends LocalDomainSettings, InitialState {
  /**
   * `0.0.0.0` is for containers, whose network decides who reaches them: everyone who does can do everything, also under
   * `/local`. The URL stays that of 127.0.0.1.
   *
   * @default "127.0.0.1"
   */
  readonly host?: (typeof hosts)[number];
  /** @default 0, a free one */
  readonly port?: number;
  /** A second listener, with HTTPS, that asks for client certificates; port 0 is a free one. @default none */
  readonly tls?: { readonly port: number } | undefined;
  /** @default a new temporary folder, removed at close */
  readonly dataFolder?: string;
}

/**
 * Starts a local identity domain. When it resolves, the domain answers, and the data folder holds `admin-key.pem`,
 * `user-password` and `oci-config`, with `tls` also `tls-certificate.pem`.
 *
 * @throws the socket's error (`EADDRINUSE`) if a port is in use, FolderInUse for a data folder that is served already,
 * InputError for an invalid seed; a data folder that was created for this start is then removed
 */
export async function startLocalDomain(options: StartOptions = {}): Promise<RunningLocalDomain> {
  const { host = "127.0.0.1", port = 0, tls, dataFolder, ...settings } = options;
  let ready: (domain: LocalDomain) => void = () => {};
  const domainReady = new Promise<LocalDomain>((resolve) => {
    ready = resolve;
  });
  const answer: SocketFetch = async (request, { incoming }) =>
    answerOrDrop((await domainReady).fetch(request, connectionOfSocket(incoming)), incoming.socket);
  const servers = [createAdaptorServer({ fetch: answer })];
  const url = `http://127.0.0.1:${await listen(servers[0] as ServerType, host, port)}`;

  const path = dataFolder ?? (await mkdtemp(join(tmpdir(), "local-domain-")));
  const folder = dataFolderAt(path);
  const made = await mkdir(folder.path, { recursive: true, mode: 0o700 });
  try {
    await takeFolder(folder.running);
  } catch (error) {
    await Promise.all(servers.map(closeServer));
    throw error;
  }
  let journal: Journal | undefined;
  try {
    const prepared = await prepareDataFolder(folder);
    let secureUrl: string | undefined;
    if (tls !== undefined) {
      const secureServer = createTlsServer(answer, await loadServerCertificate(folder));
      secureUrl = `https://127.0.0.1:${await listen(secureServer, host, tls.port)}`;
      servers.push(secureServer);
    }
    journal = openJournal(folder.database);
    await keepToOwner(folder);
    const domain = await createLocalDomain({
      ...settings,
      url,
      secureUrl,
      journal,
      ...prepared,
      dataFolder: folder.path,
    });
    ready(domain);
    await noteAddress(folder.running, url);
    return {
      url,
      secureUrl,
      dataFolder: folder.path,
      administrator: administratorOf(folder, prepared.administratorPublicKey),
      userPassword: prepared.userPassword,
      requests: domain.requests,
      isNew: domain.isNew,
      close: async () => {
        await Promise.all(servers.map(closeServer));
        await domain.close();
        await leaveFolder(folder.running);
        if (dataFolder === undefined) await rm(folder.path, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await Promise.all(servers.map(closeServer));
    await journal?.close();
    await leaveFolder(folder.running);
    if (dataFolder === undefined || made !== undefined) await rm(folder.path, { recursive: true, force: true });
    throw error;
  }
}

function administratorOf(folder: DataFolder, publicKey: string): Administrator {
  return {
    tenancyOcid: tenancy.tenancyOcid,
    userOcid: administrator.ocid,
    fingerprint: fingerprintOf(publicKey),
    privateKeyPath: folder.adminKey,
    region: tenancy.region,
    configFile: folder.ociConfig,
  };
}

/** Behind a socket, dropping the connection means destroying the socket. */
async function answerOrDrop(answer: Promise<Response>, socket: Socket): Promise<Response> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof DroppedConnection)) throw error;
    socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }
}

async function listen(server: ServerType, host: string, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function closeServer(server: ServerType): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  if ("closeAllConnections" in server) server.closeAllConnections();
  await closed;
}
