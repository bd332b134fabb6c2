import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { schemaFiles } from "../../manifest/write-json-schemas.ts";

const files = Object.entries(schemaFiles());

describe("schemaFiles", () => {
  it.each(files)("has written %s in its current form (if not, run `npm run schema`)", (file, content) => {
    expect(readFileSync(join(import.meta.dirname, "../../manifest", file), "utf8")).toBe(content);
  });

  it.each(files)("describes every key of %s, with an example", (_, content) => {
    const bare = keysOf(JSON.parse(content)).filter(({ schema }) => !schema.description || !schema.examples);
    expect(bare.map(({ key }) => key)).toStrictEqual([]);
  });

  it.each(files)("describes the default of every optional key of %s", (file, content) => {
    const silent = keysOf(JSON.parse(content))
      .filter(({ optional, schema }) => optional && !/Default/.test(schema.description ?? ""))
      .map(({ key }) => key);
    // These three belong together, and the four of a delivery: which of them are optional depends on the others.
    const ofDelivery = file === "team.schema.json" ? ["secret", "vault", "compartment", "key"] : [];
    expect([...new Set(silent)]).toStrictEqual(["service", "instance", "app", ...ofDelivery]);
  });

  it("has every key of a client and of a resource application", () => {
    const { properties } = JSON.parse(schemaFiles()["team.schema.json"] ?? "") as Schema;
    const keys = (list: string) => Object.keys(properties?.[list]?.items?.properties ?? {}).sort();
    expect(keys("clients")).toStrictEqual([
      "access",
      "active",
      "adopt",
      "allowHttpUrls",
      "allowedOperations",
      "api",
      "assign",
      "authorizedResources",
      "bypassConsent",
      "certificates",
      "clientId",
      "clientType",
      "contactEmailAddress",
      "customErrorUrl",
      "customSignInUrl",
      "customSignOutUrl",
      "deliver",
      "description",
      "displayName",
      "domainRoles",
      "enforceGrants",
      "environments",
      "exceptions",
      "exclusive",
      "expires",
      "grantTypes",
      "iconUrl",
      "idTokenEncryption",
      "integrationCallback",
      "landingPageUrl",
      "logoutUrl",
      "name",
      "networkPerimeters",
      "postLogoutRedirectUrls",
      "privacyPolicyUrl",
      "redirectUrls",
      "rotation",
      "secret",
      "secretVersion",
      "showInMyApps",
      "state",
      "tags",
      "termsOfServiceUrl",
      "was",
    ]);
    expect(keys("resourceApplications")).toStrictEqual([
      "accessTokenExpiry",
      "active",
      "adopt",
      "allowRefresh",
      "audience",
      "description",
      "displayName",
      "environments",
      "name",
      "refreshTokenExpiry",
      "roles",
      "scopes",
      "secondaryAudiences",
      "state",
      "tags",
      "was",
    ]);
  });

  it.each(files)("has no key in %s that docs/manifest.md does not explain", (_, content) => {
    const text = readFileSync(join(import.meta.dirname, "../../docs/manifest.md"), "utf8");
    const unknown = keysOf(JSON.parse(content)).filter(({ key }) => !new RegExp(`\`[^\`\\n]*\\b${key}\\b`).test(text));
    expect([...new Set(unknown.map(({ key }) => key))]).toStrictEqual([]);
  });

  it("accepts services that the project defines", () => {
    const service = keysOf(JSON.parse(schemaFiles()["team.schema.json"] ?? "")).find(({ key }) => key === "service");
    expect(service?.schema.anyOf).toContainEqual({ pattern: "^[a-z][a-z0-9-]{0,39}$" });
  });
});

interface Schema {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
}

function keysOf({
  properties = {},
  required = [],
  items,
  additionalProperties,
  anyOf = [],
}: Schema): { key: string; optional: boolean; schema: Schema }[] {
  const own = Object.entries(properties).flatMap(([key, schema]) => [
    { key, optional: !required.includes(key), schema },
    ...keysOf(schema),
  ]);
  const values = typeof additionalProperties === "object" ? keysOf(additionalProperties) : [];
  return [...own, ...values, ...(items ? keysOf(items) : []), ...anyOf.flatMap(keysOf)];
}
