import { type Attribute, type AttributeTable, attributeNamed, type Returned } from "./attribute.ts";
import { resolvePath } from "./attribute-path.ts";
import { compileValueFilter } from "./filter.ts";
import type { JsonObject } from "./json.ts";
import { ScimError } from "./scim-error.ts";

/** Which attributes an answer shows. */
export interface Selection {
  readonly sets: ReadonlySet<Returned>;
  readonly named: ReadonlyMap<string, NamedAttribute>;
}

/** One attribute that the request named, by its canonical name. */
export interface NamedAttribute {
  /** The sub-attributes that were named; `undefined` when the attribute was named as a whole. */
  readonly members: ReadonlyMap<string, NamedAttribute> | undefined;
  /** Which values of a list are shown: `grants[granteeType eq "User"]`, `members[startIndex=1&count=10]`. */
  readonly pick: ((values: readonly JsonObject[]) => readonly JsonObject[]) | undefined;
}

const attributeSets: readonly (Returned | "all")[] = ["all", "always", "never", "request", "default"];

/** What is shown if the request does not say. */
export const defaultSelection: Selection = { sets: new Set(["default"]), named: new Map() };

/**
 * Reads `attributes` and `attributeSets`; the answer shows their union. Neither, or an empty one, means the default
 * set. A name that the resource type does not have selects nothing.
 *
 * @throws ScimError `invalidParameter` for an unknown attribute set
 * @see Oracle, "Query Parameters"; npm `oci-identitydomains`, list-apps-request
 */
export function readSelection(type: AttributeTable, parameters: URLSearchParams): Selection {
  const names = parameters.getAll("attributes").flatMap(splitOutsideBrackets);
  const sets = parameters.getAll("attributeSets").flatMap((value) => value.split(",").map((one) => one.trim()));
  return selectionOf(type, names.filter(Boolean), sets.filter(Boolean));
}

function selectionOf(type: AttributeTable, names: readonly string[], setNames: readonly string[]): Selection {
  if (names.length === 0 && setNames.length === 0) return defaultSelection;
  const sets = new Set<Returned>();
  for (const name of setNames) {
    const set = attributeSets.find((one) => one === name.toLowerCase());
    if (set === undefined) {
      throw new ScimError("invalidParameter", `attributeSets: ${name} is not one of ${attributeSets.join(", ")}.`);
    }
    for (const one of set === "all" ? (["default", "request"] as const) : [set]) sets.add(one);
  }
  const named = new Map<string, NamedAttribute>();
  for (const name of names) select(type, named, name);
  return { sets, named };
}

function select(type: AttributeTable, named: Map<string, NamedAttribute>, text: string): void {
  const [, before = text, inside, after] = /^([^[]*)\[(.*)\](?:\.(.+))?$/s.exec(text) ?? [];
  const path = after === undefined ? before : `${before}.${after}`;
  const chain = resolvePath(type.attributes, type.schema, path);
  const holder = resolvePath(type.attributes, type.schema, before)?.at(-1);
  if (chain === undefined || holder === undefined) return;
  const pick = inside === undefined ? undefined : picker(type, holder, inside);
  let level = named;
  chain.forEach((attribute, depth) => {
    const known = level.get(attribute.name);
    const last = depth === chain.length - 1;
    const members = last || (known !== undefined && known.members === undefined) ? undefined : new Map(known?.members);
    level.set(attribute.name, { members, pick: attribute === holder ? pick : known?.pick });
    level = members ?? new Map();
  });
}

function picker(type: AttributeTable, attribute: Attribute, text: string): NonNullable<NamedAttribute["pick"]> {
  if (/^(startIndex|count)=/i.test(text)) {
    const page = new URLSearchParams(text.toLowerCase());
    const start = Math.max(1, Number(page.get("startindex") ?? 1)) - 1;
    return (values) => values.slice(start, start + Number(page.get("count") ?? values.length));
  }
  const test = compileValueFilter(type, attribute, text);
  return (values) => values.filter(test);
}

/** Whether an answer of this selection may show the top-level attribute: only then is a computed one computed. */
export function selects(selection: Selection, attribute: Attribute): boolean {
  if (attribute.returned === "never") return false;
  if (attribute.returned === "always" || selection.named.has(attribute.name)) return true;
  return selection.sets.has(attribute.returned ?? "default");
}

/** Splits at the commas that are neither within brackets nor within the strings of a filter in them. */
function splitOutsideBrackets(text: string): readonly string[] {
  const parts = [""];
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*(?:"|$)|./gs)) {
    if (token === "[") depth += 1;
    else if (token === "]") depth -= 1;
    if (token === "," && depth <= 0) parts.push("");
    else parts.push(`${parts.pop()}${token}`);
  }
  return parts.map((one) => one.trim());
}

/** The row of a top-level attribute of a resource type, which must exist. */
export function topLevel(type: AttributeTable, name: string): Attribute {
  const attribute = attributeNamed(type.attributes, name);
  if (attribute === undefined) throw new TypeError(`${type.name} has no attribute ${name}`);
  return attribute;
}
