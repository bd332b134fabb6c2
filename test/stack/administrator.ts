import { join } from "node:path";
import { chooseSigningKey } from "../../identity-domain/credentials/choose-credentials.ts";
import { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import type { RunningLocalDomain } from "../../local/server.ts";

const kinds = ["Apps", "AppRoles", "Grants", "NetworkPerimeters", "OAuthClientCertificates"] as const;

/** The first administrator of a local identity domain, with the key that it made for him. */
export async function administratorOf({ url, dataFolder }: RunningLocalDomain): Promise<IdentityDomain> {
  const key = await chooseSigningKey(
    {
      tenancyOcid: "ocid1.tenancy.oc1..local",
      userOcid: "ocid1.user.oc1..localadmin",
      privateKeyPath: join(dataFolder, "admin-key.pem"),
    },
    {},
  );
  return new IdentityDomain(url, key);
}

/** Everything in the domain that this project created: applications and assignments with its tag. */
export async function ours(domain: IdentityDomain): Promise<{ apps: string[]; grants: string[] }> {
  const query = { filter: 'tags[key eq "managed-by" and value eq "idcs-apps"]', count: 1000 };
  const apps = await domain.list("Apps", { query: { ...query, attributes: "displayName" } });
  const grants = await domain.list("Grants", { query });
  return {
    apps: apps.Resources.map(({ displayName }) => String(displayName)),
    grants: grants.Resources.map(({ id }) => String(id)),
  };
}

/** How many resources of each kind the domain holds, whoever made them. */
export async function contentsOf(domain: IdentityDomain): Promise<Record<string, number>> {
  const counts = kinds.map(async (kind) => [kind, (await domain.list(kind, { query: { count: 0 } })).totalResults]);
  return Object.fromEntries(await Promise.all(counts));
}

/** An application with every attribute, those that are returned on request too. */
export function applicationOf(domain: IdentityDomain, { applicationId }: { applicationId: string }) {
  return domain.read("Apps", applicationId, { query: { attributeSets: "all" } });
}

/** The requests since the one at `from` that wrote, as `PUT Apps`. */
export function writesSince({ requests }: RunningLocalDomain, from: number): string[] {
  return requests
    .slice(from)
    .filter(({ method, path }) => method !== "GET" && path.startsWith("/admin/"))
    .map(({ method, path }) => `${method} ${/^\/admin\/v1\/(\w+)/.exec(path)?.[1] ?? path}`);
}
