import type { AxiosInstance } from "axios";
import type { AdminClient } from "../credentials/credentials.ts";
import { translated, unexpected } from "../failures/translate-failure.ts";
import { IdentityDomainError } from "../identity-domain-error.ts";
import { Attempts } from "../sending/retry.ts";
import type { Authenticator } from "./authenticator.ts";

/** A token is not used in its last minute, or in the last tenth of a short life. */
const unusedAtTheEnd = 60_000;

/** The lifetime of a token that does not say it, in seconds. */
const assumedLifetime = 300;

/**
 * Gets an admin client's access token from the domain's token endpoint, and uses it until it is about to expire.
 *
 * @see https://docs.oracle.com/en-us/iaas/Content/Identity/api-getstarted/Using_OAuth_2_to_Access_the_REST_API.htm
 * @see RFC 6749, section 4.4
 */
export class AdminClientToken implements Authenticator {
  readonly #client: AdminClient;
  readonly #http: AxiosInstance;
  readonly #endpoint: URL;
  #authorization: Promise<string> | undefined;
  #usableUntil = 0;

  /** @param url the identity domain's; the client's secret is sent there */
  constructor(client: AdminClient, url: string, http: AxiosInstance) {
    this.#client = client;
    this.#http = http;
    this.#endpoint = new URL("/oauth2/v1/token", url);
  }

  async headersFor(): Promise<Record<string, string>> {
    return { authorization: await this.#usable() };
  }

  async renew(refused: string): Promise<boolean> {
    if ((await this.#usable()) === refused) this.#usableUntil = 0;
    return true;
  }

  #usable(): Promise<string> {
    if (this.#authorization === undefined || Date.now() >= this.#usableUntil) {
      // Whoever comes while a token is asked for, waits for the same.
      this.#usableUntil = Number.POSITIVE_INFINITY;
      this.#authorization = this.#ask();
    }
    return this.#authorization;
  }

  async #ask(): Promise<string> {
    const request = { method: "POST", url: this.#endpoint };
    const attempts = new Attempts();
    const asked = Date.now();
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
      const { access_token: token, expires_in: lifetime = assumedLifetime } = (data ?? {}) as Record<string, unknown>;
      if (typeof token !== "string" || token === "") throw unexpected(request, status, "an access token");
      const milliseconds = Number(lifetime) * 1000;
      this.#usableUntil = asked + milliseconds - Math.min(unusedAtTheEnd, milliseconds / 10);
      return `Bearer ${token}`;
    } catch (error) {
      this.#usableUntil = 0;
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
