import type { JWTPayload } from "jose";
import type { DomainContext } from "../../domain-context.ts";

/** Whether the access token of these claims was revoked. */
export function isRevoked({ directory }: DomainContext, { jti }: JWTPayload): boolean {
  return jti !== undefined && directory.byId("RevokedToken", jti) !== undefined;
}

/**
 * Stores the revocation of an access token of this domain, and removes revocations of expired tokens: there are never
 * more of them than live tokens.
 */
export function rememberRevoked({ directory, settings }: DomainContext, { jti, exp }: JWTPayload): void {
  if (jti === undefined || exp === undefined) throw new TypeError("An access token of this domain has jti and exp");
  const now = settings.now().getTime() / 1000;
  const expired = directory.all("RevokedToken").filter((one) => Number(one.exp) <= now);
  directory.write([
    ...expired.map(({ id }) => ({ collection: "RevokedToken" as const, remove: id })),
    { collection: "RevokedToken", put: { id: jti, exp } },
  ]);
}
