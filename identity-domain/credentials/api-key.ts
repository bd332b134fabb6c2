import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { type AuthenticationSettings, placesOf, unusableSettings } from "./authentication-settings.ts";
import { fingerprintOf, type SigningKey } from "./credentials.ts";
import { expandHome, readProfile } from "./profile-file.ts";

/**
 * The API key of a user: from the settings, completed with a profile of OCI's configuration file.
 *
 * @throws IdentityDomainError `AUTHENTICATION_SETTINGS`, with all problems at once
 */
export async function apiKey(settings: AuthenticationSettings, environment: NodeJS.ProcessEnv): Promise<SigningKey> {
  const problems: string[] = [];
  const all = await completed(settings, environment, problems);
  for (const name of ["tenancyOcid", "userOcid"] as const)
    if (all[name] === undefined) problems.push(`${name} is missing: ${placesOf(name)}`);
  const privateKey = readPrivateKey(all, problems);
  if (privateKey === undefined || problems.length > 0) throw unusableSettings(problems);
  return { keyId: `${all.tenancyOcid}/${all.userOcid}/${all.fingerprint ?? fingerprintOf(privateKey)}`, privateKey };
}

/** Adds what only the profile file holds; it is not read if it is not needed. */
async function completed(
  settings: AuthenticationSettings,
  environment: NodeJS.ProcessEnv,
  problems: string[],
): Promise<AuthenticationSettings> {
  const hasKey = settings.privateKey !== undefined || settings.privateKeyPath !== undefined;
  const isComplete = settings.tenancyOcid !== undefined && settings.userOcid !== undefined && hasKey;
  if (isComplete && settings.configFileProfile === undefined) return settings;
  try {
    const profile = await readProfile(settings.configFileProfile, environment);
    return { ...profile?.settings, ...settings };
  } catch (error) {
    problems.push(`${(error as Error).message}: ${placesOf("configFileProfile")}`);
    return settings;
  }
}

function readPrivateKey(settings: AuthenticationSettings, problems: string[]): KeyObject | undefined {
  const { privateKey, privateKeyPath, privateKeyPassword } = settings;
  if (privateKey !== undefined) return parsePrivateKey(privateKey, privateKeyPassword, "privateKey", problems);
  if (privateKeyPath === undefined) {
    problems.push(
      `the private key is missing: ${placesOf("privateKeyPath")} (or the key itself, ${placesOf("privateKey")})`,
    );
    return undefined;
  }
  const file = expandHome(privateKeyPath);
  try {
    return parsePrivateKey(readFileSync(file, "utf8"), privateKeyPassword, `the key file ${file}`, problems);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "ENOENT" ? "does not exist" : "cannot be read";
    problems.push(`the key file ${file} ${reason}: ${placesOf("privateKeyPath")}`);
    return undefined;
  }
}

function parsePrivateKey(
  pem: string,
  passphrase: string | undefined,
  what: string,
  problems: string[],
): KeyObject | undefined {
  const isEncrypted = /ENCRYPTED/.test(pem);
  try {
    const key = createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) });
    if (key.asymmetricKeyType === "rsa") return key;
    problems.push(`${what} is no RSA key: OCI API keys are RSA keys in PEM form`);
  } catch {
    if (!isEncrypted) problems.push(`${what} is no private key in PEM form ("-----BEGIN PRIVATE KEY-----" …)`);
    else if (passphrase === undefined) problems.push(`${what} is encrypted: ${placesOf("privateKeyPassword")}`);
    else problems.push(`${what} cannot be decrypted with this privateKeyPassword: ${placesOf("privateKeyPassword")}`);
  }
  return undefined;
}
