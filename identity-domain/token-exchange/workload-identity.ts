import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import { identityDomainUrl } from "../../naming/identity-domain-url.ts";
import { type AuthenticationSettings, placesOf, unusableSettings } from "../credentials/authentication-settings.ts";
import { AdminClient, type SessionKey, type SigningKey } from "../credentials/credentials.ts";
import { claimsOf } from "../credentials/renewable-key.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import type { TransportOptions } from "../sending/transport.ts";
import { exchange, type TokenExchange } from "./exchange.ts";
import { type SubjectTokenSource, subjectTokenSource } from "./subject-token.ts";

/** A session token is renewed when it has less than this left, or a tenth of its lifetime if that is shorter; in milliseconds. */
const renewedBefore = 5 * 60_000;

/** After a renewal that failed, the token that is still valid is used for so long before the next try, in milliseconds. */
const pause = 60_000;

/** The lifetime of a session token that does not state it, in seconds. */
const assumedLifetime = 300;

/** A request for a token that does not come soon is repeated: a job must not hang on it. */
const patience: TransportOptions = { timeout: 30_000, retry: { retries: 4 } };

/** The settings of the official provider that have one supported value. */
const supported = {
  tokenExchangeAuth: "OAuthClientCredentials",
  tokenExchangeRequestedTokenType: "urn:oci:token-type:oci-upst",
  tokenExchangeSubjectTokenType: "jwt",
} as const satisfies Partial<Record<keyof AuthenticationSettings, string>>;

/**
 * The key of a pipeline's job: one that is created here, with a session token that the identity domain gives for the JWT
 * that the pipeline issued to the job. Key and token are in memory only, and both are replaced before the token expires.
 *
 * @throws IdentityDomainError `AUTHENTICATION_SETTINGS`, with all problems at once
 */
export function workloadIdentity(
  settings: AuthenticationSettings,
  environment: NodeJS.ProcessEnv,
  options: TransportOptions = {},
): SessionKey {
  const problems: string[] = [];
  const transport = { ...patience, ...options };
  const source = subjectTokenSource(settings, environment, transport, problems);
  const { tokenExchangeClientId: id = "", tokenExchangeClientSecret: secret = "" } = settings;
  const url = exchangeUrl(settings, problems);
  if (id === "") problems.push(`tokenExchangeClientId is missing: ${placesOf("tokenExchangeClientId")}`);
  if (secret === "") problems.push(`tokenExchangeClientSecret is missing: ${placesOf("tokenExchangeClientSecret")}`);
  for (const name of Object.keys(supported) as (keyof typeof supported)[]) {
    const given = settings[name];
    if (given !== undefined && given.toLowerCase() !== supported[name].toLowerCase())
      problems.push(`${name} "${given}" is not supported: remove it, or set it to ${supported[name]}`);
  }
  if (problems.length > 0) throw unusableSettings(problems);
  const session = new Session(source, { url, client: new AdminClient(id, secret), options: transport });
  return {
    holder: "the federated workload identity",
    renewal: "A new session token needs a JWT of the pipeline that has not expired: run the job again.",
    current: oneAtATime(() => session.key()),
    renew: async () => session.discard(),
  };
}

/** The JWT and the client secret are sent to the domain that this setting names, never to one that a manifest names. */
function exchangeUrl({ tokenExchangeDomainUrl: given }: AuthenticationSettings, problems: string[]): string {
  if (given === undefined) {
    problems.push(`tokenExchangeDomainUrl is missing: ${placesOf("tokenExchangeDomainUrl")}`);
    return "";
  }
  const checked = identityDomainUrl(given);
  if ("url" in checked) return checked.url;
  problems.push(`tokenExchangeDomainUrl ${checked.refused}`);
  return "";
}

/** A key with its session token, and until when they are used. */
interface Held {
  readonly key: SigningKey;
  /** In milliseconds since 1970. */
  readonly expires: number;
  renewAt: number;
}

class Session {
  readonly #source: SubjectTokenSource;
  readonly #exchange: TokenExchange;
  #held: Held | undefined;

  constructor(source: SubjectTokenSource, exchange: TokenExchange) {
    this.#source = source;
    this.#exchange = exchange;
  }

  async key(): Promise<SigningKey> {
    const held = this.#held;
    if (held !== undefined && Date.now() < held.renewAt) return held.key;
    try {
      this.#held = await this.#exchanged();
      return this.#held.key;
    } catch (error) {
      // The JWT of a long job may have expired before its session token.
      if (held === undefined || Date.now() >= held.expires) throw error;
      held.renewAt = Math.min(held.expires, Date.now() + pause);
      return held.key;
    }
  }

  discard(): void {
    this.#held = undefined;
  }

  async #exchanged(): Promise<Held> {
    const subjectToken = await this.#source();
    const { privateKey, publicKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
    const sent = Date.now();
    const token = await exchange(this.#exchange, subjectToken, publicKey);
    const { iat, exp } = claimsOf(token);
    // By the token's own times: this machine's clock may be wrong.
    const seconds = typeof iat === "number" && typeof exp === "number" ? exp - iat : assumedLifetime;
    const expires = sent + seconds * 1000;
    return {
      key: { keyId: `ST$${token}`, privateKey },
      expires,
      renewAt: expires - Math.min(renewedBefore, seconds * 100),
    };
  }
}
