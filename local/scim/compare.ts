import type { AttributeChain } from "./attribute-path.ts";
import type { Json } from "./json.ts";

/** The comparison operators of a filter, except `ne`. */
export type Operator = "eq" | "co" | "sw" | "ew" | "gt" | "lt" | "ge" | "le";

/** Compares a stored value with a filter's, by the type and case rule of the attribute at the end of the chain. */
export function compare(
  chain: AttributeChain,
  stored: Json,
  operator: Operator,
  wanted: string | number | boolean | null,
) {
  const attribute = chain.at(-1);
  if (attribute?.type === "dateTime" && typeof stored === "string" && typeof wanted === "string") {
    return holds(Date.parse(stored), operator, Date.parse(wanted));
  }
  if (typeof stored === "string" && typeof wanted === "string" && attribute?.caseExact !== true) {
    return holds(stored.toLowerCase(), operator, wanted.toLowerCase());
  }
  return holds(stored, operator, wanted);
}

function holds(stored: Json, operator: Operator, wanted: string | number | boolean | null): boolean {
  if (operator === "eq") return stored === wanted;
  if (typeof stored === "string" && typeof wanted === "string") {
    if (operator === "co") return stored.includes(wanted);
    if (operator === "sw") return stored.startsWith(wanted);
    if (operator === "ew") return stored.endsWith(wanted);
    return ordered(stored < wanted ? -1 : stored > wanted ? 1 : 0, operator);
  }
  if (typeof stored === "number" && typeof wanted === "number") return ordered(stored - wanted, operator);
  return false;
}

function ordered(difference: number, operator: Operator): boolean {
  if (operator === "gt") return difference > 0;
  if (operator === "ge") return difference >= 0;
  if (operator === "lt") return difference < 0;
  return operator === "le" && difference <= 0;
}
