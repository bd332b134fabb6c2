import { createHash } from "node:crypto";
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
import type { Sharing } from "../../identity-domain/sending/sharing.ts";
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

/**
 * The identity domains of a run. All have the same credentials. Each has its own connections and its own pace, unless the
 * process shares them between runs.
 */
export class IdentityDomains implements Domains {
  readonly #settings: AuthenticationSettings;
  readonly #options: ClientOptions;
  readonly #sharing: Sharing | undefined;
  readonly #domains = new Map<string, IdentityDomain>();
  #credentials: Promise<Credentials> | undefined;

  /** @param sharing what the runs of this process share. @default nothing */
  constructor(settings: AuthenticationSettings, options: ClientOptions = {}, sharing?: Sharing) {
    this.#settings = settings;
    this.#options = options;
    this.#sharing = sharing;
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
    const domain = this.#domains.get(address) ?? new IdentityDomain(address, credentials, this.#optionsFor(address));
    this.#domains.set(address, domain);
    return domain;
  }

  #optionsFor(address: string): ClientOptions {
    if (this.#sharing === undefined) return this.#options;
    const type = this.#options.identityDomainType ?? "premium";
    const { connections } = this.#sharing;
    return { ...this.#options, connections, shared: this.#sharing.with(address, type, readerOf(this.#settings)) };
  }
}

/** Stands for the credentials that settings choose. */
function readerOf(settings: AuthenticationSettings): string {
  const given = Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(given)).digest("hex");
}

function strings<Name extends string>(inputs: Values, names: readonly Name[]): Partial<Record<Name, string>> {
  const given = names.filter((name) => !isEmpty(inputs[name]));
  return Object.fromEntries(given.map((name) => [name, String(inputs[name])])) as Partial<Record<Name, string>>;
}
