import type { DomainContext } from "../../domain-context.ts";
import { grantTypes } from "../../schemas/app-attributes.ts";
import { prompts, supportedResponseTypes } from "../authorize/authorization-request.ts";
import { allResources, identityScopes, offlineAccess } from "../scopes/requested-scopes.ts";

/** The claims of identity tokens and of userinfo that a client may rely on. */
const supportedClaims = [
  ...["aud", "exp", "iat", "iss", "sub", "azp", "auth_time", "amr", "nonce", "at_hash", "c_hash", "sid"],
  ...["name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "zoneinfo"],
  ...["locale", "updated_at", "email", "email_verified", "phone_number", "phone_number_verified", "address"],
  ...["groups", "appRoles", "session_exp", "authn_strength", "user_id", "user_displayname"],
];

/** The OpenID configuration (OpenID Connect Discovery 1.0, section 3), with the endpoints of the real service. */
export function openidConfiguration({ url, settings }: DomainContext): Readonly<Record<string, unknown>> {
  return {
    issuer: settings.issuer,
    authorization_endpoint: `${url}/oauth2/v1/authorize`,
    token_endpoint: `${url}/oauth2/v1/token`,
    userinfo_endpoint: `${url}/oauth2/v1/userinfo`,
    revocation_endpoint: `${url}/oauth2/v1/revoke`,
    introspection_endpoint: `${url}/oauth2/v1/introspect`,
    device_authorization_endpoint: `${url}/oauth2/v1/device`,
    end_session_endpoint: `${url}/oauth2/v1/userlogout`,
    jwks_uri: `${url}/admin/v1/SigningCert/jwk`,
    response_types_supported: supportedResponseTypes,
    response_modes_supported: ["query", "fragment"],
    code_challenge_methods_supported: ["plain", "S256"],
    prompt_values_supported: prompts,
    scopes_supported: [...identityScopes, offlineAccess, allResources, "urn:opc:idm:__myscopes__"],
    claim_types_supported: ["normal"],
    claims_supported: supportedClaims,
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    grant_types_supported: grantTypes,
    token_endpoint_auth_methods_supported: [
      "client_secret_basic",
      "client_secret_post",
      "private_key_jwt",
      "tls_client_auth",
    ],
  };
}

/**
 * Oracle's form of the same document: nested, with the twins for mutual TLS, on their own listener if there is one
 * (identity-domains-api.md 10.1).
 */
export function idcsConfiguration(domain: DomainContext): object {
  const configuration = openidConfiguration(domain);
  const twins = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"].map((name) => [
    `secure_${name}`,
    String(configuration[name]).replace(domain.url, domain.secureUrl ?? domain.url),
  ]);
  return { "openid-configuration": { ...configuration, ...Object.fromEntries(twins) } };
}
