import type { Case } from "../checks/case.ts";
import type { Finding } from "../checks/findings.ts";
import type { Message } from "../read/message.ts";

/** A possible cause of an error. */
export interface Cause {
  readonly what: string;
  readonly fix: string;
  /** Whether the scope or the grant type of the request must be known to check it. */
  readonly asksRequest?: true;
  /** Finds out whether it applies. Absent if nobody but the user can. */
  readonly check?: (one: Case) => Promise<Finding> | Finding;
}

/** An error that is known, with its causes: the most frequent first. */
export interface KnownError {
  /** For programs: does not change. */
  readonly id: string;
  readonly matches: (message: Message) => boolean;
  readonly meaning: string;
  readonly causes: readonly Cause[];
}

/** The kind of endpoint that a message is about, by its path; undefined if it does not say. */
export function endpointOf({ request }: Message): "token" | "authorize" | "device" | "admin" | "other" | undefined {
  const path = request?.path;
  if (path === undefined) return undefined;
  if (/\/oauth2\/v1\/(token|introspect|revoke)/.test(path)) return "token";
  if (/\/oauth2\/v1\/(authorize|consent|userlogout)|\/ui\/v1\//.test(path)) return "authorize";
  if (/\/oauth2\/v1\/device/.test(path)) return "device";
  return path.includes("/admin/v1/") || path.includes("/.well-known/") ? "admin" : "other";
}
