import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import type { Tag } from "../manifest/keys-and-defaults/tags.ts";
import { derivedClientId } from "../naming/client-id.ts";
import { componentTypes } from "../naming/resource-names.ts";
import { type ApiArgs, apiAttributes, type DeclaredApi, declareRoles } from "./parts/api.ts";
import { appSchemas } from "./parts/app-schemas.ts";
import "./parts/debug-log.ts";
import { type AdoptedApplication, fixedAtCreation, identityOf, idOf } from "./parts/existing-application.ts";
import { formerChildren } from "./parts/former-children.ts";
import { applicationTags, type Ownership } from "./parts/ownership.ts";

/** Arguments of `ResourceApplication`. */
export interface ResourceApplicationArgs extends ApiArgs {
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
   * Whether the application is activated: there are no tokens for an inactive one.
   * @default true
   */
  active?: pulumi.Input<boolean>;
  /**
   * Tags of the application, in addition to the ownership tags.
   * @default none
   */
  tags?: pulumi.Input<readonly Tag[]>;
  /**
   * An existing application that becomes this API instead of creating one. It keeps its id, its app roles and their holders, and
   * what no argument describes; for everything else the arguments decide.
   * @default none: the application is created
   */
  adopt?: AdoptedApplication;
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
export class ResourceApplication extends pulumi.ComponentResource implements DeclaredApi {
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
        active: args.active ?? true,
        showInMyApps: false,
        // Only an unmanaged app may define app roles, and an app cannot become unmanaged later.
        isUnmanagedApp: args.adopt?.isUnmanaged ?? true,
        ...apiAttributes(args),
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
    this.roleIds = declareRoles(this, componentTypes.resourceApplication, name, args, options);
    this.registerOutputs({ applicationId: this.applicationId, audience: this.audience, roleIds: this.roleIds });
  }

  /**
   * The fully qualified scope to request. It depends on the application: a resource that uses it is created after it.
   */
  scope(value: string): pulumi.Output<string> {
    return pulumi.interpolate`${this.audience}${value}`;
  }
}
