import { type Filter, parse } from "scim2-parse-filter";
import { type Attribute, type AttributeTable, attributeNamed } from "./attribute.ts";
import { type AttributeChain, resolvePath, valuesAt } from "./attribute-path.ts";
import { compare } from "./compare.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";
import { ScimError } from "./scim-error.ts";

/** A filter, checked against the attribute table of one resource type. */
export interface CompiledFilter {
  test(resource: JsonObject): boolean;
  /** The paths that must equal a value for the filter to hold: candidates for an index. */
  readonly equalities: readonly { readonly path: string; readonly value: string }[];
  /** The top-level attributes that the filter reads. */
  readonly reads: ReadonlySet<string>;
}

/**
 * Parses a filter and resolves every path in it.
 *
 * @throws ScimError `invalidFilter` for a string that is not a filter, including one with an unknown attribute;
 * `notSearchable`
 * for an attribute that Oracle's model marks as not searchable.
 * @see RFC 7644, section 3.4.2.2
 */
export function compileFilter(type: AttributeTable, text: string): CompiledFilter {
  const filter = parsed(text);
  const reads = new Set<string>();
  const test = predicate(filter, (path) => {
    const chain = searchable(type, resolvePath(type.attributes, type.schema, path), path);
    if (chain[0] !== undefined) reads.add(chain[0].name);
    return chain;
  });
  return { test, reads, equalities: equalitiesOf(filter) };
}

/**
 * Compiles the filter inside `attribute[…]`; its paths are relative to that attribute. A plain list such as
 * `allowedGrants` has one member, `value`. It selects among given values: every member may be named.
 *
 * @throws ScimError `invalidFilter`
 */
export function compileValueFilter(type: AttributeTable, attribute: Attribute, text: string): (value: Json) => boolean {
  const plain = attribute.subAttributes.length === 0;
  const rows = plain ? [{ ...attribute, name: "value", multiValued: false }] : attribute.subAttributes;
  const test = predicate(parsed(text), (path) => {
    const chain = resolvePath(rows, type.schema, path);
    if (chain === undefined) throw new ScimError("invalidFilter", `${attribute.name} has no member ${path}.`);
    return chain;
  });
  return (value) => test(isObject(value) ? value : { value });
}

const longestFilter = 10_000;
const mostNesting = 100;

/**
 * Parses a filter. Its strings are JSON strings; the parser, which reads them in its own way, sees their numbers
 * instead.
 *
 * @see RFC 7644, section 3.4.2.2
 */
function parsed(text: string): Filter {
  if (text.length > longestFilter) throw tooLong();
  const strings: string[] = [];
  const masked = text.replace(/"(?:[^"\\]|\\.)*(?:"|$)/gs, (string) => `"${strings.push(string) - 1}"`);
  const nesting = masked.match(/[([]|\bnot\b/gi)?.length ?? 0;
  if (nesting > mostNesting) throw tooLong();
  try {
    return withStrings(parse(masked), strings);
  } catch {
    throw new ScimError("invalidFilter", `The filter ${text} is not valid.`);
  }
}

function tooLong(): ScimError {
  return new ScimError(
    "invalidFilter",
    `A filter may have ${longestFilter} characters and ${mostNesting} brackets and negations.`,
  );
}

/** The filter with its strings, decoded, in the place of their numbers. @throws SyntaxError */
function withStrings(filter: Filter, strings: readonly string[]): Filter {
  switch (filter.op) {
    case "and":
    case "or":
      return { ...filter, filters: filter.filters.map((one) => withStrings(one, strings)) };
    case "not":
      return { ...filter, filter: withStrings(filter.filter, strings) };
    case "[]":
      return { ...filter, valFilter: withStrings(filter.valFilter, strings) };
    case "pr":
      return filter;
    default: {
      const { compValue } = filter;
      return typeof compValue === "string"
        ? { ...filter, compValue: JSON.parse(strings[Number(compValue)] ?? "") }
        : filter;
    }
  }
}

function searchable(type: AttributeTable, chain: AttributeChain | undefined, path: string): AttributeChain {
  if (chain === undefined) throw new ScimError("invalidFilter", `${type.name} has no attribute ${path}.`);
  if (chain.at(-1)?.searchable !== true) {
    throw new ScimError("notSearchable", `The attribute ${path} of ${type.name} cannot be used in a filter.`);
  }
  return chain;
}

type Resolve = (path: string) => AttributeChain;

function predicate(filter: Filter, resolve: Resolve): (value: JsonObject) => boolean {
  switch (filter.op) {
    case "and": {
      const all = filter.filters.map((one) => predicate(one, resolve));
      return (value) => all.every((test) => test(value));
    }
    case "or": {
      const any = filter.filters.map((one) => predicate(one, resolve));
      return (value) => any.some((test) => test(value));
    }
    case "not": {
      const inner = predicate(filter.filter, resolve);
      return (value) => !inner(value);
    }
    case "[]":
      return valuePathPredicate(filter.attrPath, filter.valFilter, resolve);
    case "pr": {
      const chain = resolve(filter.attrPath);
      return (value) => valuesAt(value, chain).length > 0;
    }
    default: {
      const chain = withDefaultMember(resolve(filter.attrPath));
      const { op, compValue } = filter;
      if (op === "ne") return (value) => !valuesAt(value, chain).some((one) => compare(chain, one, "eq", compValue));
      return (value) => valuesAt(value, chain).some((one) => compare(chain, one, op, compValue));
    }
  }
}

function valuePathPredicate(path: string, inner: Filter, resolve: Resolve): (value: JsonObject) => boolean {
  // `allowedGrants[value eq "x"]`: a plain list has one member, the value itself. Resolving checks what may be
  // searched.
  const outer = (inside: string) => resolve(`${path}.${inside}`);
  let chain: AttributeChain | undefined;
  const test = predicate(inner, (inside) => {
    const plain = inside.toLowerCase() === "value" ? plainList(resolve, path) : undefined;
    if (plain !== undefined) {
      chain = plain;
      return [{ ...(plain.at(-1) as Attribute), name: "value" }];
    }
    const whole = outer(inside);
    chain = whole.slice(0, -1);
    return whole.slice(-1);
  });
  return (value) =>
    valuesAt(value, chain ?? []).some((one) => test(typeof one === "object" ? (one as JsonObject) : { value: one }));
}

function plainList(resolve: Resolve, path: string): AttributeChain | undefined {
  try {
    const chain = resolve(path);
    return chain.at(-1)?.subAttributes.length === 0 ? chain : undefined;
  } catch {
    return undefined;
  }
}

function withDefaultMember(chain: AttributeChain): AttributeChain {
  const member = attributeNamed(chain.at(-1)?.subAttributes ?? [], "value");
  return member === undefined ? chain : [...chain, member];
}

function equalitiesOf(filter: Filter, prefix = ""): readonly { path: string; value: string }[] {
  if (filter.op === "and") return filter.filters.flatMap((one) => equalitiesOf(one, prefix));
  if (filter.op === "[]") return equalitiesOf(filter.valFilter, `${prefix}${filter.attrPath}.`);
  if (filter.op === "eq" && typeof filter.compValue === "string") {
    return [{ path: prefix + filter.attrPath, value: filter.compValue }];
  }
  return [];
}
