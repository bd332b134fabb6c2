import { AdminClient, type Credentials } from "../../../identity-domain/credentials/credentials.ts";
import { expiryOf } from "../../../identity-domain/credentials/renewable-key.ts";
import { stackCredentials } from "../../project/stack-credentials.ts";
import type { StackSettings } from "../../project/stack-settings.ts";
import { failed, failureOf, ok, type Result, warning } from "../check.ts";

/** A session with less than this left is worth a warning, in milliseconds. */
const soon = 10 * 60_000;

/** The credentials of a stack's requests, and whether they are complete. Nothing is sent to the domain. */
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
  const left = expiryOf(await credentials.current()) - now;
  if (left <= 0) return failed(`the token of ${holder} has expired`, renewal);
  if (left === Number.POSITIVE_INFINITY) return ok(holder);
  const words = `${holder}, for ${Math.round(left / 60_000)} more minutes`;
  return left < soon && credentials.renew === undefined ? warning(words, renewal) : ok(words);
}
