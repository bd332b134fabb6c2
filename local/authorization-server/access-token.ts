import { randomUUID } from "node:crypto";
import { type JWTPayload, jwtVerify, SignJWT } from "jose";
import { type DomainContext, tenancy } from "../domain-context.ts";
import { domainAppId, roleNamesHeld } from "../resources/role-holdings.ts";
import { type Resource, textOf } from "../scim/json.ts";
import type { ScopeDecision } from "./scopes.ts";
import { signingKeyId } from "./signing-key.ts";

const defaultLifetime = 3600;
const shortestLifetime = 60;
const longestLifetime = 365 * 24 * 3600;

/** A signed access token and its lifetime in seconds. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresIn: number;
}

/**
 * The lifetime in seconds: the shortest of those that are set; the domain's own default counts only when none is.
 *
 * @see Oracle, "Token Expiry Table"
 */
export function lifetimeOf(set: readonly (number | undefined)[]): number {
  const known = set.filter((seconds) => seconds !== undefined);
  const shortest = known.length === 0 ? defaultLifetime : Math.min(...known);
  return Math.min(longestLifetime, Math.max(shortestLifetime, shortest));
}

/** Issues the access token of a client for itself (Oracle: "Access Token"; facts 10.5). */
export async function issueClientToken(
  domain: DomainContext,
  client: Resource,
  decision: ScopeDecision,
): Promise<IssuedToken> {
  const issuedAt = Math.floor(domain.settings.now().getTime() / 1000);
  const expiresIn = lifetimeOf(decision.lifetimes);
  const clientId = textOf(client, "name") ?? "";
  const claims: JWTPayload = {
    tok_type: "AT",
    iss: domain.settings.issuer,
    tenant_iss: domain.url,
    sub: clientId,
    sub_type: "client",
    sub_mappingattr: "userName",
    aud: decision.audiences.length === 1 ? (decision.audiences[0] as string) : [...decision.audiences],
    scope: decision.scopes.join(" "),
    client_id: clientId,
    client_name: textOf(client, "displayName"),
    client_guid: client.id,
    client_tenantname: tenancy.tenantName,
    tenant: tenancy.tenantName,
    "user.tenant.name": tenancy.tenantName,
    gtp: "cc",
    ...(decision.adminRoles === undefined ? {} : { clientAppRoles: ["Authenticated Client", ...decision.adminRoles] }),
    jti: randomUUID(),
    iat: issuedAt,
    exp: issuedAt + expiresIn,
  };
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: "RS256", kid: signingKeyId })
    .sign(domain.signingKey.privateKey);
  return { token, expiresIn };
}

/** The administrator roles that a client holds now. */
export function adminRolesOf({ directory }: DomainContext, client: Resource): readonly string[] {
  return [...roleNamesHeld(directory, { type: "App", id: client.id }, domainAppId)];
}

/**
 * The claims of an access token that this domain issued, that has not expired and is meant for one of the audiences;
 * `undefined` for any other text.
 */
export async function verifyAccessToken(
  domain: DomainContext,
  token: string,
  audience: string | string[],
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, domain.signingKey.publicKey, {
      algorithms: ["RS256"],
      issuer: domain.settings.issuer,
      audience,
      currentDate: domain.settings.now(),
      requiredClaims: ["exp", "sub"],
    });
    return payload.tok_type === "AT" ? payload : undefined;
  } catch {
    return undefined;
  }
}
