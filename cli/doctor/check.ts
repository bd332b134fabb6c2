import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import { redactionFor } from "../explain/read/secrets.ts";

/**
 * What a check says:
 * - `ok`: as it must be
 * - `warning`: it works, or may work; something should be looked at
 * - `failed`: it must be put right
 * - `not-checked`: it could not be checked; `found` says why
 */
export type State = "ok" | "warning" | "failed" | "not-checked";

/** The result of a check. */
export interface Check {
  readonly name: string;
  readonly state: State;
  /** What was found, in words. */
  readonly found: string;
  /** What to do, if something is to be done. */
  readonly fix?: string;
}

/** The result of a check, without its name. */
export type Result = Omit<Check, "name">;

export function ok(found: string): Result {
  return { state: "ok", found };
}

export function warning(found: string, fix: string): Result {
  return { state: "warning", found, fix };
}

export function failed(found: string, fix: string): Result {
  return { state: "failed", found, fix };
}

export function notChecked(found: string, fix?: string): Result {
  return { state: "not-checked", found, ...(fix !== undefined && { fix }) };
}

/** The result of a check; if it throws, that it failed: one broken thing does not hide the others. */
export async function guarded(run: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    return failureOf(error);
  }
}

/** An error as the result of a check: its first sentence, and the rest as what to do; or all of a list of problems. */
export function failureOf(error: unknown): Result {
  const message = error instanceof Error ? error.message : String(error);
  const [first = "", ...rest] = message.split("\n").map((line) => line.trim());
  const { shown } = redactionFor(message);
  if (error instanceof IdentityDomainError && rest.length > 0 && !first.endsWith(":"))
    return failed(shown(first, 600), shown(rest.join(" "), 600));
  const all = [first, rest.join("; ")].filter(Boolean).join(" ");
  return failed(shown(all, 900), "Do what the message says, and run `idcs-apps doctor` again.");
}
