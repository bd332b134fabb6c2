import { chooseCredentials } from "../../identity-domain/credentials/choose-credentials.ts";
import type { Credentials } from "../../identity-domain/credentials/credentials.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import type { StackSettings } from "./stack-settings.ts";

/**
 * The credentials for a stack's settings. An encrypted setting needs the engine: it must come from elsewhere.
 *
 * @throws IdentityDomainError `AUTHENTICATION_SETTINGS`
 */
export async function stackCredentials(
  { authentication, encrypted }: Pick<StackSettings, "authentication" | "encrypted">,
  environment: NodeJS.ProcessEnv,
): Promise<Credentials> {
  try {
    return await chooseCredentials(authentication, environment);
  } catch (error) {
    if (!(error instanceof IdentityDomainError) || encrypted.length === 0) throw error;
    const message = `${error.message}\n${encrypted.join(" and ")} in the stack's configuration cannot be decrypted without the engine: set it as an environment variable, or in a profile.`;
    throw new IdentityDomainError(error.code, message, error.details);
  }
}
