import type { KeyObject } from "node:crypto";
import { oneLine } from "../../wording/one-line.ts";
import type { AdminClient } from "../credentials/credentials.ts";
import { claimsOf } from "../credentials/renewable-key.ts";
import { translated, unexpected } from "../failures/translate-failure.ts";
import { IdentityDomainError } from "../identity-domain-error.ts";
import { Attempts } from "../sending/retry.ts";
import { type TransportOptions, transportTo } from "../sending/transport.ts";

/** What an exchange needs besides the JWT and the key. */
export interface TokenExchange {
  /** The identity domain that exchanges the token, such as `https://idcs-….identity.oraclecloud.com`. */
  readonly url: string;
  /** The confidential application that may exchange tokens. */
  readonly client: AdminClient;
  readonly options: TransportOptions;
}

/**
 * Exchanges a pipeline's JWT for a session token, which stands for a key.
 *
 * @returns the session token (UPST)
 * @throws IdentityDomainError `TOKEN_EXCHANGE_REFUSED` with what to look at; it contains neither of the tokens
 * @see https://docs.oracle.com/iaas/Content/Identity/api-getstarted/json_web_token_exchange.htm
 */
export async function exchange(
  { url, client, options }: TokenExchange,
  subjectToken: string,
  publicKey: KeyObject,
): Promise<string> {
  const request = { method: "POST", url: new URL("/oauth2/v1/token", url) };
  const attempts = new Attempts();
  try {
    const { data, status } = await transportTo(request.url, options, { isHarmless: true }).request({
      method: "POST",
      url: request.url.href,
      headers: {
        accept: "application/json",
        "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
        authorization: client.basicAuthorization(),
      },
      data: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        requested_token_type: "urn:oci:token-type:oci-upst",
        subject_token_type: "jwt",
        subject_token: subjectToken,
        public_key: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
      }).toString(),
      attempts,
    });
    const { token } = (data ?? {}) as Record<string, unknown>;
    if (typeof token !== "string" || !/^[\w.-]+$/.test(token)) throw unexpected(request, status, "a session token");
    return token;
  } catch (error) {
    const failure = translated(request, error, attempts);
    throw failure instanceof IdentityDomainError
      ? explained(withoutTokens(failure), client.clientId, subjectToken)
      : failure;
  }
}

/** The same error without anything that looks like a JWT: an answer may repeat what it refuses. */
function withoutTokens({ code, message, details }: IdentityDomainError): IdentityDomainError {
  const masked = (text: string) => text.replaceAll(/\beyJ[\w-]+(\.[\w-]*)*/g, "***");
  const detail = details.detail === undefined ? {} : { detail: masked(details.detail) };
  return new IdentityDomainError(code, masked(message), { ...details, ...detail });
}

function explained(failure: IdentityDomainError, clientId: string, subjectToken: string): IdentityDomainError {
  const { status = 0, messageId } = failure.details;
  if (![400, 401, 403].includes(status)) return failure;
  const [said] = failure.message.split("\n");
  const next =
    messageId === "invalid_client" || (messageId === undefined && status === 401)
      ? `Check oci:tokenExchangeClientId, which is "${oneLine(clientId, 100)}", and oci:tokenExchangeClientSecret, and that it is an active confidential application of this domain.`
      : whyRefused(subjectToken, clientId);
  return new IdentityDomainError("TOKEN_EXCHANGE_REFUSED", `${said}\n${next}`, failure.details);
}

/** What the JWT says, and what the trust must say to it. */
function whyRefused(subjectToken: string, clientId: string): string {
  const { iss, sub, aud, exp } = claimsOf(subjectToken);
  if (typeof exp === "number" && exp * 1000 <= Date.now())
    return `The pipeline's JWT expired at ${new Date(exp * 1000).toISOString()}: let the pipeline issue a new one to the job.`;
  const shown = Object.entries({ iss, sub, aud }).map(([name, value]) => `${name} ${shownClaim(value)}`);
  return [
    `The pipeline's JWT has ${shown.join(", ")}.`,
    "The domain needs an identity propagation trust that is active and has exactly this iss as issuer,",
    `"${oneLine(clientId, 100)}" in oauthClients, this aud in clientClaimValues if clientClaimName is aud,`,
    "and in impersonationServiceUsers a rule that this JWT matches: docs/keyless.md.",
  ].join(" ");
}

function shownClaim(value: unknown): string {
  return value === undefined ? "missing" : oneLine(JSON.stringify(value), 200);
}
