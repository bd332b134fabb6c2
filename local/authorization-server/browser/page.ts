import { createHash } from "node:crypto";
import type { Context } from "hono";
import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

/** HTML in which every inserted string is escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const style = `
:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
body { margin: 0; background: Canvas; color: CanvasText; }
main { box-sizing: border-box; max-width: 26rem; margin: 8vh auto; padding: 0 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
label { display: block; margin: 1rem 0 0.25rem; font-weight: 600; }
input { box-sizing: border-box; width: 100%; padding: 0.6rem; font: inherit; border: 1px solid GrayText; border-radius: 0.25rem; }
button { margin: 1.25rem 0.5rem 0 0; padding: 0.6rem 1.5rem; font: inherit; border: 1px solid #1d4f91; border-radius: 0.25rem; background: #1d4f91; color: #fff; cursor: pointer; }
button.plain { background: transparent; color: inherit; border-color: GrayText; }
:focus-visible { outline: 3px solid #e08a00; outline-offset: 2px; }
.problem { padding: 0.75rem 1rem; border-left: 0.3rem solid #b3261e; background: color-mix(in srgb, #b3261e 12%, Canvas); }
code { overflow-wrap: anywhere; }
.quiet { opacity: 0.75; font-size: 0.875rem; }
`;

// No form-action: browsers also apply it to the redirect after a form, which leads to the client.
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const headers = {
  "Content-Type": "text/html;charset=UTF-8",
  "Content-Security-Policy": policy,
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
} as const;

/** The statuses of pages. */
export type PageStatus = 200 | 400 | 403 | 405;

/** Answers with a page that loads nothing, runs no script, and cannot be framed. */
export async function page(c: Context, title: string, content: Html, status: PageStatus = 200): Promise<Response> {
  const document = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
<p class="quiet">Local identity domain: for development and tests.</p>
</main>
</body>
</html>
`;
  return c.body(document.toString(), status, headers);
}

/** A message about a problem, which a screen reader reads out at once. */
export function problem(text: string): Html {
  return html`<p class="problem" role="alert">${text}</p>`;
}
