/** A page that a visitor sees, or the address outside the domain that it is sent to. */
export interface Page {
  readonly url: URL;
  /** 0 for an address outside the domain, which is not opened. */
  readonly status: number;
  readonly html: string;
}

/** A person with a browser that has cookies and forms, and nothing else. */
export interface Visitor {
  open(url: URL | string): Promise<Page>;
  /** Fills in fields of a page's form by their names and presses its button, by default the first. */
  submit(page: Page, fields: Record<string, string>, button?: string): Promise<Page>;
}

/** Makes a visitor of the sites at `origins`, all of one host: like a browser, it keeps the cookies of all ports together. */
export function createVisitor(...origins: readonly string[]): Visitor {
  const cookies = new Map<string, string>();
  const visit = async (url: URL, init: RequestInit = {}): Promise<Page> => {
    if (!origins.includes(url.origin)) return { url, status: 0, html: "" };
    const headers = { ...(init.headers as object), cookie: [...cookies].map((pair) => pair.join("=")).join("; ") };
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) as unknown as [string, string, string];
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(cookie)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const location = response.headers.get("location");
    if (location !== null) return visit(new URL(location, url));
    return { url, status: response.status, html: await response.text() };
  };
  return {
    open: (url) => visit(new URL(url)),
    submit: (page, fields, button) => {
      const form = formOf(page.html, button);
      const body = new URLSearchParams({ ...form.fields, ...fields });
      const headers = { "content-type": "application/x-www-form-urlencoded", origin: page.url.origin };
      const target = new URL(form.action || page.url, page.url);
      if (form.method === "post") return visit(target, { method: "POST", headers, body: body.toString() });
      target.search = body.toString();
      return visit(target);
    },
  };
}

/** What is submitted when nothing is filled in: hidden fields, and the button that is pressed. */
function formOf(html: string, button: string | undefined) {
  const forms = [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)];
  const form = forms.find(([, , inside]) => button === undefined || inside?.includes(`>${button}<`));
  if (form === undefined) throw new Error(`no form with the button ${button}:\n${html}`);
  const [, tag = "", inside = ""] = form;
  const fields: Record<string, string> = {};
  for (const [, input = ""] of inside.matchAll(/<input\b([^>]*)>/gs)) {
    const name = attribute(input, "name");
    if (name) fields[name] = attribute(input, "value") ?? "";
  }
  const buttons = [...inside.matchAll(/<button\b([^>]*)>([^<]*)</gs)];
  const [, pressed = ""] = buttons.find(([, , text]) => button === undefined || text?.trim() === button) ?? [];
  const name = attribute(pressed, "name");
  if (name) fields[name] = attribute(pressed, "value") ?? "";
  return { action: attribute(tag, "action"), method: (attribute(tag, "method") ?? "get").toLowerCase(), fields };
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  return value
    ?.replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
