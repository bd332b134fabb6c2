import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { IdentityDomainError } from "./identity-domain-error.ts";
import { expandHome, readProfile } from "./profile-file.ts";
import { type AuthenticationSettings, environmentVariable, withEnvironment } from "./settings.ts";

/** What requests are signed with. */
export interface SigningKey {
  /** `<tenancy>/<user>/<fingerprint>`. */
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/**
 * Finds the key that requests are signed with, in this order: settings, environment, profile file.
 *
 * @throws IdentityDomainError `AUTHENTICATION_SETTINGS`, with all problems at once
 */
export async function findSigningKey(
  given: AuthenticationSettings,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<SigningKey> {
  const settings = withEnvironment(given, environment);
  const auth = settings.auth ?? "ApiKey";
  if (auth !== "ApiKey")
    throw failure([
      `auth "${auth}" is not supported yet: "ApiKey" is. Remove oci:auth and OCI_AUTH, or set them to "ApiKey".`,
    ]);
  return apiKey(settings, environment);
}

/** The fingerprint of an API key: MD5 of the public key, as OCI writes it. */
export function fingerprintOf(privateKey: KeyObject): string {
  const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  return createHash("md5")
    .update(publicKey)
    .digest("hex")
    .replace(/..(?=.)/g, "$&:");
}

async function apiKey(settings: AuthenticationSettings, environment: NodeJS.ProcessEnv): Promise<SigningKey> {
  const problems: string[] = [];
  const all = await completed(settings, environment, problems);
  for (const name of ["tenancyOcid", "userOcid"] as const)
    if (all[name] === undefined) problems.push(`${name} is missing: ${places(name)}`);
  const privateKey = readPrivateKey(all, problems);
  if (privateKey === undefined || problems.length > 0) throw failure(problems);
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
    problems.push(`${(error as Error).message}: ${places("configFileProfile")}`);
    return settings;
  }
}

function readPrivateKey(settings: AuthenticationSettings, problems: string[]): KeyObject | undefined {
  const { privateKey, privateKeyPath, privateKeyPassword } = settings;
  if (privateKey !== undefined) return parsePrivateKey(privateKey, privateKeyPassword, "privateKey", problems);
  if (privateKeyPath === undefined) {
    problems.push(
      `the private key is missing: ${places("privateKeyPath")} (or the key itself, ${places("privateKey")})`,
    );
    return undefined;
  }
  const file = expandHome(privateKeyPath);
  try {
    return parsePrivateKey(readFileSync(file, "utf8"), privateKeyPassword, `the key file ${file}`, problems);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "ENOENT" ? "does not exist" : "cannot be read";
    problems.push(`the key file ${file} ${reason}: ${places("privateKeyPath")}`);
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
    else if (passphrase === undefined) problems.push(`${what} is encrypted: ${places("privateKeyPassword")}`);
    else problems.push(`${what} cannot be decrypted with this privateKeyPassword: ${places("privateKeyPassword")}`);
  }
  return undefined;
}

function places(name: keyof AuthenticationSettings): string {
  const isSecret = name === "privateKey" || name === "privateKeyPassword";
  return `\`pulumi config set ${isSecret ? "--secret " : ""}oci:${name}\` or ${environmentVariable(name)}`;
}

function failure(problems: readonly string[]): IdentityDomainError {
  const lines = problems.map((problem) => `  ${problem}`);
  return new IdentityDomainError(
    "AUTHENTICATION_SETTINGS",
    ["Requests to the identity domain cannot be signed:", ...lines].join("\n"),
  );
}
