import type { JsonSchema } from "./json-schema.ts";

function query(name: string, description: string, schema: JsonSchema): object {
  return { name, in: "query", description, schema };
}

/** The parameters that operations share, by name. */
export const parameters: Readonly<Record<string, object>> = {
  id: {
    name: "id",
    in: "path",
    required: true,
    description: "The SCIM id or the OCID.",
    schema: { type: "string", minLength: 1 },
  },
  attributes: query("attributes", "Which attributes are shown, separated by commas.", { type: "string" }),
  attributeSets: query("attributeSets", "Which sets of attributes are shown, separated by commas.", {
    enum: ["all", "always", "never", "request", "default"],
  }),
  filter: query("filter", "A SCIM filter.", { type: "string" }),
  sortBy: query("sortBy", "The attribute to sort by.", { type: "string" }),
  sortOrder: query("sortOrder", "The order of sorting.", { enum: ["ascending", "descending"] }),
  startIndex: query("startIndex", "The first result, counted from 1.", { type: "integer" }),
  count: query("count", "The most results; at most 1000.", { type: "integer" }),
  forceDelete: query("forceDelete", "Whether references to the resource are deleted too.", { type: "boolean" }),
  limit: query("limit", "As count, which it precedes.", { type: "integer" }),
  page: query("page", "The opc-next-page of an earlier answer.", { type: "string" }),
  "if-none-match": {
    name: "If-None-Match",
    in: "header",
    description: "The version that the caller has already.",
    schema: { type: "string" },
  },
  "if-match": { name: "If-Match", in: "header", description: "The version to change.", schema: { type: "string" } },
  "opc-retry-token": {
    name: "opc-retry-token",
    in: "header",
    description: "Makes a repetition of the request have no further effect.",
    schema: { type: "string" },
  },
};
