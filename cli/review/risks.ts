import { count } from "../../wording/plural.ts";
import { quote } from "../../wording/quote.ts";
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
  "enforce grants": ({ removed }) =>
    removed.length > 0 ? "no longer needs an assignment: every user gets tokens by it." : undefined,
  "network perimeters": ({ added }, { kind }) =>
    kind !== "new" && added.includes("anywhere") ? "may be used from anywhere." : undefined,
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
  "scopes that it offers": ({ removed }) =>
    removed.length > 0 ? `no longer offers ${list(removed)}: clients lose them.` : undefined,
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

/** What gives a client more than most clients have, or takes something away that programs use. */
export function risksOf(one: SubjectChange): Remark[] {
  if (one.kind === "gone") return [];
  const { subject, environments, file, line, column } = one;
  return one.changes.flatMap((change) => {
    const risk = Object.hasOwn(risks, change.aspect) ? risks[change.aspect]?.(change, one) : undefined;
    if (risk === undefined || (one.kind === "new" && change.added.length === 0)) return [];
    return [{ rule: "look-at", subject, environments, file, line, column, message: `${quote(subject)} ${risk}` }];
  });
}

function list(values: readonly string[]): string {
  const shown = values.slice(0, 5).map(quote).join(", ");
  return values.length > 5 ? `${shown} and ${values.length - 5} more` : shown;
}
