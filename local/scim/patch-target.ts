import type { AttributeTable } from "./attribute.ts";
import { type AttributeChain, resolvePath } from "./attribute-path.ts";
import { compileValueFilter } from "./filter.ts";
import type { Json } from "./json.ts";
import { ScimError } from "./scim-error.ts";
import { changeRefusal } from "./write-rules.ts";

/** What a PATCH path points at. */
export interface PatchTarget {
  readonly chain: AttributeChain;
  /** Which elements of the list at `depth` of the chain are meant; without it, all of them. */
  readonly selected: { readonly depth: number; readonly test: (value: Json) => boolean } | undefined;
}

/**
 * Resolves `attr`, `attr.sub`, `attr[filter]` and `attr[filter].sub`, each with or without a schema URN in front.
 *
 * @throws ScimError `invalidPath` for a path that names nothing, `readOnlyAttribute` for one that cannot be changed
 * @see RFC 7644, section 3.5.2, figure 1
 */
export function patchTarget(type: AttributeTable, path: string): PatchTarget {
  const [, before = path, filter, after] = /^([^[]*)\[(.*)\](?:\.(.+))?$/s.exec(path) ?? [];
  const outer = resolvePath(type.attributes, type.schema, before);
  const chain = after === undefined ? outer : resolvePath(type.attributes, type.schema, `${before}.${after}`);
  const holder = outer?.at(-1);
  if (outer === undefined || holder === undefined || chain === undefined) throw noAttribute(type, path);
  const readOnly = chain.find(({ mutability }) => mutability === "readOnly");
  if (readOnly !== undefined) throw changeRefusal("readOnlyAttribute", path);
  if (filter === undefined) return { chain, selected: undefined };
  if (holder.multiValued !== true) throw new ScimError("invalidPath", `${before} is not a list: it takes no filter.`);
  return { chain, selected: { depth: outer.length - 1, test: compileValueFilter(type, holder, filter) } };
}

function noAttribute(type: AttributeTable, path: string): ScimError {
  return new ScimError("invalidPath", `The path ${path} names no attribute of ${type.name}.`);
}
