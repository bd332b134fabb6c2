import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { AuthorizedResources, ClientManifest } from "../manifest/keys-and-defaults/client.ts";
import type { Tag } from "../manifest/keys-and-defaults/tags.ts";
import { derivedClientId } from "../naming/client-id.ts";
import { secretDeliveries } from "../naming/ownership-tags.ts";
import { componentTypes } from "../naming/resource-names.ts";
import { type ApiArgs, apiAttributes, type DeclaredApi, declareRoles, noApiAttributes } from "./parts/api.ts";
import { appSchemas } from "./parts/app-schemas.ts";
import "./parts/debug-log.ts";
import { endpointsOf } from "./parts/endpoints.ts";
import { type AdoptedApplication, fixedAtCreation, identityOf, idOf } from "./parts/existing-application.ts";
import { formerChildren } from "./parts/former-children.ts";
import { applicationTags, type Ownership } from "./parts/ownership.ts";

/**
 * The settings that an identity domain stores unchanged: argument → the attribute of `DomainsApp`, and its value if the
 * argument is omitted. An omitted list is `[]`: a list that a program does not give keeps its value. An omitted string
 * is omitted, because `""` is not a value of every attribute: this project's plugin clears it.
 */
const settings = {
  /** The application's name in the console; unique in the domain (case-insensitive), at most 125 characters. */
  displayName: ["displayName", undefined],
  /**
   * The grant types with which the client may request tokens, in the spelling of the API's `allowedGrants`.
   * @example ["client_credentials"]
   */
  grantTypes: ["allowedGrants", undefined],
  /**
   * What the application is for; at most 250 characters.
   * @default none
   */
  description: ["description", undefined],
  /**
   * `trusted` clients may sign assertions about users with their certificates. A `public` client has no secret; write it as a
   * plain value. An application that exists cannot become public, nor stop being it.
   * @default "confidential"
   */
  clientType: ["clientType", "confidential"],
  /**
   * Whether the application is activated: an inactive client gets no tokens.
   * @default true
   */
  active: ["active", true],
  /**
   * Whether users see the application in My Apps.
   * @default false
   */
  showInMyApps: ["showInMyApps", false],
  /**
   * URLs to which the authorization server may send users back.
   * @default none
   */
  redirectUrls: ["redirectUris", []],
  /**
   * URLs to which it may send users after they have signed out.
   * @default none
   */
  postLogoutRedirectUrls: ["postLogoutRedirectUris", []],
  /**
   * URL that it calls when a user signs out.
   * @default none
   */
  logoutUrl: ["logoutUri", undefined],
  /**
   * Whether redirect URLs may be `http:` or have another scheme ("Allow HTTP URLs").
   * @default false
   */
  allowHttpUrls: ["allUrlSchemesAllowed", false],
  /**
   * What the client may do besides requesting tokens.
   * @default nothing
   */
  allowedOperations: ["allowedOperations", []],
  /**
   * Whether users are never asked for their consent.
   * @default false
   */
  bypassConsent: ["bypassConsent", false],
  /**
   * The content encryption algorithm of ID tokens, such as `A128CBC-HS256`.
   * @default ID tokens are not encrypted
   */
  idTokenEncryption: ["idTokenEncAlgo", undefined],
  /**
   * Whether only users who are assigned to the application get tokens through it ("Enforce grants as authorization").
   * @default false
   */
  enforceGrants: ["allowAccessControl", false],
  /** URL of the page at which users open the application. @default none */
  landingPageUrl: ["landingPageUrl", undefined],
  /** URL of the application's icon. @default none */
  iconUrl: ["icon", undefined],
  /** URL of a sign-in page of your own. @default none */
  customSignInUrl: ["loginPageUrl", undefined],
  /** URL of a sign-out page of your own. @default none */
  customSignOutUrl: ["logoutPageUrl", undefined],
  /** URL of an error page of your own. @default none */
  customErrorUrl: ["errorPageUrl", undefined],
  /** URL of the privacy policy. @default none */
  privacyPolicyUrl: ["privacyPolicyUrl", undefined],
  /** URL of the terms of service. @default none */
  termsOfServiceUrl: ["termsOfServiceUrl", undefined],
  /** E-mail address for questions about the application, shown to users. @default none */
  contactEmailAddress: ["contactEmailAddress", undefined],
} as const satisfies { readonly [Key in keyof ClientManifest]?: Setting };

