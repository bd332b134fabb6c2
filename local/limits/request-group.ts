import type { RequestGroup } from "./request-rates.ts";

const tokenPaths = ["token", "introspect", "revoke", "device"].map((name) => `/oauth2/v1/${name}`);

/**
 * The group that a path counts against; `undefined` for paths that are not part of the identity domain. Oracle lists
 * examples: that
 * the rest of `/oauth2`, the sign-in pages and discovery belong to AuthN is assumed.
 *
 * @see Oracle, "API Rate Limits"; identity-domains-api.md 8.5
 */
export function requestGroup(path: string): RequestGroup | undefined {
  if (tokenPaths.includes(path)) return "Token";
  if (path === "/admin/v1/SigningCert/jwk" || /^\/(oauth2|ui|\.well-known)\//.test(path)) return "AuthN";
  if (path === "/admin/v1/Bulk") return "Bulk";
  return path.startsWith("/admin/") ? "Others" : undefined;
}
