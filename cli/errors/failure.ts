import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import { ManifestError } from "../../manifest/yaml/problem.ts";
import { TokenError } from "../../oauth/token-error.ts";
import { CommandError, InterruptedError } from "./command-error.ts";

/** How a command ends that could not do its work. */
export interface Failure {
  /** What standard error shows: words, or the error with its stack if it is a mistake of this program. Absent after Ctrl-C. */
  readonly shown?: unknown;
  readonly exitCode: number;
}

/** The exit code after Ctrl-C, as shells count signals: 128 and 2. */
const interrupted = 130;

const ownErrors = [CommandError, IdentityDomainError, ManifestError, TokenError];

/** What the system says about files, by its code. */
const fileWords: Readonly<Record<string, string>> = {
  ENOENT: "does not exist, or its folder does not: correct the path, or run the command in the project's folder",
  EACCES: "may not be read or written by this user: change its permissions, or run the command as its owner",
  EPERM: "may not be changed by this user: change its permissions, or run the command as its owner",
  EROFS: "is on a file system that is read-only: choose another place",
  EISDIR: "is a folder, but a file is expected",
  ENOTDIR: "is not in a folder: a part of the path is a file",
  EEXIST: "exists already: choose another path, or remove it",
  ENOTEMPTY: "is a folder that is not empty",
  ENOSPC: "cannot be written: there is no space left",
  EDQUOT: "cannot be written: the quota is used up",
  ELOOP: "is a circle of links",
  ENAMETOOLONG: "is longer than a path may be",
  EMFILE: "cannot be opened: too many files are open",
  EBUSY: "is in use by another program",
  ETXTBSY: "is a program that runs",
};

/** What the system says about connections, by its code. */
const networkWords: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing answers there: check the address, and whether the server runs",
  ECONNRESET: "the connection was broken off: try again",
  ENOTFOUND: "there is no host of this name: check the address, and the network",
  EAI_AGAIN: "the name of the host cannot be looked up now: check the network, and try again",
  ETIMEDOUT: "there was no answer in time: check the network, or a proxy, and try again",
  UND_ERR_CONNECT_TIMEOUT: "there was no answer in time: check the network, or a proxy, and try again",
  EHOSTUNREACH: "the host cannot be reached: check the network",
  ENETUNREACH: "the network cannot be reached",
  EADDRINUSE: "the port is in use by another program: stop it, or choose another port",
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is not trusted: name its authority in NODE_EXTRA_CA_CERTS",
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate is not trusted: name its authority in NODE_EXTRA_CA_CERTS",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate is not trusted: name its authority in NODE_EXTRA_CA_CERTS",
};

/**
 * How a command ends with an error. What its user can put right is shown in words, without a stack; only a mistake of this program
 * has one. Questions that end by Ctrl-C end with 130, without a word.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof Error && error.name === "AbortError") return { exitCode: interrupted };
  if (error instanceof InterruptedError) return { shown: error.message, exitCode: interrupted };
  return { shown: inWords(error) ?? error, exitCode: 1 };
}

/** An error that the user can put right, in words; absent for another one. */
function inWords(error: unknown): string | undefined {
  if (ownErrors.some((kind) => error instanceof kind)) return (error as Error).message;
  // An error of `fetch` says what happened in its cause.
  const cause = error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
  const system = cause as NodeJS.ErrnoException & {
    readonly hostname?: string;
    readonly address?: string;
    readonly port?: number;
  };
  if (!(system instanceof Error) || typeof system.code !== "string") return undefined;
  if (system.path !== undefined && system.syscall?.startsWith("spawn") && system.code === "ENOENT")
    return `There is no program ${JSON.stringify(system.path)} on PATH: install it.`;
  const file = fileWords[system.code];
  // What is wrong with an open file is said without its path.
  if (file !== undefined && (system.path !== undefined || system.syscall === "read"))
    return `${system.path ?? "The file"} ${file}.`;
  const network = networkWords[system.code];
  if (network === undefined) return undefined;
  const host = system.hostname ?? system.address;
  const place = host === undefined ? "The server" : [host, system.port].filter((part) => part !== undefined).join(":");
  return `${place} cannot be reached: ${network} (${system.code}).`;
}
