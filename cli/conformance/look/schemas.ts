import { saidBy } from "../clean-up.ts";
import { memberOf, resourcesIn, type Send } from "../send.ts";
import type { Seen } from "./facts.ts";

/** Reads the schemas of the admin API, page by page. @see RFC 7643, section 7 */
export async function seeSchemas(send: Send): Promise<Seen> {
  const facts: Record<string, string> = {};
  const known = new Set<string>();
  for (;;) {
    const query = { startIndex: String(known.size + 1), count: "200" };
    const answer = await send({ method: "GET", path: "/admin/v1/Schemas", query });
    if (answer.status !== 200) return { notSeen: `/admin/v1/Schemas was answered with ${saidBy(answer)}.` };
    const page = resourcesIn(answer.body).filter(({ id }) => !known.has(String(id)));
    for (const { id, attributes } of page) {
      known.add(String(id));
      facts[String(id)] = "a schema";
      addAttributes(facts, `${id} `, attributes);
    }
    if (page.length === 0 || known.size >= Number(memberOf(answer.body, "totalResults"))) return facts;
  }
}

function addAttributes(facts: Record<string, string>, prefix: string, attributes: unknown): void {
  for (const attribute of Array.isArray(attributes) ? attributes : []) {
    const { name, type, multiValued, required, caseExact, mutability, returned, uniqueness, subAttributes } = attribute;
    facts[prefix + name] = [
      multiValued === true ? `list of ${type}` : type,
      mutability,
      `returned ${returned}`,
      ...(required === true ? ["required"] : []),
      ...(caseExact === true ? ["case exact"] : []),
      ...(uniqueness === undefined || uniqueness === "none" ? [] : [`unique ${uniqueness}`]),
    ].join(", ");
    addAttributes(facts, `${prefix}${name}.`, subAttributes);
  }
}
