import { join } from "node:path";
import type { AuthenticationSettings } from "../../identity-domain/credentials/authentication-settings.ts";
import { chooseCredentials } from "../../identity-domain/credentials/choose-credentials.ts";
import type { Credentials } from "../../identity-domain/credentials/credentials.ts";
import { normalUrl } from "../../identity-domain/identity-domain.ts";
import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import { clientOptionsIn } from "../../identity-domain/sending/patience-settings.ts";
import { loadEnvironment } from "../../manifest/load-environment.ts";
import { servicesFrom } from "../../manifest/load-services.ts";
import { stackCredentials } from "../project/stack-credentials.ts";
import { stackSettings } from "../project/stack-settings.ts";

/** Which identity domain, and how to authenticate. */
export interface TargetOptions {
  readonly stack: string;
  /** Instead of the stack's: then the stack's files are not read. */
  readonly url?: string | undefined;
  /** What differs from the stack's settings, or from the environment's. */
  readonly authentication: AuthenticationSettings;
  /** The project's folder. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** The identity domain that is asked. */
export interface Target {
  readonly url: string;
  readonly credentials: Credentials;
  readonly options: ClientOptions;
}

/** Finds the identity domain of a URL or a stack. @throws IdentityDomainError, ManifestError or CommandError */
export async function targetOf({ stack, url, authentication, folder, environment }: TargetOptions): Promise<Target> {
  if (url !== undefined) {
    const credentials = await chooseCredentials(authentication, environment);
    return { url: normalUrl(url), credentials, options: {} };
  }
  const settings = stackSettings(folder, stack);
  const [name = ""] = stack.split(".");
  const services = servicesFrom(settings.services, `Pulumi.${stack}.yaml`);
  const own = loadEnvironment(join(folder, "environments"), name, { services }).identityDomainUrl;
  const given = { ...settings, authentication: { ...settings.authentication, ...authentication } };
  return {
    url: normalUrl(settings.identityDomainUrl ?? own),
    credentials: await stackCredentials(given, environment),
    options: clientOptionsIn(settings.patience),
  };
}
