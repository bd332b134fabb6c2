import { ownershipTags } from "../../../naming/ownership-tags.ts";
import { quote } from "../../../wording/quote.ts";
import type { Property, Shape } from "../../property-table/property-table.ts";
import { matches } from "../../values/plan.ts";
import { isEmpty, isList, isValues, type Value, type Values } from "../../values/property-values.ts";

/** What an application is called, what it keeps, and what changes when it is adopted. */
export function adoptionInWords(
  { displayName, id, name, isOAuthClient, clientType }: Values,
  changes: readonly string[],
): string {
  const stays = clientType === "public" ? "stays" : "and secret stay";
  const kept = isOAuthClient === true ? `client ID ${quote(name)} ${stays}` : "it keeps its id";
  const what = changes.length === 0 ? "changes nothing but ownership tags" : `changes: ${changes.join(", ")}`;
  return `adopts the application ${quote(displayName)} (id ${id}): ${kept}; ${what}.`;
}

/** What changes, one string for each property, such as `description "a" → "b"` and `allowedScopes − x + y`; ownership tags are not named. */
export function changesInWords(shape: Shape, found: Values, news: Values, changed: readonly string[]): string[] {
  return changed.flatMap((name) => {
    const [property, old, value] = [shape[name], found[name], news[name]];
    if (name === "schemas" || property === undefined || value === undefined) return [];
    if (!isList(value)) return [`${name} ${shown(old)} → ${shown(value)}`];
    const elements = elementsInWords(property, isList(old) ? old : [], value);
    return elements.length === 0 ? [] : [`${name} ${elements.join(" ")}`];
  });
}

function elementsInWords(property: Property, old: readonly Value[], value: readonly Value[]): string[] {
  const found = matches(property, value, old);
  const removed = old.filter((element) => !found.includes(element));
  const added = value.filter((element, index) => found[index] === undefined && !isOwnershipTag(element));
  const gone = new Set(removed.map(nameOf));
  const changed = new Set(added.map(nameOf).filter((name) => gone.has(name)));
  const lists = (sign: string, elements: readonly Value[]): string[] =>
    elements.filter((element) => !changed.has(nameOf(element))).map((element) => `${sign} ${nameOf(element)}`);
  return [...lists("−", removed), ...lists("+", added), ...[...changed].map((name) => `~ ${name}`)];
}

const ownershipKeys: readonly string[] = Object.values(ownershipTags);

function isOwnershipTag(element: Value): boolean {
  return isValues(element) && "value" in element && ownershipKeys.includes(String(element.key));
}

/** What identifies an element to a reader: a tag as `key=value`, a scope, a reference or an alias by its name. */
function nameOf(element: Value): string {
  if (!isValues(element)) return String(element);
  if (element.key !== undefined) return `${element.key}=${element.value}`;
  return String(element.fqs || element.certAlias || element.value || JSON.stringify(element));
}

function shown(value: Value | undefined): string {
  if (isValues(value)) return JSON.stringify(value);
  return isEmpty(value) && typeof value !== "boolean" && typeof value !== "number" ? "none" : quote(value);
}
