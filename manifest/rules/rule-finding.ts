import type { RuleName } from "../../naming/rules.ts";
import type { ExceptionManifest } from "../keys-and-defaults/client.ts";
import type { Finding } from "../yaml/problem.ts";

/** Something about a rule of an environment, at its place in a manifest. */
export interface RuleFinding extends Finding {
  readonly rule: RuleName;
  /** Stays the same from run to run: `<rule>:<team>/<client>[:<what>]`. */
  readonly id: string;
  /** `<team>/<client>`; of the rule `owner` the team alone, and of an API of a team `<team>/<name>`. */
  readonly subject: string;
  readonly environment: string;
  /**
   * `broken`: the stack is refused. `excepted`: broken, with an exception that counts. `expiring`: a warning; with `exception`
   * that exception ends within 14 days, without it the client's own date is less than 30 days away or has passed.
   */
  readonly state: "broken" | "excepted" | "expiring";
  /** What breaks the rule: a grant type, a URL, a role; absent if there is one way only. */
  readonly what?: string;
  /** The last day (UTC) of the exception, or of the client. */
  readonly until?: string;
  /** The exception that is meant for it, whether it counts or not. */
  readonly exception?: ExceptionManifest;
}

/** A rule that is broken, before exceptions are looked at. */
export interface Breach extends Finding {
  readonly rule: RuleName;
  readonly what?: string;
  /** What an exception may write instead of `what`. */
  readonly alsoCalled?: readonly string[];
}
