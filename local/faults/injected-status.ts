import { STATUS_CODES } from "node:http";

/**
 * An error in place of the domain's answer: at the admin API the short form of its errors
 * (identity-domains-api.md 8.6), at the OAuth endpoints an OAuth error, at the vault an error of Oracle's services.
 *
 * @param retryAfter the seconds of `Retry-After`; without it there is no such header
 */
export function injectedStatus(path: string, status: number, retryAfter: number | undefined): Response {
  const detail = `Request failed: HTTP ${status} ${STATUS_CODES[status] ?? "Error"}.`;
  const error = status < 500 || status === 503 ? "temporarily_unavailable" : "server_error";
  return Response.json(bodyFor(path, status, error, detail), {
    status,
    headers: retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) },
  });
}

function bodyFor(path: string, status: number, error: string, detail: string): object {
  if (path.startsWith("/oauth2/")) return { error, error_description: detail };
  if (/^\/(20180608|20190301)\//.test(path))
    return { code: (STATUS_CODES[status] ?? "Error").replaceAll(" ", ""), message: detail };
  return { schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], detail, status: String(status) };
}
