import { once } from "node:events";
import { ownCommand } from "../../setup/own-command.mjs";
import { readAnswers } from "../answers/read-answers.ts";
import { renderRequest } from "../control/request-log.ts";
import { type DataFolder, dataFolderAt } from "../data-folder.ts";
import { InputError } from "../input/input-error.ts";
import { FolderInUse, holderOf, type RunningRecord } from "../running-record.ts";
import { type hosts, type RunningLocalDomain, startLocalDomain } from "../server.ts";
import type { DomainType } from "../settings.ts";
import type { ExitCode, Io } from "./io.ts";
import { runningDomain, statusAt } from "./running-domain.ts";

/** The options of `serve`. */
export interface ServeOptions {
  readonly host: (typeof hosts)[number];
  readonly port: number;
  /** The port of the listener for mutual TLS; without it there is no such listener. */
  readonly tlsPort?: number | undefined;
  readonly data: string;
  /** A YAML file that a new domain is filled from. */
  readonly seed?: string | undefined;
  /** Whether a new domain holds the example organisation. @default true without a seed, false with one */
  readonly examples?: boolean | undefined;
  /** Whether a line is printed for each request. @default false */
  readonly log?: boolean | undefined;
  /** A YAML file of answers to open questions. */
  readonly answers?: string | undefined;
  readonly domainType?: DomainType | undefined;
  /** Stops the server. */
  readonly stop: AbortSignal;
}

/** Serves a data folder until it is stopped. Two processes never serve the same folder. */
export async function serve(options: ServeOptions, io: Io): Promise<ExitCode> {
  const { host, port, tlsPort, data, seed, examples, log = false, answers, domainType, stop } = options;
  const folder = dataFolderAt(data);
  const holder = await holderOf(folder.running);
  if (holder !== undefined) {
    io.error(await alreadyServed(folder, holder));
    return 1;
  }
  let domain: RunningLocalDomain;
  try {
    domain = await startLocalDomain({
      ...(answers !== undefined && readAnswers(answers)),
      ...(domainType !== undefined && { domainType }),
      host,
      port,
      tls: tlsPort === undefined ? undefined : { port: tlsPort },
      dataFolder: folder.path,
      ...(seed !== undefined && { seed }),
      ...(examples !== undefined && { examples }),
      ...(log && { onRequest: (entry) => io.out(renderRequest(entry)) }),
    });
  } catch (error) {
    if (error instanceof InputError) {
      io.error(error.message);
      return 1;
    }
    if (error instanceof FolderInUse) {
      io.error(await alreadyServed(folder, error.holder));
      return 1;
    }
    if (!isPortTaken(error)) throw error;
    io.error(
      error.port === port ? await portTaken(port) : `Port ${error.port} is in use. Choose another with --tls-port.`,
    );
    return 1;
  }
  io.out(`Local identity domain at ${domain.url}, data in ${folder.path}`);
  if (host !== "127.0.0.1") {
    io.error(
      `It listens on ${host}: everyone who reaches this machine can change the domain, its clock and its faults. This is for a container whose port is published on 127.0.0.1.`,
    );
  }
  if (seed !== undefined && !domain.isNew) {
    io.error(
      `${seed} was not used: the folder already holds a domain. \`${ownCommand("local-domain", "reset")}\` removes it.`,
    );
  }
  if (domain.secureUrl !== undefined) {
    io.out(`Mutual TLS at ${domain.secureUrl}, certificate in ${folder.tlsCertificate}`);
  }
  if (!stop.aborted) await once(stop, "abort");
  await domain.close();
  return 0;
}

async function alreadyServed(folder: DataFolder, { pid }: RunningRecord): Promise<string> {
  const other = await runningDomain(folder);
  return other === undefined
    ? `${folder.path} is already served by process ${pid}, which does not answer. Wait if it is starting, or end it with \`${ownCommand("local-domain", `stop --data ${folder.path}`)}\`.`
    : `${folder.path} is already served at ${other.url} (process ${pid}). Use it, or stop it first.`;
}

function isPortTaken(error: unknown): error is NodeJS.ErrnoException & { readonly port: number } {
  return (error as NodeJS.ErrnoException).code === "EADDRINUSE";
}

async function portTaken(port: number): Promise<string> {
  const other = await statusAt(`http://127.0.0.1:${port}`);
  if (other === undefined) {
    return `Port ${port} is in use by a program that is not a local identity domain. Choose another with --port.`;
  }
  return `Port ${port} is in use by the local identity domain of ${other.dataFolder} (process ${other.pid}). Use it, stop it with \`${ownCommand("local-domain", `stop --data ${other.dataFolder}`)}\`, or choose another port with --port.`;
}
