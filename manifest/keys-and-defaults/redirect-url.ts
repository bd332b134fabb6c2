import { z } from "zod";
import { isLoopback } from "../../wording/loopback.ts";
import { quote } from "../../wording/quote.ts";
import { codePoint } from "./text.ts";

/** Schema of a URL to which a browser may be sent: absolute, without a fragment. `refuseScheme` checks its scheme. */
export const redirectUrlSchema = z.string().superRefine((text, context) => {
  const message = refuseUrl(text);
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

/** Schema of the URL of a page that a browser shows. @param page what the page is: `a sign-in page` */
export function webPageSchema(page: string, example: string) {
  return z
    .string()
    .superRefine((text, context) => {
      const isPage = /^https?:\/\/[^/]/i.test(text) && URL.canParse(text);
      const message =
        refuseCharacter(text) ??
        (isPage
          ? refuseCredentials(text)
          : `${quote(text)} is not the URL of a web page: write https://<host>/<path>.`);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    })
    .meta({ description: `URL of ${page}. Default: none.`, examples: [example] })
    .optional();
}

/** Why a URL needs `allowHttpUrls`: it is neither https nor http on localhost. Absent if it does not need it. */
export function refuseScheme(text: string): string | undefined {
  const url = URL.parse(text);
  // A domain compares URLs character by character, and knows https in lower case only.
  if (url?.protocol === "https:" && !text.startsWith("https:"))
    return `${quote(text)} does not begin with https:// in lower case: write ${quote(text.replace(/^https/i, "https"))}.`;
  if (!url || url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) return undefined;
  if (url.protocol !== "http:")
    return `${quote(text)} does not begin with https://: write "allowHttpUrls: true" if that is intended.`;
  return `${quote(text)} is not encrypted: write ${quote(text.replace(/^http:/i, "https:"))}, or "allowHttpUrls: true" if that is intended. Without it, http is allowed for localhost only (localhost, 127.0.0.1, [::1]).`;
}

/** Schema of the host of an Oracle Integration instance, alone or as an https URL. */
export const integrationCallbackSchema = z.string().superRefine((text, context) => {
  if (callbackHost(text) === undefined) {
    const message = `${quote(text)} is neither a host nor an https URL: write the host of the Oracle Integration instance, for example finance-ab12cd34-ia.integration.ocp.oraclecloud.com.`;
    context.addIssue({ code: "custom", message });
  }
});

/** The redirect URL of an Oracle Integration instance, for its host or its https URL. */
export function integrationCallbackUrl(hostOrUrl: string): string {
  return `https://${callbackHost(hostOrUrl)}/icsapis/agent/oauth/callback`;
}

function callbackHost(text: string): string | undefined {
  const [, host = "", rest = ""] = /^(?:https:\/\/)?([^/?#@\\\s]+)(\/\S*)?$/i.exec(text) ?? [];
  const url = URL.parse(`https://${host}`);
  if (!url || host === "" || /[?#]/.test(rest) || !/^[a-z0-9.-]+(:\d+)?$/i.test(host)) return undefined;
  return url.host;
}

function refuseUrl(text: string): string | undefined {
  const unsafe = refuseCredentials(text) ?? refuseCharacter(text);
  if (unsafe !== undefined) return unsafe;
  const url = URL.parse(text);
  const isWeb = /^https?:/i.test(text);
  if (!url || (isWeb && !/^https?:\/\/[^/]/i.test(text)) || !/^[a-z][a-z0-9+.-]*:./i.test(text)) {
    return `${quote(text)} is not an absolute URL: write https://<host>/<path>.`;
  }
  if (text.includes("#")) {
    return `${quote(text)} has a fragment, which is not allowed here: write ${quote(text.slice(0, text.indexOf("#")))}.`;
  }
  return undefined;
}

/** The message for a URL with a user name or a password, which it does not show. */
function refuseCredentials(text: string): string | undefined {
  const { username = "", password = "" } = URL.parse(text) ?? {};
  if (username === "" && password === "") return undefined;
  return `contains a user name or a password: write ${quote(text.replace(/\/\/[^/?#]*@/, "//"))}.`;
}

/**
 * What is wrong with the first character that no URL may contain.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3986#section-2
 */
function refuseCharacter(text: string): string | undefined {
  const index = text.search(/[^\w\-.~:/?#[\]@!$&'()*+,;=%]|%(?![0-9a-f]{2})/iu);
  if (index < 0) return undefined;
  const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
  const where = `contains ${shown(character)} at character ${index + 1}, which a URL cannot contain`;
  return `${quote(text)} ${where}: ${correction(text, character)}.`;
}

function correction(text: string, character: string): string {
  const trimmed = text.trim();
  if (trimmed !== text && refuseCharacter(trimmed) === undefined) return `write ${quote(trimmed)}`;
  if (/[{}<>]/.test(character)) return "write the value instead of a placeholder";
  const encoded = URL.parse(text)?.href ?? "";
  const isLetter = /[\p{L}\p{N}]/u.test(character) && refuseCharacter(encoded) === undefined;
  return isLetter ? `write ${quote(encoded)}` : "remove it or percent-encode it";
}

/** A character in quotes or, if it is not visible, its code point: U+200B. */
function shown(character: string): string {
  if (!/[\p{C}\p{Z}]/u.test(character) || character === " ") return JSON.stringify(character);
  return codePoint(character);
}
