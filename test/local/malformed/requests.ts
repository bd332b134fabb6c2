import fc from "fast-check";
import { clientBody } from "../world.ts";

/** A request that no domain can do, and what kind of answer its path gives. */
export interface Malformed {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

const json = { "content-type": "application/json" };
const form = { "content-type": "application/x-www-form-urlencoded" };
const endpoints = [
  ...["Apps", "AppRoles", "Grants", "Users", "Groups"],
  ...["OAuthClientCertificates", "NetworkPerimeters", "IdentityPropagationTrusts"],
];
const actions = ["AppClientSecretRegenerator", "Bulk", "Apps/.search", "Users/.search"];
const oauthPaths = ["token", "introspect", "revoke", "device"].map((name) => `/oauth2/v1/${name}`);

const endpoint = fc.constantFrom(...endpoints);
const unknownMember = fc.constantFrom(
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "",
  "urn:x:y",
  "a.b",
  "$ref",
);
const writePath = fc.oneof(
  endpoint.map((name) => ["POST", name] as const),
  endpoint.map((name) => ["PUT", `${name}/nowhere`] as const),
  fc.constantFrom("Apps/IDCSAppId", "Users/b0000000000000000000000000000002").map((path) => ["PUT", path] as const),
  fc.constantFrom(...actions).map((name) => ["POST", name] as const),
  fc.constant(["PUT", "AppStatusChanger/IDCSAppId"] as const),
);

/** Bodies that are not JSON, or not an object, or JSON of any shape. */
const bodies = fc
  .tuple(
    writePath,
    fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.from(bytes)),
      fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value)),
      fc.integer({ min: 10, max: 20_000 }).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
      fc.integer({ min: 10, max: 20_000 }).map((depth) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`),
      fc
        .tuple(unknownMember, fc.jsonValue())
        .map(([name, value]) => `{${JSON.stringify(name)}:${JSON.stringify(value)}}`),
    ),
  )
  .map(([[method, path], body]) => ({ method, path: `/admin/v1/${path}`, headers: json, body }));

/** An app that is right but for one attribute of the wrong type. */
const wrongTypes = fc
  .tuple(
    fc.constantFrom(
      "displayName",
      "schemas",
      "basedOnTemplate",
      "allowedScopes",
      "allowedGrants",
      "tags",
      "certificates",
      "appsNetworkPerimeters",
      "redirectUris",
      "urn:ietf:params:scim:schemas:oracle:idcs:extension:opcService:App",
    ),
    fc.oneof(
      fc.integer(),
      fc.boolean(),
      fc.array(fc.integer(), { minLength: 1, maxLength: 3 }),
      fc.constantFrom<unknown>([[]], [{}, { value: 1 }], [null, 1], { __proto__x: 1 }, { value: {} }, 1e308),
    ),
  )
  .map(([name, value]) => ({
    method: "POST",
    path: "/admin/v1/Apps",
    headers: json,
    body: JSON.stringify({ ...clientBody(), [name]: value }),
  }));

const brokenFilter = fc.oneof(
  fc.string({ minLength: 1, maxLength: 80 }).map((text) => `${text} ((`),
  fc.string({ maxLength: 20 }).map((text) => `displayName eq ${text.replaceAll('"', "")}"`),
  fc.tuple(unknownMember, fc.string()).map(([name, value]) => `${name} eq ${JSON.stringify(value)}`),
  fc.constantFrom("audience", "clientSecret", "clientType", "password").map((name) => `${name} sw "a"`),
  fc.integer({ min: 1, max: 5_000 }).map((depth) => `${"(".repeat(depth)}id pr`),
  fc.integer({ min: 1, max: 5_000 }).map((depth) => `${"not (".repeat(depth)}id pr`),
  fc.integer({ min: 2, max: 2_000 }).map((times) => Array(times).fill("nothing eq 1").join(" or ")),
  fc.constantFrom(
    "id",
    "eq",
    "id eq",
    "id eq 'x'",
    "tags[",
    "tags[key eq",
    "id xx 1",
    "(id pr",
    "id pr)",
    "a[b[c eq 1]]",
  ),
);
const parameters = fc.oneof(
  brokenFilter.map((filter) => ({ filter })),
  fc.string({ minLength: 1 }).map((text) => ({ count: `x${text}` })),
  fc.string({ minLength: 1 }).map((text) => ({ startIndex: `x${text}` })),
  fc.string({ minLength: 1 }).map((text) => ({ sortBy: `no ${text}` })),
  fc.string({ minLength: 1 }).map((text) => ({ sortBy: "displayName", sortOrder: `x${text}` })),
  fc.string({ minLength: 1 }).map((text) => ({ attributeSets: `x${text}` })),
);
const filters = fc.tuple(endpoint, parameters).map(([name, query]) => ({
  method: "GET",
  path: `/admin/v1/${name}?${new URLSearchParams(query as Record<string, string>)}`,
  headers: {},
}));

const patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
const patchPath = fc.oneof(
  fc.string({ maxLength: 30 }).map((text) => `no ${text}`),
  fc.constantFrom("id", "meta", "meta.version", "clientSecret", "schemas[", "emails[type eq", "__proto__.polluted"),
  fc.constantFrom("constructor.prototype", "name.__proto__", "tags[key eq 1].", "allowedGrants[value", "[]", ".", " "),
);
const patches = fc
  .tuple(
    fc.constantFrom(
      "Apps/IDCSAppId",
      "Users/b0000000000000000000000000000002",
      "Groups/c0000000000000000000000000000001",
    ),
    fc.oneof(
      fc.tuple(fc.constantFrom("add", "replace", "REMOVE"), patchPath, fc.jsonValue()).map(([op, path, value]) => ({
        schemas: [patchSchema],
        Operations: [{ op, path, value }],
      })),
      fc
        .string()
        .map((op) => ({ schemas: [patchSchema], Operations: [{ op: `x${op}`, path: "displayName", value: 1 }] })),
      fc.jsonValue().map((value) => ({ schemas: [patchSchema], Operations: value })),
      fc.jsonValue().map((value) => ({ Operations: [{ op: "replace", path: "displayName", value }] })),
    ),
  )
  .map(([path, body]) => ({ method: "PATCH", path: `/admin/v1/${path}`, headers: json, body: JSON.stringify(body) }));

const visible = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 120,
});
const base64 = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString("base64url"));
const credentials = fc.oneof(
  visible,
  visible.map((text) => `Bearer ${text}`),
  fc.tuple(base64, base64, base64).map((parts) => `Bearer ${parts.join(".")}`),
  base64.map((claims) => `Bearer ${Buffer.from('{"alg":"none"}').toString("base64url")}.${claims}.`),
  visible.map((text) => `Signature ${text}`),
  visible.map(
    (text) =>
      `Signature version="1",keyId="${text.replaceAll('"', "")}",algorithm="rsa-sha256",headers="date",signature="x"`,
  ),
  base64.map((text) => `Basic ${text}`),
);
const tokens = fc.tuple(endpoint, credentials).map(([name, authorization]) => ({
  method: "GET",
  path: `/admin/v1/${name}`,
  headers: { authorization },
}));

