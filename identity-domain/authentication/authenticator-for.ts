import type { AxiosInstance } from "axios";
import { AdminClient, type Credentials, type SessionKey, type SigningKey } from "../credentials/credentials.ts";
import { AdminClientToken } from "./admin-client-token.ts";
import type { Authenticator } from "./authenticator.ts";
import { signedHeaders } from "./request-signature.ts";

/**
 * The authenticator for a kind of credentials.
 *
 * @param unauthenticated creates a transport to the domain that adds no credentials: a token is requested with it
 */
export function authenticatorFor(
  credentials: Credentials,
  url: string,
  unauthenticated: () => AxiosInstance,
): Authenticator {
  if (credentials instanceof AdminClient) return new AdminClientToken(credentials, url, unauthenticated());
  if ("privateKey" in credentials) return signingWith(credentials);
  return signingWithSession(credentials);
}

function signingWith(key: SigningKey): Authenticator {
  return { headersFor: async (request) => signedHeaders(request, key), renew: async () => false };
}

function signingWithSession(session: SessionKey): Authenticator {
  return {
    headersFor: async (request) => signedHeaders(request, await session.current()),
    renew: async (refused) => {
      if (session.renew === undefined) return false;
      const { keyId } = await session.current();
      if (refused.includes(`keyId="${keyId}"`)) await session.renew();
      return true;
    },
  };
}
