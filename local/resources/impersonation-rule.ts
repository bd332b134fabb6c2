/** A rule of a trust: which tokens may impersonate its service user. */
export interface ImpersonationRule {
  readonly claim: string;
  readonly operator: "eq" | "co";
  readonly value: string;
}

/**
 * Reads a rule: a claim's name, `eq` or `co`, and a value; name and value may be in quotes. Undefined for anything else, and
 * for `co` with a wildcard.
 *
 * @see Oracle, "Token Exchange Grant Type: Exchanging a JSON Web Token for a UPST", impersonatingServiceUsers
 */
export function impersonationRule(text: string): ImpersonationRule | undefined {
  const [, claim = "", operator = "", value = ""] = /^(\S+) +(eq|co) +(\S.*)$/i.exec(text.trim()) ?? [];
  const rule = { claim: unquoted(claim), operator: operator.toLowerCase() as "eq" | "co", value: unquoted(value) };
  if (rule.claim === "" || rule.value === "") return undefined;
  return rule.operator === "co" && rule.value.includes("*") ? undefined : rule;
}

/** Whether a token matches a rule. Only a claim that is a string can match; upper and lower case matter (assumed). */
export function matches({ claim, operator, value }: ImpersonationRule, claims: Readonly<Record<string, unknown>>) {
  const found = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  if (typeof found !== "string") return false;
  return operator === "co" ? found.includes(value) : equals(found, value.split("*"));
}

/** Whether a text is these parts in this order, with anything between them. */
function equals(text: string, parts: readonly string[]): boolean {
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text;
}
