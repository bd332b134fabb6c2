import { isLoopback } from "../../wording/loopback.ts";
import { quote } from "../../wording/quote.ts";
import type { ClientManifest } from "../keys-and-defaults/client.ts";
import type { Environment } from "../keys-and-defaults/environment.ts";
import { consoleWordOf, type GrantType } from "../oracle/grant-types.ts";
import type { Path } from "../yaml/position.ts";
import type { Breach } from "./rule-finding.ts";

const whyNot: Readonly<Partial<Record<GrantType, string>>> = {
  password:
    "the application sees the passwords of users (RFC 9700, 2.4). Use authorization_code, or client_credentials without users",
  implicit: "tokens appear in the browser's address (RFC 9700, 2.1.2). Use authorization_code",
};

/** Grant types that the environment forbids. */
export function forbiddenGrantTypes(client: ClientManifest, { name, rules }: Environment): Breach[] {
  return client.grantTypes.flatMap((grantType, index) => {
    if (!rules.forbiddenGrantTypes.includes(grantType)) return [];
    const why = whyNot[grantType];
    const word = consoleWordOf(grantType);
    return [
      {
        rule: "grant-types" as const,
        what: grantType,
        alsoCalled: [word],
        node: client,
        path: ["grantTypes", index],
        message: `${quote(word)} is forbidden in environment ${quote(name)}${why === undefined ? ": use another grant type" : `: ${why}`}.`,
      },
    ];
  });
}

/** Redirect and logout URLs with a scheme that the environment does not allow. */
export function forbiddenSchemes(client: ClientManifest, { name, rules }: Environment): Breach[] {
  const { redirectSchemes: allowed } = rules;
  if (allowed === "any") return [];
  const { redirectUrls, postLogoutRedirectUrls, logoutUrl } = client;
  const urls: [Path, string][] = [
    ...redirectUrls.map((url, index): [Path, string] => [["redirectUrls", index], url]),
    ...postLogoutRedirectUrls.map((url, index): [Path, string] => [["postLogoutRedirectUrls", index], url]),
    ...(logoutUrl === undefined ? [] : [[["logoutUrl"], logoutUrl] as [Path, string]]),
  ];
  return urls.flatMap(([path, url]) => {
    if (isAllowed(url, allowed)) return [];
    const schemes = allowed.join(", ");
    const message = `${quote(url)} is not ${schemes}, the only ${allowed.length === 1 ? "scheme" : "schemes"} in environment ${quote(name)}; http is allowed for localhost.`;
    return [{ rule: "redirects" as const, what: url, node: client, path, message }];
  });
}

function isAllowed(text: string, schemes: readonly string[]): boolean {
  const url = URL.parse(text);
  if (!url) return false;
  const scheme = url.protocol.slice(0, -1);
  return schemes.includes(scheme) || (scheme === "http" && isLoopback(url.hostname));
}
