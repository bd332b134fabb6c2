import { type Resource, textOf } from "../../scim/json.ts";

/** Whether it is a public client: one that cannot keep a secret (RFC 6749, section 2.1). */
export function isPublicClient(client: Resource): boolean {
  return textOf(client, "clientType") === "public";
}
