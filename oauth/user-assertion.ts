import { randomUUID } from "node:crypto";
import { importPKCS8, SignJWT } from "jose";
import type { ClientKey } from "./client-authentication.ts";

/**
 * Signs an assertion about a user, for the grant `urn:ietf:params:oauth:grant-type:jwt-bearer`: the client says for whom it wants a
 * token. Its issuer is the client, its subject the user name, its audience the identity domain with a final slash. It is valid
 * for five minutes, once.
 *
 * @throws TypeError if the key is not PKCS #8 in PEM
 */
export async function signUserAssertion(
  key: ClientKey,
  { clientId, username, identityDomainUrl }: { clientId: string; username: string; identityDomainUrl: string },
): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: key.alias })
    .setIssuer(clientId)
    .setSubject(username)
    .setAudience(new URL("/", identityDomainUrl).href)
    .setIssuedAt()
    .setExpirationTime("5 minutes")
    .setJti(randomUUID())
    .sign(await importPKCS8(key.privateKey, "RS256"));
}
