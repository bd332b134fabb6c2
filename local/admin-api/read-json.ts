import { isObject, type Json } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { AdminContext } from "./admin-request.ts";

const deepestNesting = 32;

/**
 * The parsed body of a request.
 *
 * @throws ScimError `wrongContentType` (415), `invalidJson` for a body that is not JSON or is nested more than 32
 * levels
 * deep, `unknownAttribute` for a member `__proto__`, which no resource has
 */
export function readJson(c: AdminContext): Json {
  const contentType = (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (contentType !== "application/json" && contentType !== "application/scim+json") {
    throw new ScimError("wrongContentType", "The Content-Type must be application/json or application/scim+json.");
  }
  const json = parsed(c.env.body.toString("utf8"));
  refuseUnusable(json);
  return json;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new ScimError("invalidJson", "The request body is not valid JSON.");
  }
}

/** Not recursive, so that no nesting can exhaust the stack. */
function refuseUnusable(json: Json): void {
  let level: readonly Json[] = [json];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepestNesting) {
      throw new ScimError("invalidJson", `The request body is nested more than ${deepestNesting} levels deep.`);
    }
    level = level.flatMap((value): readonly Json[] => {
      if (Array.isArray(value)) return value;
      if (!isObject(value)) return [];
      if (Object.hasOwn(value, "__proto__")) throw new ScimError("unknownAttribute", "Unknown attribute: __proto__.");
      return Object.values(value).filter((member) => member !== undefined);
    });
  }
}
