import type { AxiosInstance } from "axios";
import type { AdminClient } from "../credentials/credentials.ts";
import { translated, unexpected } from "../failures/translate-failure.ts";
import { IdentityDomainError } from "../identity-domain-error.ts";
import { oneAtATime } from "../one-at-a-time.ts";
import { Attempts } from "../sending/retry.ts";
import type { Authenticator } from "./authenticator.ts";

/** A token is not used in its last minute, or in its last tenth if that is shorter; in milliseconds. */
const unusedAtTheEnd = 60_000;

/** The lifetime of a token whose answer does not state one, or not as a number, in seconds. */
const assumedLifetime = 300;

interface Token {
  /** The header that presents it. */
  readonly authorization: string;
  /** In milliseconds since 1970. */
  readonly usableUntil: number;
}

/**
 * Gets an admin client's access token from the domain's token endpoint, and uses it until it is about to expire.
 *
 * @see https://docs.oracle.com/iaas/Content/Identity/api-getstarted/OATOAuthClientWebApp.htm
 * @see RFC 6749, section 4.4
 */
export class AdminClientToken implements Authenticator {
  readonly #client: AdminClient;
  readonly #http: AxiosInstance;
  readonly #endpoint: URL;
  readonly #requestToken = oneAtATime(() => this.#request());
  #token: Token | undefined;

  /** @param url the identity domain's URL; the client's secret is sent there */
  constructor(client: AdminClient, url: string, http: AxiosInstance) {
    this.#client = client;
    this.#http = http;
    this.#endpoint = new URL("/oauth2/v1/token", url);
  }

  async headersFor(): Promise<Record<string, string>> {
    return { authorization: await this.#usable() };
  }

  async renew(refused: string): Promise<boolean> {
    if ((await this.#usable()) === refused) this.#token = undefined;
    return true;
  }

  async #usable(): Promise<string> {
    if (this.#token === undefined || Date.now() >= this.#token.usableUntil) this.#token = await this.#requestToken();
    return this.#token.authorization;
  }

  async #request(): Promise<Token> {
    const request = { method: "POST", url: this.#endpoint };
    const attempts = new Attempts();
    const sent = Date.now();
    try {
      const { data, status } = await this.#http.request({
        method: "POST",
        url: this.#endpoint.href,
        headers: {
          accept: "application/json",
          "content-type": "application/x-www-form-urlencoded;charset=UTF-8",
          authorization: this.#client.basicAuthorization(),
        },
        data: new URLSearchParams({ grant_type: "client_credentials", scope: "urn:opc:idm:__myscopes__" }).toString(),
        attempts,
      });
      const { access_token: token, expires_in: lifetime } = (data ?? {}) as Record<string, unknown>;
      if (typeof token !== "string" || !/^[\x21-\x7e]+$/.test(token))
        throw unexpected(request, status, "an access token");
      const seconds = Number(lifetime ?? assumedLifetime);
      const milliseconds = 1000 * (Number.isFinite(seconds) ? seconds : assumedLifetime);
      return {
        authorization: `Bearer ${token}`,
        usableUntil: sent + milliseconds - Math.min(unusedAtTheEnd, milliseconds / 10),
      };
    } catch (error) {
      throw this.#refusal(translated(request, error, attempts));
    }
  }

  #refusal(error: unknown): unknown {
    if (!(error instanceof IdentityDomainError) || ![400, 401].includes(error.details.status ?? 0)) return error;
    const [said] = error.message.split("\n");
    const next = `The admin client "${this.#client.clientId}" got no token: check oci:adminClientId and oci:adminClientSecret, and that it is an active confidential application with the grant type client credentials.`;
    return new IdentityDomainError("ADMIN_CLIENT_REFUSED", `${said}\n${next}`, error.details);
  }
}
