import { findSigningKey, type SigningKey } from "../identity-domain/authentication.ts";
import { type ClientOptions, IdentityDomain } from "../identity-domain/client.ts";
import { type AuthenticationSettings, settingNames } from "../identity-domain/settings.ts";
import { isEmpty, type Values } from "./property-values.ts";

/** Inputs of the provider that the engine must keep secret. */
export const secretSettings = ["privateKey", "privateKeyPassword"] as const;

/** The settings of the authentication among the provider's inputs. */
export function authenticationSettings(inputs: Values): AuthenticationSettings {
  const given = settingNames.filter((name) => !isEmpty(inputs[name]));
  return Object.fromEntries(given.map((name) => [name, String(inputs[name])]));
}

/** The limits of repetitions among the provider's inputs: `disableAutoRetries`, as in the official provider. */
export function clientOptions(inputs: Values): ClientOptions {
  return String(inputs.disableAutoRetries) === "true" ? { retry: { retries: 0 } } : {};
}

/** The identity domains that a run speaks to: all with one key, each with its own connections. */
export class IdentityDomains {
  readonly #settings: AuthenticationSettings;
  readonly #options: ClientOptions;
  readonly #domains = new Map<string, IdentityDomain>();
  #key: Promise<SigningKey> | undefined;

  constructor(settings: AuthenticationSettings, options: ClientOptions = {}) {
    this.#settings = settings;
    this.#options = options;
  }

  /**
   * The identity domain at a URL. The key is looked for when it is first needed: a preview without look-ups needs none.
   *
   * @throws IdentityDomainError `AUTHENTICATION_SETTINGS` or `ENDPOINT`
   */
  async at(url: string): Promise<IdentityDomain> {
    this.#key ??= findSigningKey(this.#settings);
    const key = await this.#key;
    const domain = this.#domains.get(url) ?? new IdentityDomain(url, key, this.#options);
    this.#domains.set(url, domain);
    return domain;
  }
}
