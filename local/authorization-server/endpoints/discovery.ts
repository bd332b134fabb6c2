import type { DomainContext } from "../../domain-context.ts";

type Metadata = Readonly<Record<string, unknown>>;

const paths = {
  authorization_endpoint: "/oauth2/v1/authorize",
  token_endpoint: "/oauth2/v1/token",
  userinfo_endpoint: "/oauth2/v1/userinfo",
  revocation_endpoint: "/oauth2/v1/revoke",
  introspection_endpoint: "/oauth2/v1/introspect",
  end_session_endpoint: "/oauth2/v1/userlogout",
  jwks_uri: "/admin/v1/SigningCert/jwk",
};

/** What the recorded documents say besides the endpoints (identity-domains-api.md 10.1), word for word. */
const recorded: Metadata = {
  scopes_supported: [
    ...["openid", "profile", "offline_access", "email", "address", "phone"],
    ...["groups", "get_groups", "approles", "get_approles"],
  ],
  response_types_supported: [
    ...["code", "token", "id_token", "code token", "code id_token", "token id_token", "code token id_token"],
  ],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["RS256"],
  claims_supported: ["aud", "exp", "iat", "iss", "jti", "sub"],
  grant_types_supported: [
    ...["client_credentials", "password", "refresh_token", "authorization_code"],
    ...["urn:ietf:params:oauth:grant-type:jwt-bearer", "tls_cert_auth"],
  ],
  token_endpoint_auth_methods_supported: ["client_secret_basic", "private_key_jwt", "client_secret_post"],
  token_endpoint_auth_signing_alg_values_supported: ["RS256"],
  userinfo_signing_alg_values_supported: ["none"],
  ui_locales_supported: ["en"],
  claims_parameter_supported: false,
  http_logout_supported: true,
  logout_session_supported: false,
  request_parameter_supported: false,
  request_uri_parameter_supported: false,
  require_request_uri_registration: false,
  idcs_id_token: "supported",
  idcs_logout_v3: "supported",
};

/**
 * The OpenID configuration, with the members of a live one. It does not name everything that the domain supports: the
 * device endpoint and PKCE are missing, as they are there. The endpoints for mutual TLS (`secure_…`) are on their own
 * listener, if there is one.
 *
 * @see OpenID Connect Discovery 1.0, section 3; identity-domains-api.md 10.1
 */
export function openidConfiguration({ url, secureUrl = url, settings }: DomainContext): Metadata {
  const at = (base: string, prefix: string) =>
    Object.fromEntries(Object.entries(paths).map(([name, path]) => [prefix + name, base + path]));
  return { issuer: settings.issuer, ...at(url, ""), ...at(secureUrl, "secure_"), ...recorded };
}

/** Oracle's form of the same document: nested. */
export function idcsConfiguration(domain: DomainContext): Metadata {
  return { "openid-configuration": openidConfiguration(domain) };
}

/**
 * The metadata of the authorization server: the same members, and two that were recorded in this document alone.
 *
 * @see RFC 8414, section 2; identity-domains-api.md 10.1
 */
export function authorizationServerMetadata(domain: DomainContext): Metadata {
  return {
    ...openidConfiguration(domain),
    token_endpoint_auth_methods_supported: [
      ...["client_secret_basic", "private_key_jwt", "client_secret_post", "none"],
    ],
    code_challenge_methods_supported: ["S256"],
  };
}