const headers = fc
  .tuple(
    endpoint,
    fc.oneof(
      visible.map((text) => ({ "content-type": `x${text}` })),
      visible.map((text) => ({ ...json, "content-encoding": `x${text}` })),
      visible.map((text) => ({ ...json, "if-match": text, "opc-retry-token": text })),
    ),
  )
  .map(([name, extra]) => ({ method: "POST", path: `/admin/v1/${name}`, headers: extra, body: "{}" }));

const formName = fc.constantFrom(
  "grant_type",
  "scope",
  "code",
  "refresh_token",
  "assertion",
  "client_id",
  "client_secret",
  "client_assertion",
  "client_assertion_type",
  "token",
  "device_code",
  "username",
  "response_type",
);
const grantType = fc.constantFrom(
  "client_credentials",
  "password",
  "authorization_code",
  "refresh_token",
  "urn:ietf:params:oauth:grant-type:jwt-bearer",
  "urn:ietf:params:oauth:grant-type:saml2-bearer",
  "urn:ietf:params:oauth:grant-type:device_code",
  "tls_client_auth",
);
const oauth = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...oauthPaths),
      fc.array(fc.tuple(formName, fc.oneof(grantType, visible, fc.string())), { maxLength: 6 }),
      fc.oneof(
        fc.constant({}),
        credentials.map((authorization) => ({ authorization })),
      ),
    )
    .map(([path, pairs, authorization]) => ({
      method: "POST",
      path,
      headers: { ...form, ...authorization },
      // A revocation of an unknown token is a success (RFC 7009, section 2.2), but not without a client.
      body: new URLSearchParams(pairs).toString(),
    })),
  fc
    .tuple(fc.constantFrom(...oauthPaths), fc.string())
    .map(([path, body]) => ({ method: "POST", path, headers: json, body })),
  fc
    .array(fc.tuple(formName, visible), { maxLength: 6 })
    .map((pairs) => ({ method: "GET", path: `/oauth2/v1/authorize?${new URLSearchParams(pairs)}`, headers: {} })),
  credentials.map((authorization) => ({ method: "GET", path: "/oauth2/v1/userinfo", headers: { authorization } })),
  credentials.map((authorization) => ({
    method: "GET",
    path: "/ic/api/integration/v1/integrations",
    headers: { authorization },
  })),
);

const oversize = fc
  .tuple(
    fc.constantFrom("/admin/v1/Apps", "/admin/v1/Bulk", ...oauthPaths),
    fc.integer({ min: 1_100_000, max: 2_000_000 }),
  )
  .map(([path, length]) => ({
    method: "POST",
    path,
    headers: path.startsWith("/admin") ? json : form,
    body: path.startsWith("/admin") ? `{"displayName":"${"x".repeat(length)}"}` : `scope=${"x".repeat(length)}`,
  }));

/** What is sent, and how many of each; 10,100 in all. The same ones at every run. */
export const kinds: readonly (readonly [name: string, arbitrary: fc.Arbitrary<Malformed>, count: number])[] = [
  ["bodies", bodies, 2_500],
  ["attributes of the wrong type", wrongTypes, 1_200],
  ["filters and parameters", filters, 2_000],
  ["patches", patches, 1_200],
  ["credentials", tokens, 1_200],
  ["headers", headers, 600],
  ["OAuth requests", oauth, 2_000],
  ["oversize bodies", oversize, 60],
];
