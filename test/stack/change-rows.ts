import { X509Certificate } from "node:crypto";
import type { IdentityDomain, StoredResource } from "../../identity-domain/identity-domain.ts";

/** An application as the domain has it, with what belongs to it. */
export interface InDomain {
  readonly app: StoredResource;
  readonly tags: Readonly<Record<string, string>>;
  /** Its access and those who may use it: `OICINST_finance/ServiceInvoker`, `User Callan Park`. */
  readonly grants: readonly string[];
  /** The app roles that it defines. */
  readonly roles: readonly string[];
}

/** The states of a key: absent, or with one of two values. */
export const states = ["absent", "one", "other"] as const;
export type State = (typeof states)[number];

/** A key of a manifest, two values of it, and what the domain has with each and without it. */
export interface ChangeRow {
  readonly key: string;
  /** The values in YAML; a required key is not absent, but has a third value. */
  readonly values: Readonly<{ one: string; other: string; absent?: string }>;
  /** What the domain has. */
  readonly read: (inDomain: InDomain) => unknown;
  readonly expected: Readonly<Record<State, unknown>>;
}

/** A row of an attribute that the domain stores as it is written. */
function attribute(key: string, name: string, one: string, other: string, absent?: unknown): ChangeRow {
  return {
    key,
    values: { one, other },
    read: ({ app }) => app[name],
    expected: { one: parsed(one), other: parsed(other), absent },
  };
}

function parsed(text: string): unknown {
  return /^(true|false|\d+)$/.test(text) ? JSON.parse(text) : text;
}

const url = (path: string) => [`https://one.example.com/${path}`, `https://other.example.com/${path}`] as const;
const all = "urn:opc:resource:consumer::all";
const callback = (host: string) => `https://${host}.example.com/icsapis/agent/oauth/callback`;
const ownTags = ({ tags }: InDomain) => {
  const ours = ["managed-by", "stack", "urn", "team", "client", "owner", "secret-version", "retired"];
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !ours.includes(key)));
};
const sorted = (value: unknown, of: (one: Record<string, string>) => string) =>
  ((value ?? []) as Record<string, string>[]).map(of).sort();

/** The rows that clients and resource applications share. */
function sharedRows(name: string): ChangeRow[] {
  return [
    attribute("displayName", "displayName", `One ${name}`, `Other ${name}`, `matrix-${name}-display-name`),
    attribute("description", "description", "One", "Another"),
    {
      key: "tags",
      values: { one: "{ colour: red, size: '1' }", other: "{ colour: green }" },
      read: ownTags,
      expected: { one: { colour: "red", size: "1" }, other: { colour: "green" }, absent: {} },
    },
    {
      key: "state",
      values: { one: "retired", other: "active" },
      read: ({ app, tags }) => [app.active, tags.retired],
      expected: { one: [false, "true"], other: [true, undefined], absent: [true, undefined] },
    },
    {
      key: "was",
      values: { one: `older-${name}`, other: `[older-${name}, others/${name}]` },
      read: ({ tags }) => tags.client,
      expected: { one: `${name}-was`, other: `${name}-was`, absent: `${name}-was` },
    },
    {
      key: "environments",
      values: { one: "{ dev: { description: Only here } }", other: "{ dev: { tags: { colour: red } }, test: {} }" },
      read: (inDomain) => [inDomain.app.description, ownTags(inDomain)],
      expected: { one: ["Only here", {}], other: [undefined, { colour: "red" }], absent: [undefined, {}] },
    },
  ];
}

