import { grantTypes } from "../schemas/app-attributes.ts";
import type { JsonSchema } from "./json-schema.ts";
import { type Operation, schemaRef } from "./operation.ts";

const text = { type: "string" };
const shared = { tag: "OAuth", errors: "OAuthError" } as const;
const client = ["clientBasic", "none"];

function form(properties: Readonly<Record<string, JsonSchema>>, required: readonly string[]): JsonSchema {
  return { type: "object", properties, required };
}

/** How a client names itself in a form, and authenticates where it does not use HTTP Basic. */
const clientMembers = {
  client_id: text,
  client_secret: text,
  client_assertion_type: text,
  client_assertion: text,
};

/** The OAuth and OpenID Connect endpoints that programs call; the pages for people are not described. */
export const oauthOperations: readonly Operation[] = [
  {
    ...shared,
    path: "/oauth2/v1/token",
    method: "post",
    summary: "Issues tokens (RFC 6749, section 3.2).",
    form: true,
    body: form(
      {
        grant_type: { enum: grantTypes },
        scope: text,
        ...clientMembers,
        username: text,
        password: text,
        code: text,
        redirect_uri: text,
        code_verifier: text,
        refresh_token: text,
        assertion: text,
        device_code: text,
        requested_token_type: text,
        subject_token: text,
        subject_token_type: text,
        public_key: text,
      },
      ["grant_type"],
    ),
    answers: { 200: schemaRef("TokenResponse") },
    refusals: [400, 401, 429],
    security: client,
  },
  {
    ...shared,
    path: "/oauth2/v1/introspect",
    method: "post",
    summary: "Tells what a token says (RFC 7662).",
    form: true,
    body: form({ token: text, token_type_hint: text, ...clientMembers }, ["token"]),
    answers: { 200: { type: "object", properties: { active: { type: "boolean" } }, required: ["active"] } },
    refusals: [400, 401, 403, 429],
    security: client,
  },
  {
    ...shared,
    path: "/oauth2/v1/revoke",
    method: "post",
    summary: "Makes a token void (RFC 7009).",
    form: true,
    body: form({ token: text, token_type_hint: text, ...clientMembers }, ["token"]),
    answers: { 200: null },
    refusals: [400, 401, 429],
    security: client,
  },
  {
    ...shared,
    path: "/oauth2/v1/device",
    method: "post",
    summary: "Starts the request of a device (RFC 8628, section 3.1).",
    form: true,
    body: form({ response_type: { const: "device_code" }, scope: text, ...clientMembers }, ["scope"]),
    answers: { 200: schemaRef("DeviceAuthorization") },
    refusals: [400, 401, 429],
    security: client,
  },
  ...(["get", "post"] as const).map(
    (method): Operation => ({
      ...shared,
      path: "/oauth2/v1/userinfo",
      method,
      summary: "What the token's scopes tell about its user (OpenID Connect Core 1.0, section 5.3).",
      answers: { 200: { type: "object", properties: { sub: text }, required: ["sub"] } },
      refusals: [400, 401, 403, 429],
      security: ["bearer"],
    }),
  ),
  {
    ...shared,
    path: "/.well-known/openid-configuration",
    method: "get",
    summary: "The OpenID configuration.",
    answers: { 200: schemaRef("OpenidConfiguration") },
    refusals: [429],
    security: [],
  },
  {
    ...shared,
    path: "/.well-known/idcs-configuration",
    method: "get",
    summary: "The same, in Oracle's form.",
    answers: {
      200: {
        type: "object",
        properties: { "openid-configuration": schemaRef("OpenidConfiguration") },
        required: ["openid-configuration"],
        additionalProperties: false,
      },
    },
    refusals: [429],
    security: [],
  },
  {
    ...shared,
    path: "/.well-known/oauth-authorization-server",
    method: "get",
    summary: "The metadata of the authorization server (RFC 8414).",
    answers: { 200: schemaRef("OpenidConfiguration") },
    refusals: [429],
    security: [],
  },
];

/** The schemas of the OAuth endpoints. */
export const oauthSchemas: Readonly<Record<string, JsonSchema>> = {
  OAuthError: {
    type: "object",
    properties: { error: text, error_description: text, ecid: text },
    required: ["error", "error_description"],
    additionalProperties: false,
  },
  DeviceAuthorization: {
    type: "object",
    properties: { expires_in: { type: "integer" }, device_code: text, user_code: text, verification_uri: text },
    required: ["expires_in", "device_code", "user_code", "verification_uri"],
    additionalProperties: false,
  },
  TokenResponse: {
    anyOf: ["SingleTokenResponse", "SeveralTokenResponse", "SessionTokenResponse"].map((name) => schemaRef(name)),
  },
  SessionTokenResponse: {
    type: "object",
    properties: { token: text },
    required: ["token"],
    additionalProperties: false,
  },
  SeveralTokenResponse: {
    type: "object",
    properties: { tokenResponses: { type: "array", items: schemaRef("SingleTokenResponse") }, id_token: text },
    required: ["tokenResponses"],
    additionalProperties: false,
  },
  SingleTokenResponse: {
    type: "object",
    properties: {
      access_token: text,
      token_type: text,
      expires_in: { type: "integer", minimum: 1 },
      refresh_token: text,
      id_token: text,
      scope: text,
    },
    required: ["access_token", "token_type", "expires_in"],
    additionalProperties: false,
  },
  OpenidConfiguration: {
    type: "object",
    properties: { issuer: text, token_endpoint: text, jwks_uri: text },
    required: ["issuer", "token_endpoint", "jwks_uri"],
  },
};
