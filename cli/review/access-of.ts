import type { CertificateManifest } from "../../manifest/keys-and-defaults/certificate.ts";
import type { ClientManifest, ExceptionManifest } from "../../manifest/keys-and-defaults/client.ts";
import type {
  ApiManifest,
  ResourceApplicationManifest,
} from "../../manifest/keys-and-defaults/resource-application.ts";
import { consoleWordOf } from "../../manifest/oracle/grant-types.ts";
import type { ResolvedNames } from "../../plan/names-in-catalog.ts";
import { compare } from "../../wording/order.ts";
import { deliveryWords } from "./delivery-words.ts";
import type { AspectChange } from "./json.ts";

/** What a client or an API may do and who may use it: values by aspect, in the order in which they are shown. */
export type Access = ReadonlyMap<string, readonly string[]>;

/**
 * What a client may do, and who may use it, in an environment. Every key of its manifest is in one of the aspects, so that no
 * change of it stays unseen; those that give no access are in `settings`, without their values.
 *
 * @param clientId its client ID, if it is known
 * @param found what its names are in the catalogue; without it, they are shown as they are written
 */
export function accessOfClient(client: ClientManifest, clientId: string | undefined, found?: ResolvedNames): Access {
  const { displayName, grantTypes, access, clientType, redirectUrls, postLogoutRedirectUrls, logoutUrl } = client;
  const { authorizedResources, domainRoles, assign, networkPerimeters, certificates, enforceGrants } = client;
  const { allowedOperations, bypassConsent, allowHttpUrls, api, adopt, secret, rotation, deliver, exclusive } = client;
  const { was, tags, expires, exceptions = [], idTokenEncryption } = client;
  return aspects([
    ["client ID", only(clientId)],
    ["display name", [displayName]],
    ["adopts", only(adopt)],
    ["grant types", grantTypes.map(consoleWordOf)],
    [
      "scopes",
      found
        ? found.access.flatMap(({ app, scopes }) => scopes.map((scope) => `${scope} (${app.displayName})`))
        : scopesAsWritten(access),
    ],
    [
      "app roles",
      access.flatMap(({ app, roles, clientUser }) =>
        roles.map((role) => `${role} of ${app}${clientUser ? ", through a user of its own" : ""}`),
      ),
    ],
    ["roles of the identity domain", domainRoles],
    [
      "authorized resources",
      authorizedResources.kind === "tagged"
        ? authorizedResources.tags.map(({ key, value }) => `tagged ${key}: ${value}`)
        : [authorizedResources.kind],
    ],
    ["users", assign.users],
    ["groups", assign.groups],
    ["enforce grants", flag(enforceGrants)],
    ["allowed operations", allowedOperations],
    ["bypass consent", flag(bypassConsent)],
    ["client type", [clientType]],
    ["redirect URLs", redirectUrls],
    ["post-logout URLs", postLogoutRedirectUrls],
    ["logout URL", only(logoutUrl)],
    ["http URLs", flag(allowHttpUrls)],
    ["network perimeters", networkPerimeters.length > 0 ? networkPerimeters : ["anywhere"]],
    ["certificates", certificates.map(certificate)],
    ...apiAspects(api),
    ["state", [stateOf(client)]],
    ["secret", [`version ${secret.version}${secret.every === undefined ? "" : `, every ${secret.every}d`}`]],
    [
      "rotation",
      rotation === undefined || rotation === "none"
        ? []
        : [`version ${rotation.version}, every ${rotation.every ?? "–"}d, grace ${rotation.grace}d`],
    ],
    ["delivery", deliveryWords(deliver)],
    ["exclusive", exclusive === undefined ? [] : [exclusive ? "yes" : "no"]],
    ["former names", was.map(formerName)],
    ["tags", tagWords(tags)],
    ["expires", only(expires)],
    ["exceptions", exceptions.map(exceptionWords)],
    ["ID token encryption", only(idTokenEncryption)],
    ["pages", pages.flatMap((key) => (client[key] === undefined ? [] : [`${key}: ${client[key]}`]))],
    ...settings(client, ofClients),
  ]);
}

/** What an API offers in an environment. */
export function accessOfApi(application: ResourceApplicationManifest): Access {
  const { displayName, adopt, was, tags } = application;
  return aspects([
    ["display name", [displayName]],
    ["adopts", only(adopt)],
    ...apiAspects(application),
    ["state", [stateOf(application)]],
    ["former names", was.map(formerName)],
    ["tags", tagWords(tags)],
    ...settings(application, ofApis),
  ]);
}

/** What is in one and not in the other, by aspect. */
export function difference(before: Access, after: Access): AspectChange[] {
  const names = new Set([...after.keys(), ...before.keys()]);
  return [...names].flatMap((aspect) => {
    const [earlier, later] = [before.get(aspect) ?? [], after.get(aspect) ?? []];
    const [had, has] = [new Set(earlier), new Set(later)];
    const added = later.filter((value) => !had.has(value));
    const removed = earlier.filter((value) => !has.has(value));
    if (added.length + removed.length === 0) return [];
    if (aspect !== settingsAspect) return [{ aspect, added, removed }];
    // What a setting contains is not shown, only that it differs.
    const keys = (values: readonly string[]) => values.map((value) => value.split("=")[0] ?? "");
    const changed = keys(added);
    return [{ aspect, added: changed, removed: keys(removed).filter((key) => !changed.includes(key)) }];
  });
}

