import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import { dataFolderAt, prepareDataFolder } from "./data-folder.ts";
import { createLocalDomain, type LocalDomain, type RequestLogEntry } from "./domain.ts";
import type { LocalDomainSettings } from "./settings.ts";
import { openJournal } from "./storage/journal.ts";

/** A local identity domain that listens on 127.0.0.1. */
export interface RunningLocalDomain {
  /** Such as `http://127.0.0.1:8943`, without a final slash. */
  readonly url: string;
  readonly dataFolder: string;
  /** What was answered so far, in order, without headers and bodies. */
  readonly requests: readonly RequestLogEntry[];
  /** Ends open connections and closes the data; a temporary data folder is removed. */
  close(): Promise<void>;
}

/** Where a local domain listens and keeps its data. */
export interface StartOptions extends LocalDomainSettings {
  /** @default 0, a free one */
  readonly port?: number;
  /** @default a new temporary folder, removed at close */
  readonly dataFolder?: string;
}

/**
 * Starts a local identity domain. When it resolves, the domain answers, and the data folder holds `admin-key.pem` and
 * `oci-config`.
 *
 * @throws the socket's error (`EADDRINUSE`) when the port is taken
 */
export async function startLocalDomain(options: StartOptions = {}): Promise<RunningLocalDomain> {
  const { port = 0, dataFolder, ...settings } = options;
  let ready: (domain: LocalDomain) => void = () => {};
  const domainReady = new Promise<LocalDomain>((resolve) => {
    ready = resolve;
  });
  const server = createAdaptorServer({
    fetch: async (request, { incoming }) =>
      (await domainReady).fetch(request, { target: incoming.url ?? "/", host: incoming.headers.host ?? "" }),
  });
  const url = `http://127.0.0.1:${await listen(server, port)}`;

  const path = dataFolder ?? (await mkdtemp(join(tmpdir(), "local-domain-")));
  const folder = dataFolderAt(path);
  try {
    const administratorPublicKey = await prepareDataFolder(folder);
    const journal = openJournal(folder.database);
    const domain = await createLocalDomain({
      ...settings,
      url,
      journal,
      administratorPublicKey,
      dataFolder: folder.path,
    });
    ready(domain);
    return {
      url,
      dataFolder: folder.path,
      requests: domain.requests,
      close: async () => {
        await closeServer(server);
        await domain.close();
        if (dataFolder === undefined) await rm(folder.path, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await closeServer(server);
    throw error;
  }
}

async function listen(server: ServerType, port: number): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

async function closeServer(server: ServerType): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  if ("closeAllConnections" in server) server.closeAllConnections();
  await closed;
}
