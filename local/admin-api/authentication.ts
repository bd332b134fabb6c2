import { verifyAccessToken } from "../authorization-server/tokens/access-token.ts";
import type { DomainContext } from "../domain-context.ts";
import type { Caller } from "../resources/caller.ts";
import { displayOf } from "../resources/references.ts";
import { listOf } from "../scim/json.ts";
import { bearerRealm, ScimError } from "../scim/scim-error.ts";
import { type SignedRequest, verifySignature } from "./oci-signature.ts";

/**
 * Determines the sender of a request to the admin API: the signer of an OCI signature, or the client or user of an
 * access token that this domain issued for itself.
 *
 * @throws ScimError `accessDenied`
 * @see Oracle, "Managing Authorization Using the API"
 */
export async function authenticate(domain: DomainContext, request: SignedRequest): Promise<Caller> {
  const authorization = request.headers.get("authorization") ?? "";
  const [scheme, credentials = ""] = authorization.split(/ (.*)/s);
  if (scheme?.toLowerCase() === "signature") return await verifySignature(domain, request, credentials);
  if (scheme?.toLowerCase() === "bearer") return bearerCaller(domain, credentials);
  throw new ScimError("accessDenied", "The request has neither an OCI signature nor a bearer token.");
}

const invalidToken = { "WWW-Authenticate": `${bearerRealm}, error="invalid_token"` };

async function bearerCaller(domain: DomainContext, token: string): Promise<Caller> {
  const verified = await verifyAccessToken(domain, token, domain.url);
  if ("reason" in verified) {
    throw new ScimError("accessDenied", "The access token is not valid for this API.", invalidToken).because(
      verified.reason,
    );
  }
  const { claims } = verified;
  const isUser = claims.sub_type === "user";
  const type = isUser ? "User" : "App";
  const id = String(isUser ? claims.user_id : claims.client_guid);
  const resource = domain.directory.byId(type, id);
  if (resource?.active !== true) {
    throw new ScimError("accessDenied", "The holder of the access token is not active.", invalidToken);
  }
  // A token contains the roles of the time when it was issued: later grants need a new token.
  const roles = listOf(claims[isUser ? "userAppRoles" : "clientAppRoles"] as never).map(String);
  return { type, id, display: displayOf(resource), adminRoles: new Set(roles) };
}
