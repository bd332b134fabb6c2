import type { DomainContext } from "../../domain-context.ts";

/**
 * The names with which an assertion may name this domain as its audience: its URL, with and without a final slash,
 * its issuer, and its token endpoint, each on either listener.
 *
 * @see RFC 7521, section 4.1; identity-domains-api.md 10.2 and 10.3
 */
export function audiencesOf({ url, secureUrl, settings }: DomainContext): ReadonlySet<string> {
  const urls = secureUrl === undefined ? [url] : [url, secureUrl];
  return new Set([settings.issuer, ...urls.flatMap((one) => [one, `${one}/`, `${one}/oauth2/v1/token`])]);
}
