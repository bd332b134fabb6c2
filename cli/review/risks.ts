import { count } from "../../wording/plural.ts";
import { quote } from "../../wording/quote.ts";
import { withConsent } from "./access-of.ts";
import { placesIn } from "./delivery-words.ts";
import type { AspectChange, Remark, SubjectChange } from "./json.ts";

/** What a reviewer should look at first, by the aspect that changes. */
const risks: Readonly<Record<string, (change: AspectChange, one: SubjectChange) => string | undefined>> = {
  "roles of the identity domain": ({ added }) =>
    added.length > 0 ? `gets ${count(added.length, "role")} of the identity domain itself: ${list(added)}.` : undefined,
  "authorized resources": ({ added }) => {
    const [kind] = added;
    if (kind === undefined || kind === "specific") return undefined;
    return kind === "all" ? "gets tokens for all resource apps." : `gets tokens for all apps that are ${list(added)}.`;
  },
  "allowed operations": ({ added }) =>
    added.includes("onBehalfOfUser") ? "may act on behalf of users beyond its own roles." : undefined,
  "bypass consent": ({ added }) => (added.length > 0 ? "is used without the consent of users." : undefined),
  "grant types": ({ added }) => {
    const weak = added.filter((word) => /^(resource owner|implicit)$/i.test(word));
    return weak.length > 0 ? `gets tokens by ${list(weak)}, which OAuth 2.1 has removed.` : undefined;
  },
  delivery: ({ added }) => {
    const places = placesIn(added);
    return places.length > 0
      ? `has its client secret delivered to ${list(places)}: whoever may read that place has it.`
      : undefined;
  },
  exclusive: ({ removed }) =>
    removed.includes("yes") ? "keeps rights that it has beside the manifest: none is revoked any more." : undefined,
  "former names": ({ added }, { kind, what }) =>
    added.length > 0 && kind === "new"
      ? `says that it was ${list(added)}, which the base does not have: if a stack still has ${added.length === 1 ? "it" : "one of them"}, this ${what} takes over its application.`
      : undefined,
  "ID token encryption": ({ added, removed }) =>
    added.length === 0 && removed.length > 0 ? "gets ID tokens that are not encrypted." : undefined,
  pages: ({ added }) =>
    added.some((one) => one.startsWith("customSignInUrl:"))
      ? "has a sign-in page of its own: it sees what users type there."
      : undefined,
  tags: ({ added }, { what }) =>
    what === "API" && added.length > 0
      ? `has other tags, ${list(added)}: clients with "authorizedResources: tagged" may get tokens for it.`
      : undefined,
  state: ({ added, removed }) =>
    removed.length > 0 && added.includes("active") ? `is active again: it was ${list(removed)}.` : undefined,
  rotation: ({ added, removed }) =>
    removed.length > 0 && added.length === 0 ? "no longer has its client secret rotated." : undefined,
  "enforce grants": ({ removed }) =>
    removed.length > 0 ? "no longer needs an assignment: every user gets tokens by it." : undefined,
  "network perimeters": ({ added, removed }, { kind }) => {
    if (kind === "new" || added.length === 0) return undefined;
    if (added.includes("anywhere")) return "may be used from anywhere.";
    return removed.includes("anywhere") ? undefined : `may be used from other addresses too: ${list(added)}.`;
  },
  "client type": ({ added }) => {
    if (added.includes("public")) return "is public: it has no secret.";
    return added.includes("trusted") ? "is trusted: it may sign assertions about users itself." : undefined;
  },
  "http URLs": ({ added }) => (added.length > 0 ? "may use redirect URLs without TLS." : undefined),
  adopts: ({ added }) =>
    added.length > 0 ? `takes over ${list(added)}, an application that exists: is it the team's own?` : undefined,
  audience: ({ added, removed }) =>
    added.length > 0 && removed.length > 0
      ? "has another audience: programs must request its scopes by other names."
      : undefined,
  "scopes that it offers": ({ added, removed }) => {
    const unasked = removed.flatMap((scope) => added.find((one) => scope === `${one}${withConsent}`) ?? []);
    if (unasked.length > 0) return `gives ${list(unasked)} without the consent of users.`;
    const lost = removed.filter((scope) => !added.includes(`${scope}${withConsent}`));
    return lost.length > 0 ? `no longer offers ${list(lost)}: clients lose them.` : undefined;
  },
  "app roles that it offers": ({ removed }) =>
    removed.length > 0 ? `no longer offers ${list(removed)} as before: those who hold them may lose them.` : undefined,
  secret: ({ added, removed }) => {
    const version = (values: readonly string[]) => /^version (\d+)/.exec(values[0] ?? "")?.[1];
    return removed.length > 0 && version(added) !== version(removed)
      ? "gets a new client secret: the old one stops working at once."
      : undefined;
  },
  "client ID": ({ added, removed }) =>
    added.length > 0 && removed.length > 0
      ? `has another client ID, ${list(added)} instead of ${list(removed)}: programs that use the old one are refused.`
      : undefined,
  certificates: ({ added, removed }) =>
    removed.length > 0
      ? `loses ${count(removed.length, "certificate")}${added.length > 0 ? " and gets others" : ""}.`
      : undefined,
};

/** Of one that another team had: what it has goes to this team. */
function handedOver({ kind, subject, team, was }: SubjectChange): string | undefined {
  const former = was?.split("/")[0];
  if (kind !== "renamed" || former === undefined || former === team) return undefined;
  return `${quote(subject)} was ${quote(was)}: team ${quote(team)} gets the application of team ${quote(former)} with its client ID and client secret, so team ${quote(former)} should agree.`;
}

/** What gives a client more than most clients have, or takes something away that programs use. */
export function risksOf(one: SubjectChange): Remark[] {
  if (one.kind === "gone") return [];
  const { subject, environments, file, line, column } = one;
  const about = { rule: "look-at", subject, environments, file, line, column };
  const handed = handedOver(one);
  const found = one.changes.flatMap((change) => {
    const risk = Object.hasOwn(risks, change.aspect) ? risks[change.aspect]?.(change, one) : undefined;
    if (risk === undefined || (one.kind === "new" && change.added.length === 0)) return [];
    return [{ ...about, message: `${quote(subject)} ${risk}` }];
  });
  return handed === undefined ? found : [{ ...about, message: handed }, ...found];
}

function list(values: readonly string[]): string {
  const shown = values.slice(0, 5).map(quote).join(", ");
  return values.length > 5 ? `${shown} and ${values.length - 5} more` : shown;
}
