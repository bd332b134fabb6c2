import type { Connection } from "../../connection.ts";
import type { DomainContext } from "../../domain-context.ts";
import { listOf, type Resource } from "../../scim/json.ts";
import { authenticateClient } from "../client-authentication/authenticate-client.ts";
import { statesAssertion } from "../client-authentication/client-assertion.ts";
import { activeClient } from "../clients/active-client.ts";
import { refuseForeignAddress } from "../clients/network-perimeters.ts";
import { deviceGrant } from "../grants/device-code-grant.ts";
import { type Form, readForm, requiredParameter } from "../protocol/form.ts";
import { OAuthError } from "../protocol/oauth-error.ts";
import { devicePath } from "../protocol/paths.ts";
import { deviceCodeLifetime, newDeviceCode } from "../records/device-codes.ts";
import { refuseUnavailableOfflineAccess } from "../scopes/decide-scopes.ts";

/**
 * Starts the request of a device. The client names itself by `client_id`, or authenticates as at the token endpoint;
 * whether it is allowed the scopes is decided when the user is known.
 *
 * @throws OAuthError `invalid_request`, `invalid_client` for an unknown client or wrong credentials,
 * `unauthorized_client` for one without the grant type and for `offline_access` that is not available, `invalid_scope` for no scope or an unknown one, the
 * settings' error for an address outside the client's perimeters
 * @see RFC 8628, section 3.1; Oracle, "Device Code Grant Type" (with `response_type`, without `interval`)
 */
export async function startDevice(
  domain: DomainContext,
  headers: Headers,
  body: string,
  connection: Connection,
): Promise<object> {
  const form = readForm(headers.get("content-type"), body);
  const responseType =
    domain.settings.deviceResponseType === "required"
      ? requiredParameter(form, "response_type")
      : form.get("response_type");
  if (responseType !== undefined && responseType !== "device_code") {
    throw new OAuthError("unsupported_response_type", "The response_type must be device_code.");
  }
  const client = await requestingClient(domain, headers.get("authorization"), form, connection);
  if (!listOf(client.allowedGrants).includes(deviceGrant)) {
    throw new OAuthError("unauthorized_client", `The client is not allowed the grant type ${deviceGrant}.`);
  }
  refuseForeignAddress(domain, client, headers, connection);
  const scope = form.get("scope");
  if (scope === undefined) throw new OAuthError("invalid_scope", "The request names no scope.");
  refuseUnavailableOfflineAccess(domain, client, scope);
  const { deviceCode, userCode } = newDeviceCode(domain, client.id, scope);
  return {
    expires_in: deviceCodeLifetime,
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: domain.url + devicePath,
  };
}

async function requestingClient(
  domain: DomainContext,
  authorization: string | null,
  form: Form,
  connection: Connection,
): Promise<Resource> {
  if (authorization !== null || form.has("client_secret") || statesAssertion(form)) {
    return await authenticateClient(domain, authorization, form, connection);
  }
  const client = activeClient(domain, requiredParameter(form, "client_id"));
  if (client === undefined) throw new OAuthError("invalid_client", "There is no active client of that client_id.");
  return client;
}
