import { existsSync } from "node:fs";
import type { SessionAuthDetailProvider } from "oci-common";
import { IdentityDomainError } from "../identity-domain-error.ts";
import { type AuthenticationSettings, placesOf, unusableSettings } from "./authentication-settings.ts";
import type { SessionKey, SigningKey } from "./credentials.ts";
import { expandHome, type Profile, readProfile } from "./profile-file.ts";
import { expiryOf, keyOf, shared } from "./renewable-key.ts";

/** A token is renewed when it has less than this left, in milliseconds: one that has expired cannot be. */
const renewedBefore = 5 * 60_000;

/**
 * The key of a session that `oci session authenticate` began, from a profile of OCI's configuration file.
 *
 * @throws IdentityDomainError `AUTHENTICATION_SETTINGS`, with all problems at once
 */
export async function sessionToken(
  settings: AuthenticationSettings,
  environment: NodeJS.ProcessEnv,
): Promise<SessionKey> {
  const profile = await sessionProfile(settings, environment);
  const { SessionAuthDetailProvider } = await import("oci-common");
  const session = new Session(profile, () => new SessionAuthDetailProvider(profile.file, profile.name));
  try {
    await session.load();
  } catch {
    throw unusableSettings([
      `the key file of the profile "${profile.name}" is no RSA key, or needs another pass_phrase`,
    ]);
  }
  return { holder: "the session", renewal: session.renewal, current: shared(() => session.key()) };
}

/** A session as the file describes it, and later as the library has renewed it. */
class Session {
  readonly renewal: string;
  readonly #open: () => SessionAuthDetailProvider;
  #stored: { readonly provider: SessionAuthDetailProvider; readonly key: SigningKey } | undefined;
  #triedToRenew: string | undefined;

  constructor({ name }: Profile, open: () => SessionAuthDetailProvider) {
    this.renewal = `Begin a new session: \`oci session authenticate --profile-name ${name}\`.`;
    this.#open = open;
  }

  /** Takes the token of the file, unless the one at hand lasts longer. */
  async load(): Promise<SigningKey> {
    const provider = this.#open();
    const key = await keyOf(provider);
    if (this.#stored === undefined || timeLeft(key) > timeLeft(this.#stored.key)) this.#stored = { provider, key };
    return this.#stored.key;
  }

  /** @throws IdentityDomainError `TOKEN_EXPIRED` */
  async key(): Promise<SigningKey> {
    if (this.#stored !== undefined && timeLeft(this.#stored.key) > renewedBefore) return this.#stored.key;
    // The `oci` command may have renewed it since.
    const key = await this.load();
    if (timeLeft(key) > renewedBefore) return key;
    if (timeLeft(key) > 0) return this.#renewed(key);
    throw new IdentityDomainError("TOKEN_EXPIRED", `The session token has expired.\n${this.renewal}`);
  }

  /** The library renews a token at the region's authentication service, and keeps the new one in memory. */
  async #renewed(key: SigningKey): Promise<SigningKey> {
    const provider = this.#stored?.provider;
    if (provider === undefined || this.#triedToRenew === key.keyId) return key;
    this.#triedToRenew = key.keyId;
    try {
      await provider.refreshSessionToken();
      const renewed = await keyOf(provider);
      this.#stored = { provider, key: renewed };
      return renewed;
    } catch {
      return key;
    }
  }
}

function timeLeft(key: SigningKey): number {
  return expiryOf(key) - Date.now();
}

async function sessionProfile(settings: AuthenticationSettings, environment: NodeJS.ProcessEnv): Promise<Profile> {
  const name = settings.configFileProfile ?? "DEFAULT";
  const profile = await readProfile(name, environment).catch((error: Error) => {
    throw unusableSettings([`${error.message}: ${placesOf("configFileProfile")}`]);
  });
  if (profile === undefined) throw new TypeError("a profile that was asked for is there or is an error");
  const { tenancyOcid, fingerprint, privateKeyPath, region } = profile.settings;
  const entries = {
    tenancy: tenancyOcid,
    fingerprint,
    key_file: privateKeyPath,
    security_token_file: profile.securityTokenFile,
    region: region ?? process.env.OCI_REGION,
  };
  const files = [privateKeyPath, profile.securityTokenFile].filter((file) => file !== undefined);
  const problems = [
    ...Object.entries(entries)
      .filter(([, value]) => !value)
      .map(([entry]) => `the profile "${name}" of ${profile.file} has no ${entry}`),
    ...files.filter((file) => !existsSync(expandHome(file))).map((file) => `the file ${file} does not exist`),
  ];
  if (problems.length === 0) return profile;
  throw unusableSettings([
    ...problems,
    `auth SecurityToken needs a session: \`oci session authenticate --profile-name ${name}\``,
  ]);
}
