import { withOverride } from "../yaml/origin.ts";
import type { ClientManifest } from "./client.ts";
import type { ResourceApplicationManifest } from "./resource-application.ts";

/** The clients that exist in an environment, with the keys that the environment replaces. */
export function clientsIn(
  { clients }: { readonly clients: readonly ClientManifest[] },
  environment: string,
): ClientManifest[] {
  return clients.flatMap((client) => inEnvironment(client, environment) ?? []);
}

/** The resource applications that exist in an environment, with the keys that the environment replaces. */
export function resourceApplicationsIn(
  { resourceApplications }: { readonly resourceApplications: readonly ResourceApplicationManifest[] },
  environment: string,
): ResourceApplicationManifest[] {
  return resourceApplications.flatMap((application) => inEnvironment(application, environment) ?? []);
}

/** A client or resource application as it is in an environment; absent if it does not exist there. */
export function inEnvironment<T extends { readonly environments?: Readonly<Record<string, object>> }>(
  application: T,
  environment: string,
): T | undefined {
  const { environments, ...everywhere } = application;
  if (!environments) return application;
  if (!Object.hasOwn(environments, environment)) return undefined;
  const override = environments[environment] ?? {};
  return withOverride({ ...everywhere, ...override } as unknown as T, application, override);
}