type Setting = readonly [
  attribute: keyof oci.identity.DomainsAppArgs,
  leftOut: string | boolean | readonly [] | undefined,
];

type RequiredSetting = "displayName" | "grantTypes";

/** The type of a component's argument for a value of a manifest. */
type Argument<Value> = [Value] extends [readonly (infer Item)[]]
  ? pulumi.Input<readonly pulumi.Input<Item>[]>
  : pulumi.Input<Value>;

type Settings = { [Key in keyof typeof settings]?: Argument<NonNullable<ClientManifest[Key]>> };

/** Arguments of `ConfidentialApplication`; settings have the same names as in manifests. */
export interface ConfidentialApplicationArgs
  extends Pick<Required<Settings>, RequiredSetting>,
    Omit<Settings, RequiredSetting> {
  /**
   * URL of the identity domain.
   * @example "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com"
   */
  identityDomainUrl: pulumi.Input<string>;
  /**
   * Tags of the application, in addition to the ownership tags.
   * @default none
   */
  tags?: pulumi.Input<readonly Tag[]>;
  /**
   * The OAuth client ID: letters, digits and `_`. Fixed at creation: a later change of this argument has no effect.
   * @default the component's name and the stack, with `_` for every other character: `payments_ledger_sync_dev`
   */
  clientId?: pulumi.Input<string>;
  /**
   * An existing application that becomes this client instead of creating one. It keeps its id, client ID and secret, and what no
   * argument describes; for everything else the arguments decide.
   * @default none: the application is created
   */
  adopt?: AdoptedApplication;
  /**
   * The resource apps for which the client may request tokens ("Authorized resources": Specific, All, Tagged).
   * @default { kind: "specific" }: those of `scopes`
   */
  authorizedResources?: pulumi.Input<AuthorizedResources>;
  /**
   * Fully qualified scopes (audience + scope) that the client may request.
   * @default none
   * @example ["https://0123456789ABCDEF.integration.ocp.oraclecloud.com:443urn:opc:resource:consumer::all"]
   */
  scopes?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * What the same application is as an API, with an audience and scopes.
   * @default it is no API
   */
  api?: ApiArgs;
  /**
   * Ids of the network perimeters from which the client may request tokens.
   * @default none: from anywhere
   */
  networkPerimeterIds?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Aliases of the client's certificates: `certificateAlias` of `ClientCertificate`.
   * @default none
   */
  certificateAliases?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The team, client and owner that the application belongs to; stored as tags in the domain.
   * @default only the stack and the resource are stored
   */
  ownership?: Ownership;
}

/**
 * An OAuth client of an identity domain: a confidential application with its grant types and scopes.
 *
 * Guarantees: the client ID never changes after creation; the secret is a secret output; the application has the
 * ownership tags, which say to which stack and resource it belongs.
 *
 * @example
 * const app = new ConfidentialApplication("ledger-sync", {
 *   identityDomainUrl,
 *   displayName: "payments-ledger-sync",
 *   grantTypes: ["client_credentials"],
 *   scopes: [integration.scope("urn:opc:resource:consumer::all")],
 * });
 * @see https://docs.oracle.com/en-us/iaas/Content/Identity/applications/add-confidential-application.htm
 */
export class ConfidentialApplication extends pulumi.ComponentResource {
  /** The application's id in the domain (not its client ID); assignments refer to it. */
  readonly applicationId: pulumi.Output<string>;
  /** The OAuth client ID. */
  readonly clientId: pulumi.Output<string>;
  /** The client secret, as a secret; a public client has none. With `vault-only` in `ownership` it has no value: the state must not have it. */
  readonly clientSecret: pulumi.Output<string>;
  /** The scopes as one string, ready for a token request. */
  readonly scope: pulumi.Output<string>;
  /** The domain's token endpoint. */
  readonly tokenUrl: pulumi.Output<string>;
  /** The application as an API, if it is one. */
  readonly api: DeclaredApi | undefined;
  /** The resources inside the component, for attributes that it has no argument or output for. */
  readonly nodes: { readonly app: oci.identity.DomainsApp };

