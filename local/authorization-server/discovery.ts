import type { DomainContext } from "../domain-context.ts";
import { grantTypes } from "../schemas/app-attributes.ts";

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
    response_types_supported: ["code", "token", "id_token", "code token", "code id_token", "token id_token"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    grant_types_supported: grantTypes,
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  };
}

/** Oracle's form of the same document: nested, with the twins for mutual TLS (facts 10.1). */
export function idcsConfiguration(domain: DomainContext): object {
  const configuration = openidConfiguration(domain);
  const twins = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"].map((name) => [
    `secure_${name}`,
    configuration[name],
  ]);
  return { "openid-configuration": { ...configuration, ...Object.fromEntries(twins) } };
}
