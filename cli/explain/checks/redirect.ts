import { nearest } from "../../../wording/nearest.ts";
import { quote } from "../../../wording/quote.ts";
import type { Case } from "./case.ts";
import { placeOf } from "./declared-client.ts";
import { confirmed, type Finding, open, ruledOut } from "./findings.ts";

/** Whether the redirect URL of the request is not registered at the client. */
export async function redirectNotRegistered(one: Case): Promise<Finding> {
  const { redirectUri } = one.message.parameters;
  const app = await one.app();
  if (redirectUri === undefined || app === "unknown" || app === undefined) return open;
  const registered = app.redirectUris ?? [];
  const shown = one.shown(withoutQuery(redirectUri));
  const question = `is ${quote(shown)} a redirect URL of ${quote(app.displayName)}?`;
  if (registered.includes(redirectUri)) return ruledOut(`${question} Yes.`);
  const list = registered.length === 0 ? "it has none" : `it has ${registered.slice(0, 10).join(", ")}`;
  const place = one.client && placeOf(one.client, ["redirectUrls"]);
  const meant = nearest(redirectUri, registered);
  const fix = [
    meant && `The nearest is ${meant}: ${differenceOf(redirectUri, meant)}.`,
    place === undefined
      ? "Send one of the registered URLs; register this one only if it is yours."
      : `Send one of the registered URLs. Only if this one is yours, and the client is to return there: add it at ${place} and run \`pulumi up\`.`,
  ].filter(Boolean);
  return confirmed(`${question} No: ${list}.`, fix.join(" "));
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, "");
}

/** In what two URLs differ, in words. */
function differenceOf(sent: string, registered: string): string {
  if (sent.toLowerCase() === registered.toLowerCase()) return "upper and lower case differ";
  if (sent.replace(/\/$/, "") === registered.replace(/\/$/, "")) return "only the slash at the end differs";
  const [one, other] = [URL.parse(sent), URL.parse(registered)];
  if (one === null || other === null) return "the two must be equal, character by character";
  const parts = (["protocol", "hostname", "port", "pathname", "search"] as const).filter(
    (part) => one[part] !== other[part],
  );
  const words = { protocol: "scheme", hostname: "host", port: "port", pathname: "path", search: "query" };
  return `the ${parts.map((part) => words[part]).join(" and the ")} differ${parts.length === 1 ? "s" : ""}`;
}
