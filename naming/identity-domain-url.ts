import { isLoopback } from "../wording/loopback.ts";
import { quote } from "../wording/quote.ts";

/** An identity domain's URL, or why a string cannot be one. */
export type IdentityDomainUrl = { readonly url: string } | { readonly refused: string };

/**
 * The one rule for what an identity domain's URL is: `https://` and a host, with an optional port, as the console shows
 * it (Domain URL); `http://` on localhost only.
 *
 * @returns the URL in its normal form, in which two URLs of the same domain are equal (lower case, no default port, no
 *   slash at the end), or a message that says what is wrong and what to write
 */
export function identityDomainUrl(text: string): IdentityDomainUrl {
  const url = URL.parse(text);
  if (!url || !/^https?:\/\//i.test(text)) {
    return {
      refused: `${quote(text)} is not a URL: write https://idcs-….identity.oraclecloud.com, as the console shows it.`,
    };
  }
  if (url.username !== "" || url.password !== "") {
    return { refused: `contains a user name or a password: write ${JSON.stringify(url.origin)}.` };
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    return {
      refused: `${quote(text)} is not encrypted: write ${JSON.stringify(`https://${url.host}`)}; http is allowed for a domain on localhost only.`,
    };
  }
  if (!/^https?:\/\/[^/?#@\\\s]+\/?$/i.test(text)) {
    return { refused: `${quote(text)} contains more than a host: write ${JSON.stringify(url.origin)}.` };
  }
  return { url: url.origin };
}
