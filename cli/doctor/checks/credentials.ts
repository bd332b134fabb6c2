import { AdminClient, type Credentials } from "../../../identity-domain/credentials/credentials.ts";
import { expiryOf, userOcidOf } from "../../../identity-domain/credentials/renewable-key.ts";
import { oneLine } from "../../../wording/one-line.ts";
import { stackCredentials } from "../../project/stack-credentials.ts";
import type { StackSettings } from "../../project/stack-settings.ts";
import { failed, failureOf, ok, type Result, warning } from "../check.ts";

/** A session with less than this left is worth a warning, in milliseconds. */
const soon = 10 * 60_000;

/**
 * The credentials of a stack's requests, and whether they are complete. Only `WorkloadIdentityFederation` sends something: its
 * exchange, without which nothing is known of it.
 */
export async function checkCredentials(
  settings: StackSettings,
  env: NodeJS.ProcessEnv,
  now: () => number,
): Promise<{ readonly result: Result; readonly credentials?: Credentials }> {
  try {
    const credentials = await stackCredentials(settings, env);
    return { result: await describe(credentials, now()), credentials };
  } catch (error) {
    return { result: failureOf(error) };
  }
}

async function describe(credentials: Credentials, now: number): Promise<Result> {
  if (credentials instanceof AdminClient) return ok(`the admin client "${credentials.clientId}"`);
  if ("privateKey" in credentials) {
    const [, user = "", fingerprint = ""] = credentials.keyId.split("/");
    return ok(`the API key ${fingerprint} of user ${user}`);
  }
  const { holder, renewal } = credentials;
  const key = await credentials.current();
  const left = expiryOf(key) - now;
  if (left <= 0) return failed(`the token of ${holder} has expired`, renewal);
  if (left === Number.POSITIVE_INFINITY) return ok(holder);
  const user = userOcidOf(key);
  const words = `${holder}${user === undefined ? "" : ` as user ${oneLine(user, 120)}`}, for ${Math.round(left / 60_000)} more minutes`;
  return left < soon && credentials.renew === undefined ? warning(words, renewal) : ok(words);
}
