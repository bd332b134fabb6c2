import { z } from "zod";
import { nearest, notFound } from "../../wording/nearest.ts";
import { quote } from "../../wording/quote.ts";
import { inYaml } from "../yaml/in-yaml.ts";
import { type Path, pathText, type Source, sourceText } from "../yaml/position.ts";
import { type Problem, problemIn } from "../yaml/problem.ts";
import type { Data } from "./data.ts";

/** The result of validating the data of a file: the validated data, or everything that is wrong. */
export type Validated<T> = { readonly data: T; readonly problems: [] } | { readonly problems: readonly Problem[] };

/** Validates the data of a file against a schema; everything that is wrong is reported at its place. */
export function validate<T extends z.ZodType>(schema: T, source: Source, value: unknown): Validated<Data<z.output<T>>> {
  const result = schema.safeParse(value);
  const lost = lostKeys(schema, value, []).map((path) =>
    problemIn(source, path, '"__proto__" cannot be a key here.', "key"),
  );
  if (result.success && lost.length > 0) return { problems: lost };
  if (result.success) return { data: result.data as Data<z.output<T>>, problems: [] };
  const validation = { schema, source, value };
  const { issues } = result.error;
  const misspelt = new Set(issues.flatMap((issue) => meantKeys(issue, schema)).map(pathText));
  const isMissing = ({ code, path }: z.core.$ZodIssue) =>
    code === "invalid_type" && valueAt(value, path as Path) === undefined;
  // A key that is misspelt is one mistake: it is not reported as missing too.
  const mistakes = issues.filter((issue) => !isMissing(issue) || !misspelt.has(pathText(issue.path as Path)));
  return { problems: [...mistakes.flatMap((issue) => problemsOf(issue, validation)), ...lost] };
}

/** The paths of keys `__proto__` in objects with any keys: the schema would drop them without a word. */
function lostKeys(schema: z.ZodType, value: unknown, path: Path, seen = new Set<object>()): Path[] {
  // Aliases repeat objects, and may refer to themselves.
  if (typeof value !== "object" || value === null || seen.has(value)) return [];
  seen.add(value);
  const isLost = Object.hasOwn(value, "__proto__") && objectOf(schemaAt(schema, path)) instanceof z.ZodRecord;
  const inside = Object.entries(value).flatMap(([key, one]) =>
    lostKeys(schema, one, [...path, Array.isArray(value) ? Number(key) : key], seen),
  );
  return isLost ? [[...path, "__proto__"], ...inside] : inside;
}

/** The keys that unknown keys probably stand for, with their paths. */
function meantKeys(issue: z.core.$ZodIssue, schema: z.ZodType): Path[] {
  if (issue.code !== "unrecognized_keys") return [];
  const path = issue.path as Path;
  const keys = keysOf(objectOf(schemaAt(schema, path)));
  return issue.keys.flatMap((key) => {
    const meant = nearest(key, keys);
    return meant === undefined ? [] : [[...path, meant]];
  });
}

interface Validation {
  readonly schema: z.ZodType;
  readonly source: Source;
  readonly value: unknown;
}

function problemsOf(issue: z.core.$ZodIssue, validation: Validation): Problem[] {
  const { schema, source, value } = validation;
  const path = issue.path as Path;
  const at = (message: string) => [problemIn(source, path, message)];
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => problemIn(source, [...path, key], unknownKey(key, schemaAt(schema, path)), "key"));
    case "invalid_key":
      return issue.issues.map(({ message }) => problemIn(source, path, message, "key"));
    case "invalid_union": {
      const meant = issue.errors.find(isOfThisKind);
      if (meant)
        return meant.flatMap((nested) => problemsOf({ ...nested, path: [...path, ...nested.path] }, validation));
      return at(wrongType(issue.errors.flat().map(expectedKind).join(" or "), validation, path));
    }
    case "invalid_type":
      return at(wrongType(issue.expected, validation, path));
    case "invalid_value":
      return typeof valueAt(value, path) !== "string" && issue.values.some((one) => typeof one === "string")
        ? at(wrongType("string", validation, path))
        : at(issue.message);
    case "too_small":
      return at(tooSmall(issue, valueAt(value, path)));
    case "too_big":
      return at(tooBig(issue, valueAt(value, path)));
    default:
      return at(issue.message);
  }
}

function unknownKey(key: string, choice: unknown): string {
  const schema = objectOf(choice);
  return notFound(key, `a key of ${metaOf(schema)?.title ?? "this object"}`, keysOf(schema));
}

function keysOf(schema: unknown): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** True if this alternative of a union accepts the type of the value, and refuses only its content. */
function isOfThisKind(issues: readonly z.core.$ZodIssue[]): boolean {
  return !issues.some(({ code, path }) => code === "invalid_type" && path.length === 0);
}

