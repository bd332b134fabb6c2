/**
 * The manifest of a team: each client is one application with two app roles.
 *
 * @param revision what the first client's description says; another number changes that application alone
 */
export function teamManifest(clients: number, revision: number): string {
  const entries = Array.from({ length: clients }, (_, index) => [
    `  - name: client-${index + 1}`,
    `    description: Measured client ${index + 1}${index === 0 ? `, revision ${revision}` : ""}`,
    "    grantTypes: [client_credentials]",
    "    access:",
    "      - { service: integration, instance: finance, roles: [ServiceDeveloper, ServiceInvoker] }",
  ]);
  return ["team: bench", "owner: bench@example.com", "clients:", ...entries.flat(), ""].join("\n");
}
