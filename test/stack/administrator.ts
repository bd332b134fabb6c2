import { join } from "node:path";
import { findSigningKey } from "../../identity-domain/authentication.ts";
import { IdentityDomain } from "../../identity-domain/client.ts";
import type { RunningLocalDomain } from "../../local/server.ts";

/** The first administrator of a local identity domain, with the key that it made for him. */
export async function administratorOf({ url, dataFolder }: RunningLocalDomain): Promise<IdentityDomain> {
  const key = await findSigningKey(
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
