import { saidBy } from "../clean-up.ts";
import { memberOf, type Send } from "../send.ts";
import type { Seen } from "./facts.ts";

/** Both documents of a domain: OpenID Connect Discovery, and RFC 8414. */
const documents = ["openid-configuration", "oauth-authorization-server"];

/** Reads the discovery documents. Of URLs only the path is kept; the issuer is an open question of its own. */
export async function seeDiscovery(send: Send): Promise<Seen> {
  const facts: Record<string, string> = {};
  for (const document of documents) {
    const answer = await send({ method: "GET", path: `/.well-known/${document}`, as: "nobody" });
    if (answer.status !== 200) facts[document] = `answered with ${saidBy(answer)}`;
    else
      for (const name of Object.keys(answer.body as object))
        if (name !== "issuer") facts[`${document} ${name}`] = shown(memberOf(answer.body, name));
  }
  return facts;
}

function shown(value: unknown): string {
  const list = Array.isArray(value) ? value.toSorted() : value;
  return JSON.stringify(list).replaceAll(/https?:\/\/[^/"]+/g, "");
}