/** A row for each key of a client, except `name`. @param pem the certificates `one.pem` and `other.pem` */
export function clientRows(pem: Readonly<Record<"one" | "other", string>>): ChangeRow[] {
  const fingerprint = (text: string) =>
    new X509Certificate(text).fingerprint256.replaceAll(":", "").slice(0, 8).toLowerCase();
  const urls = (key: string, name: string): ChangeRow => {
    const [one, other] = url("back");
    return {
      key,
      values: { one: `[${one}, ${other}]`, other: `[${other}]` },
      read: ({ app }) => app[name],
      expected: { one: [one, other], other: [other], absent: undefined },
    };
  };
  return [
    ...sharedRows("client"),
    {
      key: "clientId",
      values: { one: "first_id", other: "second_id" },
      read: ({ app }) => app.name,
      expected: {
        one: "matrix_client_client_id_dev",
        other: "matrix_client_client_id_dev",
        absent: "matrix_client_client_id_dev",
      },
    },
    attribute("clientType", "clientType", "trusted", "confidential", "confidential"),
    attribute("active", "active", "false", "true", true),
    attribute("showInMyApps", "showInMyApps", "true", "false", false),
    {
      key: "grantTypes",
      values: {
        one: "[client_credentials, password, refresh_token]",
        other: "[password]",
        absent: "[client_credentials]",
      },
      read: ({ app }) => [...(app.allowedGrants as string[])].sort(),
      expected: {
        one: ["client_credentials", "password", "refresh_token"],
        other: ["password"],
        absent: ["client_credentials"],
      },
    },
    urls("redirectUrls", "redirectUris"),
    {
      key: "integrationCallback",
      values: { one: "one.example.com", other: "other.example.com" },
      read: ({ app }) => app.redirectUris,
      expected: { one: [callback("one")], other: [callback("other")], absent: undefined },
    },
    urls("postLogoutRedirectUrls", "postLogoutRedirectUris"),
    attribute("logoutUrl", "logoutUri", ...url("logout")),
    attribute("allowHttpUrls", "allUrlSchemesAllowed", "true", "false", false),
    {
      key: "authorizedResources",
      values: { one: "all", other: "{ tagged: { colour: green } }" },
      read: ({ app }) => [app.trustScope, sorted(app.allowedTags, ({ key, value }) => `${key}=${value}`)],
      expected: { one: ["Account", []], other: ["Tags", ["colour=green"]], absent: ["Explicit", []] },
    },
    {
      key: "access",
      values: {
        one: `[{ app: OICINST_finance, scopes: ["${all}"], roles: [ServiceInvoker] }]`,
        other: `[{ app: OICINST_hr, scopes: ["/ic/api/"], roles: [ServiceDeveloper, ServiceUser] }]`,
        absent: "[]",
      },
      read: ({ app, grants }) => [sorted(app.allowedScopes, ({ fqs = "" }) => fqs.replace(/^.*:443/, "")), grants],
      expected: {
        one: [[all], ["OICINST_finance/ServiceInvoker"]],
        other: [["/ic/api/"], ["OICINST_hr/ServiceDeveloper", "OICINST_hr/ServiceUser"]],
        absent: [[], []],
      },
    },
    {
      key: "domainRoles",
      values: { one: "[User Administrator]", other: "[Audit Administrator]" },
      read: ({ grants }) => grants.map((grant) => grant.split("/").at(-1)),
      expected: { one: ["User Administrator"], other: ["Audit Administrator"], absent: [] },
    },
    {
      key: "networkPerimeters",
      values: { one: "[office, home]", other: "[home]" },
      read: ({ app }) => [app.clientIPChecking, ((app.appsNetworkPerimeters ?? []) as unknown[]).length],
      expected: { one: ["whitelisted", 2], other: ["whitelisted", 1], absent: ["anywhere", 0] },
    },
    {
      key: "certificates",
      values: { one: "[one.pem, other.pem]", other: "[other.pem]" },
      read: ({ app }) => sorted(app.certificates, ({ certAlias = "" }) => certAlias.slice(-8)),
      expected: {
        one: [fingerprint(pem.one), fingerprint(pem.other)].sort(),
        other: [fingerprint(pem.other)],
        absent: [],
      },
    },
    {
      key: "allowedOperations",
      values: { one: "[Introspect]", other: "[On behalf of]" },
      read: ({ app }) => app.allowedOperations,
      expected: { one: ["introspect"], other: ["onBehalfOfUser"], absent: undefined },
    },
    attribute("bypassConsent", "bypassConsent", "true", "false", false),
    attribute("idTokenEncryption", "idTokenEncAlgo", "A256GCM", "A128GCM"),
    attribute("enforceGrants", "allowAccessControl", "true", "false", false),
    {
      key: "assign",
      values: { one: "{ users: [callan@example.com] }", other: "{ groups: [integration-testers] }" },
      read: ({ grants }) => grants,
      expected: { one: ["User Callan Park"], other: ["Group integration-testers"], absent: [] },
    },
    {
      key: "secretVersion",
      values: { one: "2", other: "3" },
      read: ({ tags }) => tags["secret-version"],
      expected: { one: "2", other: "3", absent: "1" },
    },
    {
      key: "secret",
      values: { one: "{ version: 2 }", other: "{ version: 3 }" },
      read: ({ tags }) => tags["secret-version"],
      expected: { one: "2", other: "3", absent: "1" },
    },
    {
      key: "api",
      values: {
        one: "{ audience: https://api-one.example.com/, scopes: [{ value: read, displayName: Reading }], allowRefresh: true, accessTokenExpiry: none, secondaryAudiences: [https://api-in.example.com/] }",
        other: "{ audience: https://api-other.example.com/, scopes: [{ value: write }], refreshTokenExpiry: none }",
      },
      read: ({ app }) => [
        app.isOAuthResource,
        app.audience,
        sorted(app.scopes, ({ fqs, displayName }) => `${fqs} ${displayName}`),
        app.allowOffline,
        sorted(app.protectableSecondaryAudiences, ({ value = "" }) => value),
        app.isOAuthResource === true && [app.accessTokenExpiry, app.refreshTokenExpiry],
      ],
      expected: {
        one: [
          true,
          "https://api-one.example.com/",
          ["https://api-one.example.com/read Reading"],
          true,
          ["https://api-in.example.com/"],
          [undefined, 604800],
        ],
        other: [
          true,
          "https://api-other.example.com/",
          ["https://api-other.example.com/write undefined"],
          false,
          [],
          [3600, undefined],
        ],
        absent: [false, undefined, [], false, [], false],
      },
    },
    // It decides about what no manifest declares: nothing of it is in the domain.
    {
      key: "exclusive",
      values: { one: "true", other: "false" },
      read: ownTags,
      expected: { one: {}, other: {}, absent: {} },
    },
    attribute("landingPageUrl", "landingPageUrl", ...url("landing")),
    attribute("iconUrl", "icon", ...url("icon")),
    attribute("customSignInUrl", "loginPageUrl", ...url("in")),
    attribute("customSignOutUrl", "logoutPageUrl", ...url("out")),
    attribute("customErrorUrl", "errorPageUrl", ...url("error")),
    attribute("privacyPolicyUrl", "privacyPolicyUrl", ...url("privacy")),
    attribute("termsOfServiceUrl", "termsOfServiceUrl", ...url("terms")),
    attribute("contactEmailAddress", "contactEmailAddress", "one@example.com", "other@example.com"),
  ];
}

