import { z } from "zod";
import { isLoopback } from "../../wording/loopback.ts";
import { quote } from "../../wording/quote.ts";

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
      if (/^https?:\/\/[^\s/]/i.test(text) && URL.canParse(text)) return;
      context.addIssue({
        code: "custom",
        message: `${quote(text)} is not the URL of a web page: write https://<host>/<path>.`,
      });
    })
    .meta({ description: `URL of ${page}. Default: none.`, examples: [example] })
    .optional();
}

/** Why a URL needs `allowHttpUrls`: it is neither https nor http on localhost. Absent if it does not need it. */
export function refuseScheme(text: string): string | undefined {
  const url = URL.parse(text);
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
  if (!/^[a-z][a-z0-9+.-]*:\/\/?[^\s/]/i.test(text) || !URL.canParse(text)) {
    return `${quote(text)} is not an absolute URL: write https://<host>/<path>.`;
  }
  if (text.includes("#")) {
    return `${quote(text)} has a fragment, which is not allowed here: write ${quote(text.slice(0, text.indexOf("#")))}.`;
  }
  return undefined;
}
