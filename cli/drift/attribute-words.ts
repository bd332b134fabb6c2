import type { JsonObject, JsonValue } from "../../identity-domain/json.ts";
import { isPlainObject } from "../../manifest/yaml/plain-object.ts";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import { quote } from "../../wording/quote.ts";
import { member } from "./deviation.ts";

/** How a difference in an attribute is put into words. */
type Words =
  /** A list of strings, or of objects that one member identifies. */
  | { readonly noun: string; readonly key?: string }
  /** A flag. */
  | { readonly on: string; readonly off: string }
  /** Another value. */
  | { readonly label: string };

/** The attributes whose name in `@pulumi/oci` says too little. */
const table: Readonly<Record<string, Words>> = {
  active: { on: "was activated", off: "was deactivated" },
  allowAccessControl: { on: "grants are enforced", off: "grants are not enforced" },
  allowOffline: { on: "refresh tokens are allowed", off: "refresh tokens are not allowed" },
  allUrlSchemesAllowed: { on: "HTTP URLs are allowed", off: "HTTP URLs are not allowed" },
  isOauthResource: { on: "is an API too", off: "is no API any more" },
  bypassConsent: { on: "consent is bypassed", off: "consent is not bypassed" },
  showInMyApps: { on: "is shown in My Apps", off: "is not shown in My Apps" },
  allowedGrants: { noun: "grant type" },
  allowedOperations: { noun: "allowed operation" },
  allowedScopes: { noun: "scope", key: "fqs" },
  allowedTags: { noun: "tag of authorized resources", key: "key" },
  appsNetworkPerimeters: { noun: "network perimeter", key: "value" },
  certificates: { noun: "certificate", key: "certAlias" },
  ipAddresses: { noun: "address", key: "value" },
  postLogoutRedirectUris: { noun: "post-logout redirect URL" },
  protectableSecondaryAudiences: { noun: "secondary audience", key: "value" },
  redirectUris: { noun: "redirect URL" },
  scopes: { noun: "scope", key: "value" },
  audience: { label: "the audience" },
  clientIpChecking: { label: "the check of client addresses" },
  clientType: { label: "the client type" },
  contactEmailAddress: { label: "the contact e-mail address" },
  description: { label: "the description" },
  displayName: { label: "the display name" },
  errorPageUrl: { label: "the custom error URL" },
  icon: { label: "the icon" },
  idTokenEncAlgo: { label: "the encryption of ID tokens" },
  landingPageUrl: { label: "the landing page" },
  loginPageUrl: { label: "the custom sign-in URL" },
  logoutPageUrl: { label: "the custom sign-out URL" },
  logoutUri: { label: "the logout URL" },
  privacyPolicyUrl: { label: "the privacy policy" },
  termsOfServiceUrl: { label: "the terms of service" },
  trustScope: { label: "the choice of authorized resources" },
};

/**
 * What differs in an attribute, one sentence each without its subject.
 *
 * @param property its name in `@pulumi/oci`
 * @param nameOf the name of what an id stands for
 */
export function attributeWords(
  property: string,
  declared: JsonValue | undefined,
  live: JsonValue | undefined,
  nameOf: (id: string) => string = (id) => id,
): string[] {
  const words = table[property] ?? { label: property };
  if (property === "tags") return tagWords(asList(declared), asList(live));
  if ("noun" in words) return listWords(words, asList(declared), asList(live), nameOf);
  if ("on" in words) return [live === true ? words.on : words.off];
  if (isPlainObject(declared) && isPlainObject(live))
    return memberWords(declared as JsonObject, live as JsonObject).map((one) => `${words.label}: ${one}`);
  return [valueWords(words.label, declared, live)];
}

/** The day of an adoption is written by the plugin, and no manifest declares it. */
function tagWords(declared: readonly JsonValue[], live: readonly JsonValue[]): string[] {
  const isOfPlugin = (tag: JsonValue) => member(tag, "key") === ownershipTags.adopted;
  const others = declared.some(isOfPlugin) ? live : live.filter((tag) => !isOfPlugin(tag));
  return listWords({ noun: "tag", key: "key" }, declared, others, (id) => id);
}

function listWords(
  { noun, key }: Extract<Words, { noun: string }>,
  declared: readonly JsonValue[],
  live: readonly JsonValue[],
  nameOf: (id: string) => string,
): string[] {
  const identity = (element: JsonValue) => String(key === undefined ? element : member(element, key));
  const named = (element: JsonValue) => `${noun} ${quote(nameOf(identity(element)))}`;
  const isIn = (list: readonly JsonValue[], element: JsonValue) =>
    list.some((other) => identity(other) === identity(element));
  return [
    ...live.filter((element) => !isIn(declared, element)).map((element) => `${named(element)} was added`),
    ...declared.filter((element) => !isIn(live, element)).map((element) => `${named(element)} was removed`),
    ...declared.flatMap((element) => {
      const other = live.find((one) => identity(one) === identity(element));
      return other === undefined ? [] : memberWords(element, other).map((words) => `${named(element)}: ${words}`);
    }),
  ];
}

function memberWords(declared: JsonValue, live: JsonValue): string[] {
  if (typeof declared !== "object" || declared === null || Array.isArray(declared)) return [];
  return Object.entries(declared as JsonObject)
    .filter(([name, value]) => name !== "__defaults" && value !== undefined && !isSame(value, member(live, name)))
    .map(([name, value]) => valueWords(name, value, member(live, name)));
}

function isSame(declared: JsonValue | undefined, live: JsonValue | undefined): boolean {
  return declared === live || (isNone(declared) && isNone(live));
}

function valueWords(label: string, declared: JsonValue | undefined, live: JsonValue | undefined): string {
  if (isNone(live)) return `${label} ${quote(declared)} was removed`;
  return isNone(declared)
    ? `${label} was set to ${quote(live)}`
    : `${label} is ${quote(live)} instead of ${quote(declared)}`;
}

function isNone(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function asList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
