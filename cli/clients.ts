import type { StackOutputs } from "./pulumi.ts";

/** The clients of a stack for people to read: client ID, masked secret, scope, token URL. */
export function renderClients({ clients = {}, clientSecrets = {} }: StackOutputs): string {
  const blocks = Object.entries(clients).map(([name, { clientId, scope, tokenUrl }]) =>
    [
      name,
      `  client ID      ${clientId}`,
      `  client secret  ${masked(clientSecrets[name])}`,
      `  scope          ${scope}`,
      `  token URL      ${tokenUrl}`,
    ].join("\n"),
  );
  return blocks.length > 0 ? blocks.join("\n") : "This stack has no clients.";
}

function masked(secret: string | undefined): string {
  return secret ? "********" : "none";
}
