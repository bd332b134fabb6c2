import type { Context } from "../context.ts";
import { type Finding, found } from "../finding.ts";
import { secondsBetween, secondsIn, spanOf } from "../span.ts";

/** Tolerance of many services for clocks that differ, in seconds. */
const tolerance = 60;

/** Whether the token is valid now. */
export function aboutTime({ claims, now }: Pick<Context, "claims" | "now">): Finding {
  const exp = secondsIn(claims.exp);
  if (exp === undefined) return found("time", "refused", "it has no time of expiry (exp): no service accepts that.");
  const odd = (["nbf", "iat"] as const).find(
    (name) => claims[name] !== undefined && secondsIn(claims[name]) === undefined,
  );
  if (odd !== undefined) return found("time", "refused", `its claim ${odd} is no time: no service accepts that.`);
  const left = secondsBetween(now, exp);
  const until = new Date(exp * 1000).toISOString();
  if (left <= 0) {
    const close =
      left > -tolerance ? " Services whose clock is behind, or that tolerate a difference, may still accept it." : "";
    return found("time", "refused", `expired ${spanOf(-left)} ago, at ${until}: request a new one.${close}`);
  }
  const begin = Math.max(secondsIn(claims.nbf) ?? 0, secondsIn(claims.iat) ?? 0);
  const early = secondsBetween(now, begin);
  if (early > tolerance)
    return found(
      "time",
      "refused",
      `valid in ${spanOf(early)} only, from ${new Date(begin * 1000).toISOString()}: the clock of the domain that issued it is ahead of the one here. Correct the clock that is wrong, for example with NTP.`,
    );
  return found("time", "ok", `expires in ${spanOf(left)}, at ${until}`);
}

/** What differs between this machine's clock and the domain's, if it matters. */
export function aboutClock(here: Date, domain: Date | undefined): Finding[] {
  const ahead = domain === undefined ? 0 : Math.round((here.getTime() - domain.getTime()) / 1000);
  if (Math.abs(ahead) <= tolerance) return [];
  return [
    found(
      "time",
      "note",
      `this machine's clock is ${spanOf(Math.abs(ahead))} ${ahead > 0 ? "ahead of" : "behind"} the domain's: the domain's is used here. Correct it, for example with NTP: a service on this machine would judge tokens by it.`,
    ),
  ];
}