/** A row for each key of a resource application, except `name`. */
export function resourceApplicationRows(): ChangeRow[] {
  return [
    ...sharedRows("api"),
    {
      key: "audience",
      values: {
        one: "https://one.example.com/",
        other: "https://other.example.com/",
        absent: "https://third.example.com/",
      },
      read: ({ app }) => app.audience,
      expected: {
        one: "https://one.example.com/",
        other: "https://other.example.com/",
        absent: "https://third.example.com/",
      },
    },
    {
      key: "secondaryAudiences",
      values: { one: "[https://a.example.com/, https://b.example.com/]", other: "[https://b.example.com/]" },
      read: ({ app }) => sorted(app.protectableSecondaryAudiences, ({ value = "" }) => value),
      expected: {
        one: ["https://a.example.com/", "https://b.example.com/"],
        other: ["https://b.example.com/"],
        absent: [],
      },
    },
    attribute("allowRefresh", "allowOffline", "true", "false", false),
    attribute("active", "active", "false", "true", true),
    {
      key: "accessTokenExpiry",
      values: { one: "1800", other: "none" },
      read: ({ app }) => app.accessTokenExpiry,
      expected: { one: 1800, other: undefined, absent: 3600 },
    },
    {
      key: "refreshTokenExpiry",
      values: { one: "none", other: "43200" },
      read: ({ app }) => app.refreshTokenExpiry,
      expected: { one: undefined, other: 43200, absent: 604800 },
    },
    {
      key: "scopes",
      values: {
        one: "[{ value: read, displayName: Reading, description: Reads, requiresConsent: true }, { value: write }]",
        other: "[{ value: write, description: Writes }]",
        absent: "[{ value: read }]",
      },
      read: ({ app }) =>
        sorted(
          app.scopes,
          ({ value, displayName, description, requiresConsent }) =>
            `${value} ${displayName} ${description} ${requiresConsent}`,
        ),
      expected: {
        one: ["read Reading Reads true", "write undefined undefined false"],
        other: ["write undefined Writes false"],
        absent: ["read undefined undefined false"],
      },
    },
    {
      key: "roles",
      values: { one: "[{ name: Reader }, { name: Writer }]", other: "[{ name: Writer }]" },
      read: ({ roles }) => roles,
      expected: { one: ["Reader", "Writer"], other: ["Writer"], absent: [] },
    },
  ];
}

/** Everything of the team `matrix` in a domain, by the names in its manifest. */
export async function applicationsOf(domain: IdentityDomain): Promise<ReadonlyMap<string, InDomain>> {
  const filter = 'tags[key eq "team" and value eq "matrix"]';
  const whole = { count: 1000, attributeSets: ["all"] };
  const [apps, grants, roles] = await Promise.all([
    domain.listAll("Apps", { query: { ...whole, filter } }),
    // Not those that members of an assigned group have through it.
    domain.listAll("Grants", { query: { ...whole, filter: 'tags[key eq "managed-by" and value eq "idcs-apps"]' } }),
    domain.listAll("AppRoles", { query: whole }),
  ]);
  return new Map(
    apps.map((app) => {
      const tags = Object.fromEntries(
        (app.tags as { key: string; value: string }[]).map(({ key, value }) => [key, value]),
      );
      const mine = (grants as unknown as GrantInDomain[]).filter(
        ({ grantee, app: of, entitlement }) => grantee.value === app.id || (of.value === app.id && !entitlement),
      );
      const inDomain = {
        app,
        tags,
        grants: mine.map((grant) => nameOf(grant, roles)).sort(),
        roles: roles
          .filter((role) => (role.app as { value: string }).value === app.id)
          .map(({ displayName }) => String(displayName))
          .sort(),
      };
      return [String(tags.client), inDomain] as const;
    }),
  );
}

interface GrantInDomain {
  readonly grantee: { readonly value: string; readonly type: string; readonly display?: string };
  readonly app: { readonly value: string; readonly display?: string };
  readonly entitlement?: { readonly attributeName: string; readonly attributeValue: string };
}

function nameOf({ grantee, app, entitlement }: GrantInDomain, roles: readonly StoredResource[]): string {
  if (entitlement === undefined) return `${grantee.type} ${grantee.display}`;
  const role = roles.find(({ id }) => id === entitlement.attributeValue);
  return `${app.display}/${role?.displayName}`;
}
