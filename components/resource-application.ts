import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { Tag } from "../manifest/keys-and-defaults/tags.ts";
import { derivedClientId } from "../naming/client-id.ts";
import { componentTypes } from "../naming/resource-names.ts";
import { appSchemas } from "./parts/app-schemas.ts";
import "./parts/debug-log.ts";
import { type AdoptedApplication, fixedAtCreation, identityOf, idOf } from "./parts/existing-application.ts";
import { formerChildren } from "./parts/former-children.ts";
import { applicationTags, type Ownership, stackTags } from "./parts/ownership.ts";

/** A scope of a resource application. */
export interface ScopeArgs {
  /** The scope within the application: clients request the audience followed by this value. */
  value: string;
  description?: string;
  /** @default false */
  requiresConsent?: boolean;
}

/** An app role of a resource application. */
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

/** Arguments of `ResourceApplication`. */
export interface ResourceApplicationArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** The application's name in the console; unique in the domain (case-insensitive), at most 125 characters. */
  displayName: pulumi.Input<string>;
  /**
   * What the application is for; at most 250 characters.
   * @default none
   */
  description?: pulumi.Input<string>;
  /**
   * Tags of the application, in addition to the ownership tags.
   * @default none
   */
  tags?: pulumi.Input<readonly Tag[]>;
  /**
   * The primary audience. A fully qualified scope is the audience and the scope, joined without a separator: end the
   * audience with a `/` if the scopes do not begin with one.
   * @example "https://orders.example.com/"
   */
  audience: pulumi.Input<string>;
  /**
   * An existing application that becomes this API instead of creating one. It keeps its id, its app roles and their holders, and
   * what no argument describes; for everything else the arguments decide.
   * @default none: the application is created
   */
  adopt?: AdoptedApplication;
  /** The scopes that clients may request. */
  scopes: readonly ScopeArgs[];
  /**
   * Whether clients may get refresh tokens ("Is refresh token allowed").
   * @default false
   */
  allowRefresh?: pulumi.Input<boolean>;
  /**
   * Lifetime of an access token, in seconds, 60 to 31,536,000.
   * @default 3600
   */
  accessTokenExpiry?: pulumi.Input<number>;
  /**
   * Lifetime of a refresh token, in seconds.
   * @default 604,800: a week
   */
  refreshTokenExpiry?: pulumi.Input<number>;
  /**
   * Secondary audiences of its tokens.
   * @default none
   */
  secondaryAudiences?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The app roles that it defines.
   * @default none
   */
  roles?: readonly AppRoleArgs[];
  /**
   * The team and owner that the application belongs to; stored as tags in the domain.
   * @default only the stack and the resource are stored
   */
  ownership?: Ownership;
}

/**
 * An API that tokens of the identity domain protect: an application with an audience, scopes and app roles. Clients of
 * the same program may use it before it exists.
 *
 * @example
 * const orders = new ResourceApplication("orders-api", {
 *   identityDomainUrl,
 *   displayName: "Orders API",
 *   audience: "https://orders.example.com/",
 *   scopes: [{ value: "read" }, { value: "write", requiresConsent: true }],
 * });
 * new ConfidentialApplication("reader", { …, scopes: [orders.scope("read")] });
 * @see https://docs.oracle.com/en-us/iaas/Content/Identity/applications/add-confidential-application.htm
 */
export class ResourceApplication extends pulumi.ComponentResource {
  /** The application's id in the domain. */
  readonly applicationId: pulumi.Output<string>;
  readonly audience: pulumi.Output<string>;
  /** Ids of its app roles, by name. */
  readonly roleIds: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: ResourceApplicationArgs, options?: pulumi.ComponentResourceOptions) {
    super(componentTypes.resourceApplication, name, {}, options);

    const app = new oci.identity.DomainsApp(
      name,
      {
        idcsEndpoint: args.identityDomainUrl,
        schemas: appSchemas,
        attributeSets: ["default", "request"],
        ...identityOf(args.adopt, derivedClientId(name, pulumi.getStack())),
        displayName: args.displayName,
        ...(args.description !== undefined && { description: args.description }),
        active: true,
        showInMyApps: false,
        // Only an unmanaged app may define app roles, and an app cannot become unmanaged later.
        isUnmanagedApp: args.adopt?.isUnmanaged ?? true,
        isOauthResource: true,
        audience: args.audience,
        scopes: args.scopes.map(({ value, description, requiresConsent = false }) => ({
          value,
          ...(description !== undefined && { description }),
          requiresConsent,
        })),
        allowOffline: args.allowRefresh ?? false,
        // The console's defaults. If omitted, a lifetime that is no longer declared would keep its value.
        accessTokenExpiry: args.accessTokenExpiry ?? 3600,
        refreshTokenExpiry: args.refreshTokenExpiry ?? 604_800,
        protectableSecondaryAudiences: pulumi
          .output(args.secondaryAudiences ?? [])
          .apply((all) => all.map((value) => ({ value }))),
        tags: applicationTags(this, name, args),
      },
      {
        parent: this,
        aliases: formerChildren(options, componentTypes.resourceApplication),
        ignoreChanges: [...fixedAtCreation, "isUnmanagedApp"],
        deleteBeforeReplace: true,
      },
    );

    this.applicationId = idOf(app, args.adopt);
    this.audience = app.audience;
    this.roleIds = Object.fromEntries(
      (args.roles ?? []).map((role) => {
        const suffix = `/${role.name.toLowerCase()}`;
        const aliases = formerChildren(options, componentTypes.resourceApplication, suffix);
        return [
          role.name,
          declareRole(`${name}${suffix}`, args.identityDomainUrl, this.applicationId, role, { parent: this, aliases }),
        ];
      }),
    );
    this.registerOutputs({ applicationId: this.applicationId, audience: this.audience, roleIds: this.roleIds });
  }

  /**
   * The fully qualified scope to request. It depends on the application: a resource that uses it is created after it.
   */
  scope(value: string): pulumi.Output<string> {
    return pulumi.interpolate`${this.audience}${value}`;
  }
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
