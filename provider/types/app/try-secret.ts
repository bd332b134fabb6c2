import { requestClientToken } from "../../../oauth/client-credentials.ts";
import { proveAuthentication } from "../../../oauth/prove-authentication.ts";
import { TokenError } from "../../../oauth/token-error.ts";
import type { Run } from "../../requests/run.ts";
import { isList, isValues, type Values } from "../../values/property-values.ts";

/** How long a token request may take, in milliseconds. */
export const timeout = 30_000;

/** How often, and with which pauses in milliseconds, a secret is tried that the domain does not know yet. */
const pauses = [1_000, 3_000];

/**
 * Obtains a token with a new client secret for each scope that the application may request. Without scopes, or without the grant
 * type `client_credentials`, it proves that the token endpoint accepts the secret.
 *
 * @throws TokenError without the secret
 */
export async function trySecret(run: Run, endpoint: string, app: Values, clientSecret: string): Promise<void> {
  const credentials = {
    tokenUrl: `${endpoint}/oauth2/v1/token`,
    clientId: String(app.name),
    clientSecret,
    timeout,
    fetch: run.fetch,
  };
  const scopes = scopesOf(app);
  const attempt = async () => {
    if (scopes.length === 0) await proveAuthentication(credentials);
    for (const scope of scopes) await requestClientToken({ ...credentials, scope });
  };
  return onceKnown(run, attempt);
}

/** Tries a secret, and again after a pause if the domain does not know it yet. */
export async function onceKnown(run: Pick<Run, "pause">, attempt: () => Promise<void>): Promise<void> {
  for (const pause of pauses) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TokenError) || error.error !== "invalid_client") throw error;
      await run.pause(pause);
    }
  }
  return attempt();
}

/** The scopes for which the application can request tokens of its own. */
function scopesOf({ allowedGrants, allowedScopes, trustScope }: Values): string[] {
  if (!isList(allowedGrants) || !allowedGrants.includes("client_credentials")) return [];
  if (trustScope === "Account" || trustScope === "Tags") return ["urn:opc:resource:consumer::all"];
  const scopes = isList(allowedScopes) ? allowedScopes.filter(isValues) : [];
  return scopes.map(({ fqs }) => String(fqs));
}
