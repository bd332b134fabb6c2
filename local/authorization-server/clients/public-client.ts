import { type Resource, textOf } from "../../scim/json.ts";

/** True for a client that has no secret to keep (RFC 6749, section 2.1). */
export function isPublicClient(client: Resource): boolean {
  return textOf(client, "clientType") === "public";
}
