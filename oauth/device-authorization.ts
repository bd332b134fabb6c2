import * as oauth from "oauth4webapi";
import type { Tokens } from "./grants.ts";
import { TokenError } from "./token-error.ts";
import { ask, requestToken, type TokenRequest } from "./token-request.ts";

/** What a user types where, so that a device gets tokens (RFC 8628 section 3.2). */
export interface DeviceAuthorization {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly verificationUrl: string;
  /** The same with the code in it, if the domain gives one. */
  readonly completeVerificationUrl: string | undefined;
  /** When the codes end, in seconds. */
  readonly expiresIn: number;
  /** The pause between two requests, in seconds. */
  readonly interval: number;
}

/**
 * Begins the flow for devices. Oracle wants `response_type=device_code`, which RFC 8628 does not have.
 *
 * @throws TokenError without the secret
 */
export function authorizeDevice(client: TokenRequest, deviceAuthorizationUrl: string): Promise<DeviceAuthorization> {
  return ask(client, async (one, authentication, options) => {
    const server = {
      issuer: new URL(deviceAuthorizationUrl).origin,
      device_authorization_endpoint: deviceAuthorizationUrl,
    };
    const parameters = { response_type: "device_code", scope: client.scope };
    const answer = await oauth.processDeviceAuthorizationResponse(
      server,
      one,
      await oauth.deviceAuthorizationRequest(server, one, authentication, parameters, options),
    );
    return {
      deviceCode: answer.device_code,
      userCode: answer.user_code,
      verificationUrl: answer.verification_uri,
      completeVerificationUrl: answer.verification_uri_complete,
      expiresIn: answer.expires_in,
      interval: answer.interval ?? 5,
    };
  });
}

/**
 * Asks for the tokens until the user has decided, in the interval that the domain wants: five seconds more after each
 * `slow_down` (RFC 8628 section 3.5).
 *
 * @param pause waits for some seconds
 * @throws TokenError if the user refuses or the codes end, whether the domain says so or not
 */
export async function tokensOfDevice(
  client: Omit<TokenRequest, "scope">,
  authorization: DeviceAuthorization,
  pause: (seconds: number) => Promise<void>,
): Promise<Tokens> {
  let { interval } = authorization;
  for (let waited = interval; waited <= authorization.expiresIn; waited += interval) {
    await pause(interval);
    try {
      const { access_token, expires_in, refresh_token, scope } = await requestToken(
        { ...client, scope: "" },
        "urn:ietf:params:oauth:grant-type:device_code",
        { device_code: authorization.deviceCode },
      );
      return { accessToken: access_token, expiresIn: expires_in, refreshToken: refresh_token, scope };
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      if (error.error === "slow_down") interval += 5;
      else if (error.error !== "authorization_pending") throw error;
    }
  }
  throw new TokenError(
    "REFUSED",
    "The code of the device has ended before anybody entered it: begin again.",
    "expired_token",
  );
}
