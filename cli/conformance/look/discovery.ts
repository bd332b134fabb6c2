import { saidBy } from "../clean-up.ts";
import type { Send } from "../send.ts";
import type { Seen } from "./facts.ts";

/** The documents of a domain: OpenID Connect Discovery, Oracle's own with all configurations, and RFC 8414. */
const documents = ["openid-configuration", "idcs-configuration", "oauth-authorization-server"];

/** Reads the discovery documents. Of URLs only the path is kept; the issuer is an open question of its own. */
export async function seeDiscovery(send: Send): Promise<Seen> {
  const facts: Record<string, string> = {};
  for (const document of documents) {
    const answer = await send({ method: "GET", path: `/.well-known/${document}`, as: "nobody" });
    if (answer.status !== 200) facts[document] = `answered with ${saidBy(answer)}`;
    else
      for (const [name, value] of membersOf(answer.body as object, document))
        if (!name.endsWith(" issuer")) facts[name] = shown(value);
  }
  return facts;
}

/** The members of a document, and of the documents in it, each with its way. */
function membersOf(document: object, way: string): [string, unknown][] {
  return Object.entries(document).flatMap(([name, value]): [string, unknown][] => {
    const isDocument = typeof value === "object" && value !== null && !Array.isArray(value);
    return isDocument ? membersOf(value, `${way} ${name}`) : [[`${way} ${name}`, value]];
  });
}

function shown(value: unknown): string {
  const list = Array.isArray(value) ? value.toSorted() : value;
  return JSON.stringify(list).replaceAll(/https?:\/\/[^/"]+/g, "");
}
