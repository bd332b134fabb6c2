import {
  type AuthenticationSettings,
  secretSettingNames,
  settingNames,
} from "../../identity-domain/credentials/authentication-settings.ts";
import { chooseCredentials } from "../../identity-domain/credentials/choose-credentials.ts";
import type { Credentials } from "../../identity-domain/credentials/credentials.ts";
import { IdentityDomain, normalUrl } from "../../identity-domain/identity-domain.ts";
import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import { clientOptionsIn, patienceSettingNames } from "../../identity-domain/sending/patience-settings.ts";
import { isEmpty, type Values } from "../values/property-values.ts";

/** Inputs of the provider that the engine must keep secret. */
export const secretSettings = secretSettingNames;

/** The authentication settings among the provider's inputs. */
export function authenticationSettings(inputs: Values): AuthenticationSettings {
  return strings(inputs, settingNames);
}

/**
 * The settings of patience among the provider's inputs.
 *
 * @throws IdentityDomainError `CLIENT_SETTINGS`, with all problems at once
 */
export function clientOptions(inputs: Values): ClientOptions {
  return clientOptionsIn(strings(inputs, patienceSettingNames));
}

/** Where a run finds its identity domains. */
export interface Domains {
  /** The identity domain at a URL. @throws IdentityDomainError */
  at(url: string): Promise<IdentityDomain>;
}

/** The identity domains of a run. All have the same credentials; each has its own connections and its own pace. */
export class IdentityDomains implements Domains {
  readonly #settings: AuthenticationSettings;
  readonly #options: ClientOptions;
  readonly #domains = new Map<string, IdentityDomain>();
  #credentials: Promise<Credentials> | undefined;

  constructor(settings: AuthenticationSettings, options: ClientOptions = {}) {
    this.#settings = settings;
    this.#options = options;
  }

  /**
   * The identity domain at a URL. Credentials are chosen when they are first needed: a preview that sends nothing needs none.
   *
   * @throws IdentityDomainError `AUTHENTICATION_SETTINGS` or `ENDPOINT`
   */
  async at(url: string): Promise<IdentityDomain> {
    this.#credentials ??= chooseCredentials(this.#settings);
    const credentials = await this.#credentials;
    const address = normalUrl(url);
    const domain = this.#domains.get(address) ?? new IdentityDomain(address, credentials, this.#options);
    this.#domains.set(address, domain);
    return domain;
  }
}

function strings<Name extends string>(inputs: Values, names: readonly Name[]): Partial<Record<Name, string>> {
  const given = names.filter((name) => !isEmpty(inputs[name]));
  return Object.fromEntries(given.map((name) => [name, String(inputs[name])])) as Partial<Record<Name, string>>;
}
