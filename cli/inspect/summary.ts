import { oneLine } from "../../wording/one-line.ts";
import { allApps, audiencesIn } from "./audiences.ts";
import { type Context, holderName, isOfUser } from "./context.ts";
import type { ResourceApp } from "./domain-facts.ts";
import { secondsBetween, secondsIn, spanOf } from "./span.ts";

/** What an access token is: `user token of callan@example.com for OICINST_finance, expires in 58 min`. */
export function summaryOf(context: Context, app: ResourceApp | undefined): string {
  const { claims, now, client } = context;
  const whose = `${isOfUser(context) ? "user" : "client"} token of ${holderName(context)}`;
  const by = isOfUser(context) && client !== undefined ? ` through ${client.name}` : "";
  return `${whose}${by} for ${oneLine(target(context, app), 200)}, ${expiry(claims.exp, now)}`;
}

function target({ claims }: Context, app: ResourceApp | undefined): string {
  if (app !== undefined) return app.displayName;
  const audiences = audiencesIn(claims);
  if (audiences.includes(allApps)) return "all apps of the domain";
  return audiences.length === 0 ? "no audience" : audiences.join(", ");
}

function expiry(claim: unknown, now: Date): string {
  const exp = secondsIn(claim);
  if (exp === undefined) return "without an expiry";
  const left = secondsBetween(now, exp);
  return left > 0 ? `expires in ${spanOf(left)}` : `expired ${spanOf(-left)} ago`;
}
