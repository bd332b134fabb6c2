import type { AxiosInstance } from "axios";
import { AdminClient, type Credentials, type SessionKey, type SigningKey } from "../credentials/credentials.ts";
import { AdminClientToken } from "./admin-client-token.ts";
import { signedHeaders, type UnsignedRequest } from "./request-signature.ts";

/** Makes the requests to one identity domain authentic. */
export interface Authenticator {
  /** The headers that say who sends a request. */
  headersFor(request: UnsignedRequest): Promise<Record<string, string>>;
  /**
   * Replaces what the domain refused.
   *
   * @param refused the header `authorization` of the request that was refused: what is newer already is kept
   * @returns whether the next request has other credentials
   */
  renew(refused: string): Promise<boolean>;
}

/** @param ask asks the domain without credentials */
export function authenticatorFor(credentials: Credentials, url: string, ask: () => AxiosInstance): Authenticator {
  if (credentials instanceof AdminClient) return new AdminClientToken(credentials, url, ask());
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
