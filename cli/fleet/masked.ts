/** Names of environment variables whose values are secret. */
const secretName = /PASSPHRASE|PASSWORD|SECRET|TOKEN|PRIVATE_?KEY|ACCESS_KEY|CREDENTIAL/i;

/** The shortest value that is masked: shorter ones occur in ordinary words. */
const shortest = 6;

/**
 * A text in which the values of secret environment variables are masked, line by line. Secrets of a stack are masked by the engine
 * itself.
 */
export function masked(text: string, environment: NodeJS.ProcessEnv): string {
  const secrets = Object.entries(environment)
    .filter(([name, value]) => secretName.test(name) && !/_(FILE|PATH)$/i.test(name) && value)
    .flatMap(([, value = ""]) => value.split(/\r?\n/))
    .map((line) => line.trim())
    .filter((line) => line.length >= shortest)
    .sort((one, other) => other.length - one.length);
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, "[secret]"), text);
}
