import type { IdentityDomain } from "../../identity-domain/identity-domain.ts";

/** The manifest of a team with `count` clients, each with two roles, and what else is said of them. */
export function manifestOf(
  count: number,
  { description = "first", roles = ["ServiceDeveloper", "ServiceInvoker"] } = {},
) {
  const clients = Array.from({ length: count }, (_, i) =>
    [
      `  - name: client-${i}`,
      `    description: ${description}`,
      "    grantTypes: [client_credentials]",
      `    access: [{ service: integration, instance: finance, roles: [${roles.join(", ")}] }]`,
    ].join("\n"),
  );
  return `team: faults\nowner: faults@example.com\nclients:\n${clients.join("\n")}\n`;
}

/** What the domain holds of ours, in a form that is equal exactly if it is what a manifest declares. */
export async function heldBy(domain: IdentityDomain): Promise<string[]> {
  const query = { filter: 'tags[key eq "managed-by" and value eq "idcs-apps"]', count: 1000 };
  const [apps, grants, roles] = await Promise.all([
    domain.list("Apps", { query }),
    domain.list("Grants", { query }),
    domain.list("AppRoles", { query: { count: 1000 } }),
  ]);
  const appNames = new Map(apps.Resources.map(({ id, displayName }) => [id, displayName]));
  const roleNames = new Map(roles.Resources.map(({ id, displayName }) => [id, displayName]));
  return [
    ...apps.Resources.map(({ displayName, name, description, active }) =>
      [displayName, name, description, active ? "active" : "inactive"].join(" "),
    ),
    ...grants.Resources.map(({ grantee, entitlement }) => {
      const { value } = grantee as { value: string };
      const { attributeValue } = entitlement as { attributeValue: string };
      return `${appNames.get(value) ?? "unknown application"} has ${roleNames.get(attributeValue)}`;
    }),
  ].sort();
}

/** What `heldBy` shows when the domain is what `manifestOf` declares. */
export function declaredBy(
  count: number,
  { description = "first", roles = ["ServiceDeveloper", "ServiceInvoker"] } = {},
): string[] {
  return Array.from({ length: count }, (_, i) => [
    `faults-client-${i} faults_client_${i}_dev ${description} active`,
    ...roles.map((role) => `faults-client-${i} has ${role}`),
  ])
    .flat()
    .sort();
}
