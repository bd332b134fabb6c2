import * as oauth from "oauth4webapi";

/**
 * The value of the header `Authorization` with which a client authenticates: client ID and secret are form-encoded before they
 * are joined and put into base64 (RFC 6749 section 2.3.1), which tools that take them as they are forget.
 */
export async function basicHeaderOf(clientId: string, clientSecret: string): Promise<string> {
  const headers = new Headers();
  const authenticate = oauth.ClientSecretBasic(clientSecret);
  await authenticate({ issuer: "" }, { client_id: clientId }, new URLSearchParams(), headers);
  return headers.get("authorization") ?? "";
}
