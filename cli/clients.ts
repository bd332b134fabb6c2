import type { Clients } from "./clients/json.ts";
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
    line("client secret", secretOf(client, clientSecrets[name])),
    ...lines.flatMap(([label, value]) => [value(client) ?? []].flat().map((text) => line(label, text))),
  ]);
  return blocks.length > 0 ? blocks.flat().join("\n") : "This stack has no clients.";
}

function secretOf({ clientType, delivery }: ClientInOutputs, secret: string | undefined): string {
  if (clientType === "public") return "none: it is a public client, and uses PKCE";
  if (secret) return "********";
  return delivery ? "in the vault only" : "none";
}

/** The clients of a stack for programs: only what is named here, so that no output that is added later is shown by accident. */
export function clientsAsData({ clients = {}, clientSecrets = {} }: Outputs): Clients {
  return {
    clients: Object.entries(clients).map(([name, client]) => ({
      client: name,
      clientId: client.clientId,
      hasSecret: Boolean(clientSecrets[name]),
      retired: client.retired === true,
      ...(client.scope !== "" && { scope: client.scope }),
      ...(client.scopes && { scopes: { ...client.scopes } }),
      ...(client.refreshScope && { refreshScope: client.refreshScope }),
      ...(client.grantTypes && { grantTypes: [...client.grantTypes] }),
      tokenUrl: client.tokenUrl,
      ...(client.authorizationUrl && { authorizationUrl: client.authorizationUrl }),
      ...(client.redirectUrls && { redirectUrls: [...client.redirectUrls] }),
      ...(client.endSessionUrl && { endSessionUrl: client.endSessionUrl }),
      ...(client.deviceAuthorizationUrl && { deviceAuthorizationUrl: client.deviceAuthorizationUrl }),
      ...(client.introspectionUrl && { introspectionUrl: client.introspectionUrl }),
      ...(client.discoveryUrl && { discoveryUrl: client.discoveryUrl }),
      ...(client.certificates && {
        certificates: client.certificates.map(({ alias, expires }) => ({ alias, expires })),
      }),
      ...(client.stepsOutside && { stepsOutside: [...client.stepsOutside] }),
    })),
  };
}

function line(label: string, value: string): string {
  return `  ${label.padEnd(14)} ${value}`;
}
