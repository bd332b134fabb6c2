import { claimsOf } from "../../oauth/claims.ts";
import { requestClientToken } from "../../oauth/client-credentials.ts";
import type { Pair } from "../pair/pair.ts";
import type { ClientInOutputs } from "../pulumi/pulumi.ts";
import { describeClaims } from "./render.ts";

/** Whether a client gets tokens in its own name: it may ask for them, and for a scope, and is not retired. */
export function hasOwnTokens({ grantTypes = ["client_credentials"], scope, retired }: ClientInOutputs): boolean {
  return grantTypes.includes("client_credentials") && scope !== "" && retired !== true;
}

/** Gets a token in a client's own name and returns its claims as text; the token is not shown. @throws TokenError */
export async function describeOwnToken(pair: Pair, name: string): Promise<string> {
  const { clientId, clientSecret = "", tokenUrl, scope } = pair;
  const { accessToken, expiresIn } = await requestClientToken({ clientId, clientSecret, tokenUrl, scope });
  return describeClaims(name, expiresIn, claimsOf(accessToken));
}
