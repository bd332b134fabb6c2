import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import { formerChildren } from "./former-children.ts";
import { stackTags } from "./ownership.ts";

/** A scope of an API. */
export interface ScopeArgs {
  /** The scope within the application: clients request the audience followed by this value. */
  value: string;
  /** Its name in the console. @default none */
  displayName?: string;
  description?: string;
  /** @default false */
  requiresConsent?: boolean;
}

/** An app role of an API. */
export interface AppRoleArgs {
  name: string;
  /** Set when the role is created; later changes are ignored. */
  description?: string;
  /**
   * What the role can be given to. A change replaces the role, and anyone to whom another program gave it loses it.
   * @default clients, users and groups
   */
  availableTo?: readonly ("clients" | "users" | "groups")[];
}

/** What an application is as an API. */
export interface ApiArgs {
  /**
   * The primary audience. A fully qualified scope is the audience and the scope, joined without a separator: end the
   * audience with a `/` if the scopes do not begin with one.
   * @example "https://orders.example.com/"
   */
  audience: pulumi.Input<string>;
  /** The scopes that clients may request. */
  scopes: readonly ScopeArgs[];
  /**
   * Whether clients may get refresh tokens ("Is refresh token allowed").
   * @default false
   */
  allowRefresh?: pulumi.Input<boolean>;
  /**
   * Lifetime of an access token, in seconds, 60 to 31,536,000; `none`: that of the identity domain.
   * @default 3600
   */
  accessTokenExpiry?: pulumi.Input<number> | "none";
  /**
   * Lifetime of a refresh token, in seconds; `none`: that of the identity domain.
   * @default 604,800: a week
   */
  refreshTokenExpiry?: pulumi.Input<number> | "none";
  /**
   * Secondary audiences of its tokens.
   * @default none
   */
  secondaryAudiences?: pulumi.Input<readonly pulumi.Input<string>[]>;
  /**
   * The app roles that it defines.
   * @default none
   */
  roles?: readonly AppRoleArgs[];
}

/** An API that a program has declared, for resources that use it. */
export interface DeclaredApi {
  /** The application's id in the domain. */
  readonly applicationId: pulumi.Output<string>;
  readonly audience: pulumi.Output<string>;
  /** Ids of its app roles, by name. */
  readonly roleIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** The fully qualified scope to request. It depends on the application: a resource that uses it is created after it. */
  scope(value: string): pulumi.Output<string>;
}

/** An API as attributes of `DomainsApp`. */
export function apiAttributes(args: ApiArgs) {
  const { accessTokenExpiry = 3600, refreshTokenExpiry = 604_800 } = args;
  return {
    isOauthResource: true,
    audience: args.audience,
    scopes: args.scopes.map(({ value, displayName, description, requiresConsent = false }) => ({
      value,
      ...(displayName !== undefined && { displayName }),
      ...(description !== undefined && { description }),
      requiresConsent,
    })),
    allowOffline: args.allowRefresh ?? false,
    // The console's defaults. If omitted, a lifetime that is no longer declared would keep its value in other programs.
    ...(accessTokenExpiry !== "none" && { accessTokenExpiry }),
    ...(refreshTokenExpiry !== "none" && { refreshTokenExpiry }),
    protectableSecondaryAudiences: pulumi
      .output(args.secondaryAudiences ?? [])
      .apply((all) => all.map((value) => ({ value }))),
  };
}

/** The attributes of an application that is no API, or not any more: what a program does not give keeps its value. */
export const noApiAttributes = {
  isOauthResource: false,
  scopes: [],
  allowOffline: false,
  protectableSecondaryAudiences: [],
};

/** An application that is declared as an API. */
interface ApplicationOfApi extends pulumi.ComponentResource {
  readonly applicationId: pulumi.Output<string>;
}

/**
 * Declares the app roles of an API.
 *
 * @param application the component, whose children they are
 * @param type its type
 * @param name its name
 * @param options its options
 * @returns their ids, by name
 */
export function declareRoles(
  application: ApplicationOfApi,
  type: string,
  name: string,
  { identityDomainUrl, roles = [] }: Pick<ApiArgs, "roles"> & { readonly identityDomainUrl: pulumi.Input<string> },
  options: pulumi.ComponentResourceOptions | undefined,
): Readonly<Record<string, pulumi.Output<string>>> {
  return Object.fromEntries(
    roles.map((role) => {
      const suffix = `/${role.name.toLowerCase()}`;
      const aliases = formerChildren(options, type, suffix);
      const ofRole = { parent: application, aliases };
      return [role.name, declareRole(`${name}${suffix}`, identityDomainUrl, application.applicationId, role, ofRole)];
    }),
  );
}

function declareRole(
  name: string,
  identityDomainUrl: pulumi.Input<string>,
  applicationId: pulumi.Output<string>,
  { name: displayName, description, availableTo = ["clients", "users", "groups"] }: AppRoleArgs,
  options: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  return new oci.identity.DomainsAppRole(
    name,
    {
      idcsEndpoint: identityDomainUrl,
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppRole"],
      // The tags, but not the members: their number is not limited.
      attributeSets: ["default"],
      attributes: "tags",
      app: { value: applicationId },
      displayName,
      ...(description !== undefined && { description }),
      availableToClients: availableTo.includes("clients"),
      availableToUsers: availableTo.includes("users"),
      availableToGroups: availableTo.includes("groups"),
      tags: stackTags(),
    },
    // A role cannot be changed, only replaced, and everyone who holds it would lose it: a description is not worth that.
    { ...options, ignoreChanges: ["tags", "description"], deleteBeforeReplace: true },
  ).id;
}
