import { type Reached, reach } from "../../../identity-domain/reach.ts";
import type { ClientOptions } from "../../../identity-domain/sending/client-options.ts";
import { failed, failureOf, notChecked, ok, type Result, warning } from "../check.ts";

/** The domain accepts signatures of the last five minutes. */
const refused = 5 * 60_000;

/** A difference that is worth a warning: less may come from the answer's way. */
const suspicious = 30_000;

/** Whether the domain answers, and what its clock says. */
export async function checkConnection(
  url: string,
  options: ClientOptions,
): Promise<{ readonly result: Result; readonly reached?: Reached }> {
  try {
    const reached = await reach(url, options);
    const { status, took } = reached;
    if (status === 200) return { result: ok(`${url} answers, in ${took} ms`), reached };
    if (status >= 500)
      return {
        result: failed(
          `${url} answers with ${status}`,
          "Run it again later: the domain, or something in front of it, failed.",
        ),
        reached,
      };
    return {
      result: failed(
        `${url} answers with ${status} where an identity domain has its discovery document`,
        `Check that ${url} is an identity domain's URL, and that no proxy answers instead.`,
      ),
      reached,
    };
  } catch (error) {
    return { result: failureOf(error) };
  }
}

/** Whether this machine's clock agrees with the domain's, by the header `Date` of an answer. */
export function checkClock(reached: Reached | undefined, now: number): Result {
  if (reached === undefined) return notChecked("the domain did not answer");
  const there = Date.parse(reached.date ?? "");
  if (Number.isNaN(there)) return notChecked("the domain's answer has no date");
  // The date has no fractions of a second, and was written somewhere on the answer's way.
  const difference = now - there;
  const allowance = 1000 + reached.took;
  const skew = Math.max(0, Math.abs(difference) - allowance);
  const words = `${Math.round(Math.abs(difference) / 1000)} s ${difference > 0 ? "ahead of" : "behind"} the identity domain's clock`;
  const fix = "Correct this machine's clock, for example with NTP.";
  if (skew >= refused) return failed(`${words}: it refuses signatures and assertions of more than five minutes`, fix);
  if (skew >= suspicious) return warning(words, fix);
  return ok("agrees with the identity domain's clock");
}
