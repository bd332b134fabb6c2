import type { PolicyConfigJSONSchema, ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { ownershipTags } from "../naming/ownership-tags.ts";
import { domainAppId } from "../naming/resource-names.ts";
import { factsOf, forbiddenByDefault, type RuleName } from "../naming/rules.ts";
import { matchesAny } from "../wording/pattern.ts";
import { hasScheme } from "../wording/url-scheme.ts";
import { type CommonConfig, environmentOf, known, stringsIn, subjectOf, tagOf, types } from "./judged.ts";

type Props = Readonly<Record<string, unknown>>;

/** What a policy finds in the inputs of a resource. It names places, and never a value: secrets reach policies in clear. */
type Judge<Config> = (props: Props, config: Config, args: ResourceValidationArgs) => readonly string[];

const strings = (description: string, usual: readonly string[]): PolicyConfigJSONSchema => ({
  type: "array",
  items: { type: "string" },
  description,
  default: usual,
});

/** A policy with the name of the rule whose meaning it has. */
function policy<Config extends object = object>(
  rule: RuleName,
  type: string,
  judge: Judge<Config & CommonConfig>,
  more: {
    readonly properties?: Readonly<Record<string, PolicyConfigJSONSchema>>;
    readonly enforcementLevel?: "disabled";
    readonly exceptEnvironments?: readonly string[];
  } = {},
): ResourceValidationPolicy {
  const { properties = {}, exceptEnvironments = ["dev"], ...level } = more;
  return {
    name: rule,
    description: `${factsOf(rule).title} (docs/rules.md).`,
    ...level,
    configSchema: {
      properties: {
        exceptEnvironments: strings("The environments in which it does not count.", exceptEnvironments),
        allowed: strings("What may break it: <team>/<client>, with one * for any characters.", []),
        ...properties,
      },
    },
    validateResource: (args, report) => {
      if (args.type !== type) return;
      const usual = Object.entries(properties).map(([key, { default: value }]) => [key, value]);
      const config = {
        exceptEnvironments,
        allowed: [],
        ...Object.fromEntries(usual),
        ...args.getConfig<Partial<Config & CommonConfig>>(),
      } as Config & CommonConfig;
      if (config.exceptEnvironments.includes(environmentOf(args)) || matchesAny(config.allowed, subjectOf(args)))
        return;
      for (const message of judge(args.props, config, args)) report(message);
    },
  };
}

/** The rules that the inputs of a resource show, each as a policy of CrossGuard. */
export const policies: ResourceValidationPolicy[] = [
  policy<{ readonly forbidden: readonly string[] }>(
    "grant-types",
    types.app,
    (props, { forbidden }) =>
      stringsIn(() => props.allowedGrants).flatMap((grantType, index) =>
        grantType !== undefined && forbidden.includes(grantType)
          ? [`allowedGrants[${index}] is a grant type that is forbidden here (${forbidden.join(", ")}).`]
          : [],
      ),
    { properties: { forbidden: strings("Grant types, in the API's spelling.", forbiddenByDefault.grantTypes) } },
  ),
  policy<{ readonly schemes: readonly string[] }>(
    "redirects",
    types.app,
    (props, { schemes }) => {
      const bad = (url: unknown) => typeof url === "string" && url !== "" && !hasScheme(url, schemes);
      const lists = ["redirectUris", "postLogoutRedirectUris"].flatMap((key) =>
        stringsIn(() => props[key]).flatMap((url, index) => (bad(url) ? [`${key}[${index}]`] : [])),
      );
      return [...lists, ...(bad(known(() => props.logoutUri)) ? ["logoutUri"] : [])].map(
        (place) => `${place} has another scheme than ${schemes.join(", ")}; http is allowed for localhost.`,
      );
    },
    { properties: { schemes: strings("Schemes of redirect and logout URLs.", forbiddenByDefault.redirectSchemes) } },
  ),
  policy<{ readonly owners: readonly string[] }>(
    "owner",
    types.app,
    (props, { owners }) => {
      const owner = tagOf(props, ownershipTags.owner);
      if (known(() => props.tags) === undefined && "tags" in props) return [];
      if (owner === undefined) return [`tags has no "${ownershipTags.owner}": nobody knows whose application it is.`];
      return matchesAny(owners, owner)
        ? []
        : [`the tag "${ownershipTags.owner}" has another form than ${owners.join(" or ")}.`];
    },
    {
      exceptEnvironments: [],
      properties: { owners: strings("What the address of an owner looks like, with one * for any characters.", ["*"]) },
    },
  ),
  policy("all-resources", types.app, (props) =>
    known(() => props.trustScope) === "Account" ? ["trustScope gives tokens for all resource apps."] : [],
  ),
  policy("on-behalf-of", types.app, (props) =>
    stringsIn(() => props.allowedOperations).flatMap((operation, index) =>
      operation === "onBehalfOfUser" ? [`allowedOperations[${index}] lets it act for users beyond its own roles.`] : [],
    ),
  ),
  policy("bypass-consent", types.app, (props) =>
    known(() => props.bypassConsent) === true ? ["bypassConsent gives tokens of users without their consent."] : [],
  ),
  policy(
    "network-perimeters",
    types.app,
    (props) => {
      const isClient = known(() => props.isOauthClient) === true;
      const checking = known(() => props.clientIpChecking);
      const isOpen = checking === "anywhere" || (checking === undefined && !("clientIpChecking" in props));
      return isClient && isOpen ? ["clientIpChecking lets it be used from anywhere: name network perimeters."] : [];
    },
    { enforcementLevel: "disabled" },
  ),
  policy("domain-roles", types.grant, (props) => {
    const app = known(() => (props.app as { readonly value?: unknown } | undefined)?.value);
    const entitled = known(() => props.entitlement) !== undefined;
    const toApp = known(() => (props.grantee as { readonly type?: unknown } | undefined)?.type) === "App";
    return app === domainAppId && entitled && toApp
      ? ["it grants a role of the identity domain itself, which makes the client an administrator."]
      : [];
  }),
];
