import * as client from "openid-client";

/**
 * A client that was told where devices begin: an identity domain's discovery document does not say so, as live domains
 * have it (docs/compatibility.md).
 */
export function withDeviceEndpoint(config: client.Configuration, domainUrl: string): client.Configuration {
  const { supportsPKCE: _, ...metadata } = config.serverMetadata();
  const { client_id, client_secret } = config.clientMetadata();
  const told = new client.Configuration(
    { ...metadata, device_authorization_endpoint: `${domainUrl}/oauth2/v1/device` },
    client_id,
    client_secret as string,
  );
  client.allowInsecureRequests(told);
  return told;
}
