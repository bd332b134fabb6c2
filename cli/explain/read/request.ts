/** The request of a message, as far as it may be shown: no query, no headers. */
export interface ShownRequest {
  readonly method?: string;
  /** `https://host`; absent if only the path is known. */
  readonly origin?: string;
  readonly path: string;
}

const methods = "GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS";

/** The request that failed: of `curl -v`, a request line, a `curl` command, or the URL that a message names. */
export function requestIn(text: string): ShownRequest | undefined {
  const line = new RegExp(`^[> \\t]*(${methods}) (/\\S*) HTTP/`, "m").exec(text);
  const host = /^[> \t]*host[ \t]*:[ \t]*(\S+)[ \t]*$/im.exec(text)?.[1];
  if (line) {
    const [, method = "", target = "/"] = line;
    const origin = host === undefined ? undefined : `${schemeOf(text, host)}://${host}`;
    return { method, ...(origin !== undefined && { origin }), path: target.replace(/[?#].*$/s, "") };
  }
  const [url] = urlsIn(text).sort((a, b) => rank(b) - rank(a));
  if (url === undefined) return undefined;
  const method =
    new RegExp(`(?:^|\\s|["'])(${methods})["']?[\\s:,]+["']?https?://`).exec(text)?.[1] ??
    new RegExp(`(?:-X|--request)[ =]*["']?(${methods})`).exec(text)?.[1];
  return { ...(method !== undefined && { method }), origin: url.origin, path: url.pathname };
}

/** How likely a URL is the one of the request: endpoints of an identity domain before others. */
function rank({ pathname, searchParams }: URL): number {
  if (/\/oauth2\/v1\/|\/admin\/v1\//.test(pathname)) return 3;
  if (searchParams.has("error")) return 2;
  return /\/(ic|rest|soap|api|restproxy)\b/.test(pathname) ? 1 : 0;
}

function urlsIn(text: string): URL[] {
  return [...text.matchAll(/https?:\/\/[^\s"'<>`\\]+/g)].slice(0, 100).flatMap(({ 0: found, index }) => {
    const isRedirect = /redirect[_ ]ur[il]["']?\s*[:=]\s*["']?$/i.test(text.slice(Math.max(0, index - 30), index));
    return isRedirect ? [] : (URL.parse(found.replace(/[).,;:]+$/, "")) ?? []);
  });
}

function schemeOf(text: string, host: string): string {
  return text.includes(`http://${host}`) || /^(localhost|127\.|\[::1\])/.test(host) ? "http" : "https";
}

/** The HTTP status of the answer. A `curl -v` or a log may have several: the last refusal counts. */
export function statusIn(text: string, objects: readonly Readonly<Record<string, unknown>>[]): number | undefined {
  const lines = [...text.matchAll(/HTTP\/[\d.]+[" ]+(\d{3})\b/g)].map(([, status]) => Number(status));
  const refused = lines.filter((status) => status >= 400).at(-1) ?? lines.at(-1);
  if (refused !== undefined) return refused;
  for (const { status } of objects) {
    const number = Number(status);
    if (number >= 300 && number < 600) return number;
  }
  const words = [
    /\bwas (?:refused|answered with): (\d{3})\b/,
    /\bfor client "[^"]*": (\d{3})\b/,
    /\bstatus(?:\s*code)?["']?\s*[:=]?\s*["']?(\d{3})\b/i,
    /\b([45]\d\d)\s+(?:Client Error|Server Error|Bad Request|Unauthorized|Forbidden|Not Found|Conflict|Too Many|Internal|Service Unavailable)/i,
    /\bHTTP (?:Status )?([45]\d\d)\b/i,
    /\berror:? ([45]\d\d)\b/i,
  ];
  const found = words.map((pattern) => pattern.exec(text)?.[1]).find((one) => one !== undefined);
  return found === undefined ? undefined : Number(found);
}