  constructor(name: string, args: ConfidentialApplicationArgs, options?: pulumi.ComponentResourceOptions) {
    super(componentTypes.client, name, {}, options);

    const app = new oci.identity.DomainsApp(
      name,
      {
        idcsEndpoint: args.identityDomainUrl,
        schemas: appSchemas,
        attributeSets: ["default", "request"],
        ...identityOf(args.adopt, args.clientId ?? derivedClientId(name, pulumi.getStack()), templateOf(args)),
        isOauthClient: true,
        ...settingsOf(args),
        ...tokenIssuance(args),
        ...apiOf(args),
        tags: applicationTags(this, name, { ...args, ownership: withSecretVersion(args) }),
      },
      {
        parent: this,
        aliases: formerChildren(options, componentTypes.client),
        ignoreChanges: [...fixedAtCreation, "isUnmanagedApp"],
        additionalSecretOutputs: ["clientSecret"],
        // Its name is unique, so the new one cannot be created while the old one exists.
        deleteBeforeReplace: true,
      },
    );

    this.nodes = { app };
    this.applicationId = idOf(app, args.adopt);
    this.clientId = app.name;
    this.clientSecret = pulumi.secret(app.clientSecret);
    this.scope = pulumi.output(args.scopes ?? []).apply((all) => all.join(" "));
    this.tokenUrl = endpointsOf(args.identityDomainUrl).token;
    this.api = args.api && {
      applicationId: this.applicationId,
      audience: app.audience,
      roleIds: declareRoles(this, componentTypes.client, name, { ...args, roles: args.api.roles ?? [] }, options),
      scope: (value) => pulumi.interpolate`${app.audience}${value}`,
    };
    this.registerOutputs({
      applicationId: this.applicationId,
      clientId: this.clientId,
      ...(args.ownership?.secretDelivery !== secretDeliveries.vaultOnly && { clientSecret: this.clientSecret }),
      scope: this.scope,
      tokenUrl: this.tokenUrl,
    });
  }
}

/** A public client is one of browsers and mobile devices. */
function templateOf({ clientType }: Settings): string {
  return clientType === "public" ? "CustomBrowserMobileTemplateId" : "CustomWebAppTemplateId";
}

/** The ownership of a client: its first secret has the number 1, and a public client has none. */
function withSecretVersion({ clientType, ownership }: ConfidentialApplicationArgs): Ownership | undefined {
  return clientType === "public" ? ownership : ownership && { secretVersion: 1, ...ownership };
}

/** The attributes of the application as an API. Only an unmanaged app may define app roles, and it cannot become that later. */
function apiOf({ api, adopt }: ConfidentialApplicationArgs) {
  return api === undefined ? noApiAttributes : { isUnmanagedApp: adopt?.isUnmanaged ?? true, ...apiAttributes(api) };
}

/** The settings as attributes of `DomainsApp`. */
function settingsOf(args: Settings) {
  const attributes = Object.entries<Setting>(settings).flatMap(([key, [attribute, leftOut]]) => {
    const value = args[key as keyof Settings] ?? leftOut;
    return value === undefined ? [] : [[attribute, value] as const];
  });
  return Object.fromEntries(attributes) as Pick<oci.identity.DomainsAppArgs, (typeof settings)[keyof Settings][0]>;
}

const trustScopes = { specific: "Explicit", all: "Account", tagged: "Tags" } as const;

/** Which tokens the client gets, from which addresses, and with which certificates it authenticates. */
function tokenIssuance(args: ConfidentialApplicationArgs) {
  const resources = pulumi.output(args.authorizedResources ?? ({ kind: "specific" } as const));
  const perimeters = pulumi.output(args.networkPerimeterIds ?? []);
  return {
    trustScope: resources.apply(({ kind }) => trustScopes[kind]),
    allowedTags: resources.apply((value) => (value.kind === "tagged" ? [...value.tags] : [])),
    allowedScopes: pulumi.output(args.scopes ?? []).apply((all) => all.map((fqs) => ({ fqs }))),
    clientIpChecking: perimeters.apply((ids) => (ids.length > 0 ? "whitelisted" : "anywhere")),
    appsNetworkPerimeters: perimeters.apply((ids) => ids.map((value) => ({ value }))),
    certificates: pulumi.output(args.certificateAliases ?? []).apply((all) => all.map((certAlias) => ({ certAlias }))),
  };
}
