import { didYouMean } from "./nearest.ts";
import { quote } from "./quote.ts";

/** The OAuth grant types that this version provisions. */
export const grantTypes = ["client_credentials"] as const;

/** An OAuth grant type that this version provisions, in the API's spelling. */
export type GrantType = (typeof grantTypes)[number];

const consoleWords: Readonly<Record<string, string>> = {
  client_credentials: "Client credentials",
  password: "Resource owner",
  authorization_code: "Authorization code",
  refresh_token: "Refresh token",
  implicit: "Implicit",
  "urn:ietf:params:oauth:grant-type:jwt-bearer": "JWT assertion",
  "urn:ietf:params:oauth:grant-type:saml2-bearer": "SAML2 assertion",
  "urn:ietf:params:oauth:grant-type:device_code": "Device code",
  tls_client_auth: "TLS client authentication",
};

const words = Object.entries(consoleWords).flatMap(([api, console]) => [api, snakeCase(console)]);

/** Why a word cannot be used as a grant type, and what to write instead. */
export function unknownGrantType(word: string): string {
  const provisioned = grantTypes.join(", ");
  const known = Object.entries(consoleWords).find((spellings) => spellings.map(snakeCase).includes(snakeCase(word)));
  if (!known)
    return `${quote(word)} is not a grant type (this version provisions ${provisioned}).${didYouMean(word, words)}`;
  const [api, console] = known;
  if ((grantTypes as readonly string[]).includes(api)) return `${quote(word)} is written ${quote(api)} here.`;
  const meaning = word === api ? `("${console}" in the console) ` : `is the grant type "${api}": it `;
  return `${quote(word)} ${meaning}is not provisioned by this version yet, only ${provisioned}.`;
}

function snakeCase(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");
}
