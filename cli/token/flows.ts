import type { GrantType } from "../../manifest/oracle/grant-types.ts";

/** A flow: how a token is got. Each is a grant type of a manifest, in a short word. */
export const flows = {
  client: "client_credentials",
  tls: "tls_client_auth",
  browser: "authorization_code",
  device: "urn:ietf:params:oauth:grant-type:device_code",
  password: "password",
  jwt: "urn:ietf:params:oauth:grant-type:jwt-bearer",
  saml: "urn:ietf:params:oauth:grant-type:saml2-bearer",
  refresh: "refresh_token",
  implicit: "implicit",
} as const satisfies Readonly<Record<string, GrantType>>;

export type Flow = keyof typeof flows;

/** The flows that are taken without being asked for, best first. The others need something to be given. */
const byItself: readonly Flow[] = ["client", "browser", "device", "password"];

/** The flow of a word, which may be the grant type too. */
export function flowOf(word: string): Flow | undefined {
  return (Object.keys(flows) as Flow[]).find((flow) => flow === word || flows[flow] === word);
}

/** The flow of a client that names none: the first that its grant types allow. */
export function usualFlow(grantTypes: readonly string[] = ["client_credentials"]): Flow | undefined {
  return byItself.find((flow) => grantTypes.includes(flows[flow]));
}
