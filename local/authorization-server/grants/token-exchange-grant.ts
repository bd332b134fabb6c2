import { createPublicKey, type KeyObject } from "node:crypto";
import type { JWTPayload } from "jose";
import type { DomainContext } from "../../domain-context.ts";
import { impersonationRule, matches } from "../../resources/impersonation-rule.ts";
import { objectsOf, type Resource, textOf } from "../../scim/json.ts";
import { readSubjectToken, type SubjectToken } from "../assertions/subject-token.ts";
import { isPublicClient } from "../clients/public-client.ts";
import { type Form, requiredParameter } from "../protocol/form.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { issueSessionToken } from "../tokens/session-token.ts";
import type { TokenAnswer, TokenRequest } from "./token-request.ts";

const sessionTokenType = "urn:oci:token-type:oci-upst";

/** OCI accepts RSA keys of this size and more, in bits. */
const shortestKey = 2048;

/**
 * A session token for a user, for the JWT of another issuer that an identity propagation trust names. No other exchange is
 * supported.
 *
 * @throws OAuthError
 * @see Oracle, "Token Exchange Grant Type: Exchanging a JSON Web Token for a UPST"; identity-domains-api.md 10.3
 */
export async function exchangeToken({ domain, client, form }: TokenRequest): Promise<TokenAnswer> {
  if (isPublicClient(client))
    throw new OAuthError("unauthorized_client", "A public client may not exchange tokens: it cannot prove itself.");
  requireSupported(form, "requested_token_type", sessionTokenType);
  requireSupported(form, "subject_token_type", "jwt");
  const token = requiredParameter(form, "subject_token");
  const publicKey = readPublicKey(requiredParameter(form, "public_key"));
  const subject = await readSubjectToken(domain, client, token);
  const impersonates = subject.trust.allowImpersonation === true;
  const user = impersonates ? impersonatedUser(domain, subject) : mappedUser(domain, subject);
  const source = impersonates ? subjectOf(subject) : undefined;
  return { token: await issueSessionToken(domain, { user, publicKey, source }) };
}

function requireSupported(form: Form, name: string, value: string): void {
  if (requiredParameter(form, name) === value) return;
  throw new OAuthError("invalid_request", `The local identity domain supports only ${value} as ${name}.`);
}

/** The key, base64 of its SPKI form: with the lines of a PEM file the exchange fails. */
function readPublicKey(text: string): KeyObject {
  try {
    if (!/^[A-Za-z0-9+/]+=*$/.test(text)) throw new TypeError("not base64");
    const key = createPublicKey({ key: Buffer.from(text, "base64"), format: "der", type: "spki" });
    const bits = key.asymmetricKeyType === "rsa" ? (key.asymmetricKeyDetails?.modulusLength ?? 0) : 0;
    if (bits >= shortestKey) return key;
  } catch {
    // The sentence below says what is expected.
  }
  throw new OAuthError(
    "invalid_request",
    "public_key must be an RSA key of 2048 bits or more: base64 of its DER form, without PEM lines.",
  );
}

/** The service user of the first rule that the token matches. */
function impersonatedUser({ directory }: DomainContext, { trust, claims }: SubjectToken): Resource {
  const entry = objectsOf(trust.impersonationServiceUsers).find((one) => {
    const rule = impersonationRule(textOf(one, "rule") ?? "");
    return rule !== undefined && matches(rule, claims);
  });
  if (entry === undefined)
    throw new OAuthError("invalid_request", "No impersonation rule of the trust matches the subject token.");
  return active(directory.byId("User", textOf(entry, "value") ?? ""));
}

/** The user whose attribute has the value of the token's subject claim. */
function mappedUser({ directory }: DomainContext, subject: SubjectToken): Resource {
  const attribute = textOf(subject.trust, "subjectMappingAttribute") ?? "userName";
  const value = (subjectOf(subject) ?? "").toLowerCase();
  const found = directory
    .all("User")
    .filter((user) => value !== "" && textOf(user, attribute)?.toLowerCase() === value);
  return active(found.length === 1 ? found[0] : undefined);
}

function active(user: Resource | undefined): Resource {
  if (user?.active === true) return user;
  throw new OAuthError("invalid_request", "The user of the subject token is not known, or not active.");
}

function subjectOf({ trust, claims }: { readonly trust: Resource; readonly claims: JWTPayload }): string | undefined {
  const value = claims[textOf(trust, "subjectClaimName") ?? "sub"];
  return typeof value === "string" ? value : undefined;
}
