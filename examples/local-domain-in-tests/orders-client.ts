/** Where a client gets its tokens, and as whom. */
export interface TokenSettings {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
}

/** An access token for the orders API; asks once more where the token endpoint is not available. @throws Error with the OAuth error */
export async function ordersToken({ tokenUrl, clientId, clientSecret, scope }: TokenSettings): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
  const body = new URLSearchParams({ grant_type: "client_credentials", scope });
  const request = () => fetch(tokenUrl, { method: "POST", headers: { authorization }, body });
  let response = await request();
  if (response.status === 503) response = await request();
  const answer = (await response.json()) as { access_token?: string; error?: string };
  if (answer.access_token === undefined) throw new Error(`no token: ${answer.error}`);
  return answer.access_token;
}