/** What is granted by a new client, or lost with one that is gone: without what is as everywhere. */
export function whole(access: Access): readonly (readonly [string, readonly string[]])[] {
  return [...access].filter(
    ([aspect, values]) => values.length > 0 && aspect !== settingsAspect && usual.get(aspect) !== values.join(),
  );
}

/** What says nothing about a client because almost every one has it. */
const usual: ReadonlyMap<string, string> = new Map([
  ["authorized resources", "specific"],
  ["client type", "confidential"],
  ["network perimeters", "anywhere"],
  ["state", "active"],
  ["secret", "version 1"],
]);

/** What follows the value of a scope for which users are asked. */
export const withConsent = ", with consent";

const settingsAspect = "settings";

type Aspect = readonly [string, readonly string[]];

function aspects(list: readonly Aspect[]): Access {
  return new Map(list.map(([aspect, values]) => [aspect, [...new Set(values)].toSorted(compare)]));
}

function apiAspects(api: ApiManifest | undefined): Aspect[] {
  if (api === undefined) return [];
  const { audience, scopes, roles, secondaryAudiences, allowRefresh, accessTokenExpiry, refreshTokenExpiry } = api;
  const tokens = { allowRefresh, accessTokenExpiry, refreshTokenExpiry };
  return [
    ["audience", [audience, ...secondaryAudiences]],
    [
      "scopes that it offers",
      scopes.map(({ value, requiresConsent }) => `${value}${requiresConsent ? withConsent : ""}`),
    ],
    ["app roles that it offers", roles.map(({ name, availableTo }) => `${name}, for ${availableTo.join(", ")}`)],
    [
      "texts for users",
      [
        ...scopes.flatMap(({ value, displayName, description }) => texts(value, [displayName, description])),
        ...roles.flatMap(({ name, description }) => texts(name, [description])),
      ],
    ],
    [
      "its tokens",
      Object.entries(tokens).flatMap(([key, value]) =>
        value === false || value === undefined ? [] : [`${key}: ${value}`],
      ),
    ],
  ];
}

function scopesAsWritten(access: ClientManifest["access"]): string[] {
  return access.flatMap(({ app, scopes }) => {
    const of = app === undefined ? "" : ` (${app})`;
    return scopes === undefined ? [`the default scope${of}`] : scopes.map((scope) => `${scope}${of}`);
  });
}

function certificate({ file, alias, sha256, expires }: CertificateManifest): string {
  const as = alias === undefined ? "" : `, alias ${alias}`;
  return `${file}, SHA-256 ${sha256.slice(0, 16)}…, expires ${expires.slice(0, 10)}${as}`;
}

function formerName({ team, client }: ClientManifest["was"][number]): string {
  return `${team}/${client}`;
}

function tagWords(tags: ClientManifest["tags"]): string[] {
  return tags.map(({ key, value }) => `${key}: ${value}`);
}

function exceptionWords({ rule, for: what, until, approvedBy, reason }: ExceptionManifest): string {
  const by = approvedBy === undefined ? "" : `, approved by ${approvedBy}`;
  return `${rule}${what === undefined ? "" : ` for ${what}`} until ${until}${by}: ${reason}`;
}

/** What users read about a scope or a role: they consent to it. */
function texts(name: string, written: readonly (string | undefined)[]): string[] {
  const given = written.filter((text) => text !== undefined && text !== "");
  return given.length > 0 ? [`${name}: ${given.join(", ")}`] : [];
}

/** The keys that no other aspect has, each with its value, so that a change is seen. */
function settings(manifest: object, shown: readonly string[]): Aspect[] {
  const others = Object.entries(manifest).filter(([key, value]) => value !== undefined && !shown.includes(key));
  return [[settingsAspect, others.map(([key, value]) => `${key}=${JSON.stringify(value)}`)]];
}

const ofBoth = ["name", "was", "environments", "displayName", "adopt", "active", "state", "tags"] as const;

/** Pages to which users are sent, and what they see there. */
const pages = [
  ...["landingPageUrl", "iconUrl", "customSignInUrl", "customSignOutUrl", "customErrorUrl"],
  ...["privacyPolicyUrl", "termsOfServiceUrl"],
] as const satisfies readonly (keyof ClientManifest)[];

const ofApi = [
  ...["audience", "secondaryAudiences", "scopes", "roles", "allowRefresh"],
  ...["accessTokenExpiry", "refreshTokenExpiry"],
] as const satisfies readonly (keyof ApiManifest)[];

const ofApis: readonly (keyof ResourceApplicationManifest)[] = [...ofBoth, ...ofApi];

const ofClients: readonly (keyof ClientManifest)[] = [
  ...ofBoth,
  ...([
    "clientId",
    "grantTypes",
    "access",
    "clientType",
    "redirectUrls",
    "postLogoutRedirectUrls",
    "logoutUrl",
  ] as const),
  ...(["authorizedResources", "domainRoles", "assign", "networkPerimeters", "certificates", "enforceGrants"] as const),
  ...(["allowedOperations", "bypassConsent", "allowHttpUrls", "api", "secret", "rotation", "deliver"] as const),
  ...(["exclusive", "expires", "exceptions", "idTokenEncryption"] as const),
  ...pages,
];

function stateOf({ state, active }: Pick<ClientManifest, "state" | "active">): string {
  if (state === "retired") return "retired";
  return active ? "active" : "inactive";
}

function only(value: string | undefined): string[] {
  return value === undefined ? [] : [value];
}

function flag(value: boolean): string[] {
  return value ? ["yes"] : [];
}
