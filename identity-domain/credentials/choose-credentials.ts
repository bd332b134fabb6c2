import { workloadIdentity } from "../token-exchange/workload-identity.ts";
import { apiKey } from "./api-key.ts";
import {
  type AuthenticationSettings,
  authenticationMode,
  authenticationModes,
  placesOf,
  unusableSettings,
  withEnvironment,
} from "./authentication-settings.ts";
import { AdminClient, type Credentials, type SigningKey } from "./credentials.ts";
import { instancePrincipal, okeWorkloadIdentity, resourcePrincipal } from "./principals.ts";
import { sessionToken } from "./session-token.ts";

/**
 * Finds the credentials for requests, of the kind that `auth` names. Each setting is looked for in the given settings, then
 * in the environment; settings of keys and session tokens also in the profile file.
 *
 * @param environment for principals, `oci-common` reads the process's own environment instead
 * @throws IdentityDomainError `AUTHENTICATION_SETTINGS`, with all problems at once
 */
export async function chooseCredentials(
  given: AuthenticationSettings,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Credentials> {
  const settings = withEnvironment(given, environment);
  const asked = settings.auth ?? "ApiKey";
  switch (authenticationMode(asked)) {
    case "ApiKey":
      return apiKey(settings, environment);
    case "SecurityToken":
      return sessionToken(settings, environment);
    case "InstancePrincipal":
      return instancePrincipal(environment);
    case "ResourcePrincipal":
      return resourcePrincipal();
    case "OKEWorkloadIdentity":
      return okeWorkloadIdentity();
    case "WorkloadIdentityFederation":
      return workloadIdentity(settings, environment);
    case "AdminClient":
      return adminClient(settings);
    default:
      throw unusableSettings([
        `auth "${asked}" is not one of ${authenticationModes.join(", ")}: ${placesOf("auth")}, or remove it for ApiKey`,
      ]);
  }
}

/**
 * Finds the API key that requests are signed with, in this order: settings, environment, profile file.
 *
 * @throws IdentityDomainError `AUTHENTICATION_SETTINGS`, with all problems at once
 */
export async function chooseSigningKey(
  given: AuthenticationSettings,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<SigningKey> {
  return apiKey(withEnvironment(given, environment), environment);
}

function adminClient({ adminClientId, adminClientSecret }: AuthenticationSettings): AdminClient {
  if (adminClientId !== undefined && adminClientSecret !== undefined)
    return new AdminClient(adminClientId, adminClientSecret);
  throw unusableSettings([
    ...(adminClientId === undefined ? [`adminClientId is missing: ${placesOf("adminClientId")}`] : []),
    ...(adminClientSecret === undefined ? [`adminClientSecret is missing: ${placesOf("adminClientSecret")}`] : []),
  ]);
}
