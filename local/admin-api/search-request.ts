import { isObject, type Json, listOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import { missingAttributes } from "../scim/write-rules.ts";

const schema = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";
const members = [
  "attributes",
  "attributeSets",
  "filter",
  "sortBy",
  "sortOrder",
  "startIndex",
  "count",
  "limit",
  "page",
  "distinct",
];

/**
 * The body of a `POST …/.search` as the parameters of the equivalent list request.
 *
 * @throws ScimError `missingRequiredAttributes`, `invalidSchemas`, `invalidType`, `unknownAttribute`
 * @see RFC 7644, section 3.4.3
 */
export function searchParameters(body: Json): URLSearchParams {
  if (!isObject(body)) throw new ScimError("invalidJson", "The request body must be a JSON object.");
  if (listOf(body.schemas).length === 0) throw missingAttributes(["schemas"]);
  if (!listOf(body.schemas).includes(schema)) throw new ScimError("invalidSchemas", `schemas must hold ${schema}.`);
  const parameters = new URLSearchParams();
  for (const [sent, value] of Object.entries(body)) {
    if (sent.toLowerCase() === "schemas") continue;
    const name = members.find((one) => one.toLowerCase() === sent.toLowerCase());
    if (name === undefined) throw new ScimError("unknownAttribute", `Unknown attribute: ${sent}.`);
    for (const one of listOf(value)) {
      if (typeof one === "object") throw new ScimError("invalidType", `${name} must hold texts, numbers or booleans.`);
      parameters.append(name, String(one));
    }
  }
  return parameters;
}