function expectedKind(issue: z.core.$ZodIssue): string {
  return issue.code === "invalid_type" ? (kinds[issue.expected] ?? issue.expected) : "";
}

const kinds: Readonly<Record<string, string>> = {
  string: "a string",
  boolean: "true or false",
  number: "a whole number",
  int: "a whole number",
  array: "a list",
  object: "an object",
  record: "an object",
};

function wrongType(expected: string, { schema, source, value }: Validation, path: Path): string {
  const found = valueAt(value, path);
  const { description, examples } = metaOf(schemaAt(schema, path)) ?? {};
  const example = Array.isArray(examples) && examples.length > 0 ? `, for example ${inYaml(examples[0])}` : "";
  if (found === undefined) return `missing${example}. ${description ?? ""}`.trimEnd();
  const kind = kinds[expected] ?? expected;
  if (found === null) return `is empty, but ${kind} is expected${example}.`;
  if (path.at(-1) === "secret" && typeof found !== "object") {
    return `is a ${typeof found}, which is not shown because it may be a client secret, but ${kind} is expected${example}: no manifest contains a secret.`;
  }
  const written = sourceText(source, path) ?? String(found);
  if (typeof found === "number" && Array.isArray(examples) && /^\d+d$/.test(String(examples[0]))) {
    return `${written} is a number, but a period is expected: write ${written}d for ${written} days.`;
  }
  if (expected === "string" && (typeof found === "number" || typeof found === "boolean")) {
    return `${written} is a ${typeof found}, but a string is expected: put it in quotes, ${quote(written)}.`;
  }
  if (expected === "boolean") return `${quote(found)} is not a boolean: write true or false.`;
  if (expected === "array" && typeof found === "string") {
    return `${quote(found)} is a string, but a list is expected: write ${inYaml([found])}.`;
  }
  if (kind === "a whole number" && typeof found === "string" && /^\d+$/.test(found)) {
    return `${quote(found)} is a string, but a whole number is expected: remove the quotes.`;
  }
  return `${kindOf(found)}, but ${kind} is expected${example}.`;
}

function kindOf(found: unknown): string {
  if (typeof found === "string") return `${quote(found)} is a string`;
  if (typeof found === "object") return `is ${quote(found)}`;
  return `${quote(found)} is a ${typeof found}`;
}

function tooSmall({ origin, minimum }: z.core.$ZodIssueTooSmall, found: unknown): string {
  if (origin === "array") return "is an empty list: at least one entry is expected.";
  if (origin === "string") return `${quote(found)} is empty.`;
  return `${quote(found)} is less than ${minimum}, the minimum.`;
}

function tooBig({ origin, maximum }: z.core.$ZodIssueTooBig, found: unknown): string {
  if (origin !== "string") return `${quote(found)} is more than ${maximum}, the maximum.`;
  return `${quote(found)} has ${String(found).trim().length} characters: an identity domain accepts at most ${maximum}.`;
}

/** The schema of the value at a path, with its wrappers. */
function schemaAt(schema: z.ZodType, path: Path): unknown {
  let inside: unknown = schema;
  for (const part of path) {
    const outer = objectOf(inside);
    if (outer instanceof z.ZodObject) inside = outer.shape[part];
    else if (outer instanceof z.ZodArray) inside = outer.element;
    else if (outer instanceof z.ZodRecord) inside = outer.valueType;
    else return undefined;
  }
  return inside;
}

/** The schema inside a wrapper that makes a value optional or transforms it; absent if the schema is not a wrapper. */
function innerOf(schema: unknown): unknown {
  if (schema instanceof z.ZodPipe) return schema.in;
  const isWrapper = [z.ZodOptional, z.ZodNullable, z.ZodPrefault].some((kind) => schema instanceof kind);
  return isWrapper ? (schema as z.ZodOptional).unwrap() : undefined;
}

function unwrapped(schema: unknown): unknown {
  const inner = innerOf(schema);
  return inner === undefined ? schema : unwrapped(inner);
}

/** The metadata of a schema, or of the nearest schema inside its wrappers that has any. */
function metaOf(schema: unknown): z.core.GlobalMeta | undefined {
  if (!(schema instanceof z.ZodType)) return undefined;
  return z.globalRegistry.get(schema) ?? metaOf(innerOf(schema));
}

/** A schema without its wrappers; of a union, the alternative that is an object. */
function objectOf(schema: unknown): unknown {
  const found = unwrapped(schema);
  return found instanceof z.ZodUnion ? found.options.map(unwrapped).find((one) => one instanceof z.ZodObject) : found;
}

function valueAt(value: unknown, path: Path): unknown {
  let inside = value;
  for (const part of path) {
    if (typeof inside !== "object" || inside === null || !Object.hasOwn(inside, part)) return undefined;
    inside = (inside as Record<string | number, unknown>)[part];
  }
  return inside;
}
