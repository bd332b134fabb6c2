import type { AuthenticationDetailsProvider } from "oci-common";
import { IdentityDomainError } from "../identity-domain-error.ts";
import { unusableSettings } from "./authentication-settings.ts";
import type { SessionKey } from "./credentials.ts";
import { keyOf, shared } from "./renewable-key.ts";

/** One of Oracle's providers that gets its tokens from the place where the program runs. */
interface PrincipalProvider extends AuthenticationDetailsProvider {
  refresh(): Promise<string>;
}

/**
 * The key of the compute instance that the program runs on, by way of the instance's metadata service.
 *
 * `OCI_METADATA_BASE_URL` and `OCI_SDK_AUTH_CLIENT_REGION_URL` name other endpoints, as for the official provider.
 */
export function instancePrincipal(environment: NodeJS.ProcessEnv): SessionKey {
  const { OCI_METADATA_BASE_URL: metadata, OCI_SDK_AUTH_CLIENT_REGION_URL: federation } = environment;
  return principal(
    "the instance principal",
    "auth InstancePrincipal works on compute instances of OCI only, which must reach their metadata service (169.254.169.254) and the region's authentication service.",
    async () => {
      const { InstancePrincipalsAuthenticationDetailsProviderBuilder } = await import("oci-common");
      const builder = new InstancePrincipalsAuthenticationDetailsProviderBuilder();
      if (metadata) builder.metadataBaseUrl = metadata;
      if (federation) builder.federationEndpoint = federation;
      return builder.build();
    },
  );
}

/**
 * The key of the resource that the program runs in, as a function, from the environment variables that OCI gives it.
 *
 * @throws IdentityDomainError `AUTHENTICATION_SETTINGS`
 */
export function resourcePrincipal(): SessionKey {
  const version = process.env.OCI_RESOURCE_PRINCIPAL_VERSION;
  const names = ["VERSION", "RPST", "PRIVATE_PEM", "REGION"].map((name) => `OCI_RESOURCE_PRINCIPAL_${name}`);
  requireVariables(names, "auth ResourcePrincipal");
  if (version !== "2.2")
    throw unusableSettings([
      `OCI_RESOURCE_PRINCIPAL_VERSION is "${version}": auth ResourcePrincipal knows version 2.2 only`,
    ]);
  return principal(
    "the resource principal",
    "OCI_RESOURCE_PRINCIPAL_RPST and OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM must hold a token and its RSA key, or the paths of both.",
    async () => {
      const { ResourcePrincipalAuthenticationDetailsProvider } = await import("oci-common");
      return ResourcePrincipalAuthenticationDetailsProvider.builder();
    },
  );
}

/** Where Kubernetes puts what a pod needs to speak to its cluster. */
const serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * The key of the Kubernetes service account that the program runs as, in a cluster of OCI.
 *
 * @param tokenFile the account's token
 * @throws IdentityDomainError `AUTHENTICATION_SETTINGS`
 */
export function okeWorkloadIdentity(tokenFile: string = `${serviceAccount}/token`): SessionKey {
  requireVariables(["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT_PROXYMUX"], "auth OKEWorkloadIdentity");
  const authorityFile = process.env.OCI_KUBERNETES_SERVICE_ACCOUNT_CERT_PATH || `${serviceAccount}/ca.crt`;
  return principal(
    "the workload identity",
    `auth OKEWorkloadIdentity works in pods of enhanced OKE clusters only, and Node.js must trust the cluster: set NODE_EXTRA_CA_CERTS=${authorityFile}.`,
    async () => {
      const { OkeWorkloadIdentityAuthenticationDetailsProvider } = await import("oci-common");
      return OkeWorkloadIdentityAuthenticationDetailsProvider.builder(authorityFile, tokenFile);
    },
  );
}

/** A principal's key. Nothing is asked for before it is needed. */
function principal(holder: string, needs: string, build: () => Promise<PrincipalProvider>): SessionKey {
  let provider: PrincipalProvider | undefined;
  const ask = async <Result>(question: (provider: PrincipalProvider) => Promise<Result>): Promise<Result> => {
    try {
      provider ??= await build();
      return await question(provider);
    } catch (error) {
      throw new IdentityDomainError("CREDENTIALS_UNAVAILABLE", `No token for ${holder}${reasonIn(error)}.\n${needs}`);
    }
  };
  return {
    holder,
    renewal: "OCI renews it where the program runs: start the program anew to get the new one.",
    current: shared(() => ask(keyOf)),
    renew: shared(async () => void (await ask((known) => known.refresh()))),
  };
}

/** The part of the library's words that is a status or a code: the rest might hold what was sent. */
function reasonIn(error: unknown): string {
  const { message = "", code, cause } = error as { message?: string; code?: unknown; cause?: { code?: unknown } };
  const status = /status: (\d{3})/.exec(message)?.[1];
  const systemCode = /\bE[A-Z]{4,}\b/.exec(`${code} ${cause?.code} ${message}`)?.[0];
  const reason = [status && `status ${status}`, systemCode].filter(Boolean).join(", ");
  return reason === "" ? "" : ` (${reason})`;
}

function requireVariables(names: readonly string[], reason: string): void {
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length > 0)
    throw unusableSettings(missing.map((name) => `the environment variable ${name} is missing, which ${reason} needs`));
}
