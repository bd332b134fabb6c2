import { memberOf, resourcesIn, type Send } from "../send.ts";
import type { Seen } from "./facts.ts";

/** List requests whose answer does not depend on what the domain contains, as long as it has an app role. */
const requests: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "nothing found": { filter: 'displayName eq "idcs-apps conformance: there is none"' },
  "count=0": { count: "0" },
  "count=-1": { count: "-1" },
  "count=1": { count: "1" },
  "startIndex=0": { startIndex: "0", count: "1" },
  "startIndex beyond the end": { startIndex: "1000000", count: "1" },
  "a filter that cannot be read": { filter: "displayName eq" },
  "a filter by an unknown attribute": { filter: 'idcsAppsConformance eq "x"' },
  "one attribute": { attributes: "displayName", count: "1" },
  "sorted by an unknown attribute": { sortBy: "idcsAppsConformance", count: "1" },
};

/** Sees how lists answer, at the domain's app roles. */
export async function seeLists(send: Send): Promise<Seen> {
  const facts: Record<string, string> = {};
  for (const [name, query] of Object.entries(requests)) {
    const { status, body } = await send({ method: "GET", path: "/admin/v1/AppRoles", query });
    facts[name] = status === 200 ? described(body) : String(status);
  }
  const one = await send({ method: "GET", path: "/admin/v1/AppRoles", query: requests["one attribute"] ?? {} });
  facts["members with one attribute"] = Object.keys(resourcesIn(one.body)[0] ?? {})
    .toSorted()
    .join(" ");
  return facts;
}

function described(body: unknown): string {
  const found = memberOf(body, "Resources");
  // How many there are beyond one depends on the domain.
  const number = Array.isArray(found)
    ? (["an empty list", "1 resource"][found.length] ?? "several resources")
    : "no list";
  const page = ["startIndex", "itemsPerPage"].map((name) => `${name} ${memberOf(body, name) ?? "absent"}`);
  return ["200", number, ...page].join(", ");
}
