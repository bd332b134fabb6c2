import type { ClientInOutputs, Outputs } from "./pulumi/pulumi.ts";

/** The lines shown for a client, in this order, with their labels. */
const lines: readonly (readonly [
  label: string,
  value: (client: ClientInOutputs) => string | readonly string[] | undefined,
])[] = [
  ["state", ({ retired }) => (retired ? "retired: it gets no tokens" : undefined)],
  ["scope", ({ scope }) => scope],
  ["refresh scope", ({ refreshScope }) => refreshScope],
  ["other scopes", ({ scope, scopes = {} }) => Object.values(scopes).filter((other) => other !== scope)],
  ["grant types", ({ grantTypes }) => grantTypes?.join(", ")],
  ["token URL", ({ tokenUrl }) => tokenUrl],
  ["authorize URL", ({ authorizationUrl }) => authorizationUrl],
  ["redirect URL", ({ redirectUrls }) => redirectUrls],
  ["sign-out URL", ({ endSessionUrl }) => endSessionUrl],
  ["device URL", ({ deviceAuthorizationUrl }) => deviceAuthorizationUrl],
  ["introspection", ({ introspectionUrl }) => introspectionUrl],
  ["discovery URL", ({ discoveryUrl }) => discoveryUrl],
  ["in the vault", ({ delivery }) => delivery?.vaultSecret],
  ["certificate", ({ certificates = [] }) => certificates.map(({ alias, expires }) => `${alias} (until ${expires})`)],
  ["to do", ({ stepsOutside }) => stepsOutside],
];

/** The clients of a stack for people to read: client ID, masked secret, and everything needed to request tokens. */
export function renderClients({ clients = {}, clientSecrets = {} }: Outputs): string {
  const blocks = Object.entries(clients).map(([name, client]) => [
    name,
    line("client ID", client.clientId),
    line("client secret", clientSecrets[name] ? "********" : client.delivery ? "in the vault only" : "none"),
    ...lines.flatMap(([label, value]) => [value(client) ?? []].flat().map((text) => line(label, text))),
  ]);
  return blocks.length > 0 ? blocks.flat().join("\n") : "This stack has no clients.";
}

function line(label: string, value: string): string {
  return `  ${label.padEnd(14)} ${value}`;
}
