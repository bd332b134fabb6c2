import * as oci from "@pulumi/oci";
import type * as pulumi from "@pulumi/pulumi";
import { appSchemas } from "./parts/app-schemas.ts";
import "./parts/debug-log.ts";
import type { ExistingApplication } from "./parts/existing-application.ts";
import { ignoring } from "./parts/ignore-changes.ts";
import type { ScopeArgs } from "./resource-application.ts";

/** What a `ManagedApplication` is made from: what is not given stays as it is. */
export interface ManagedApplicationArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** The application. */
  application: ExistingApplication;
  description?: pulumi.Input<string>;
  /** Whether clients may get refresh tokens ("Is refresh token allowed"). */
  allowRefresh?: pulumi.Input<boolean>;
  /** Life of an access token, in seconds. */
  accessTokenExpiry?: pulumi.Input<number>;
  /** Life of a refresh token, in seconds. */
  refreshTokenExpiry?: pulumi.Input<number>;
  redirectUrls?: pulumi.Input<pulumi.Input<string>[]>;
  /** All its scopes: to those of Oracle's own applications more may be added, none taken away. */
  scopes?: readonly ScopeArgs[];
  /** All its secondary audiences: the same holds. */
  secondaryAudiences?: readonly string[];
}

/**
 * Settings of an application that exists already, such as Oracle Integration's own: only what may be changed there. The
 * application is adopted, never made; it stays, with its settings, when it is no longer declared.
 *
 * It is the `DomainsApp` itself: with the official plugin it is a resource as any other.
 *
 * @see https://docs.oracle.com/en-us/iaas/Content/Identity/applications/edit-high-level-information-oracle-apps.htm
 */
export class ManagedApplication extends oci.identity.DomainsApp {
  constructor(name: string, args: ManagedApplicationArgs, options: pulumi.CustomResourceOptions = {}) {
    const { ocid, displayName, clientId, templateId } = args.application;
    super(
      name,
      {
        idcsEndpoint: args.identityDomainUrl,
        schemas: appSchemas.slice(0, 1),
        // An update must repeat the tags that it has, but need not know who was granted what.
        attributeSets: ["default"],
        attributes: "tags",
        ocid,
        displayName,
        name: clientId,
        basedOnTemplate: { value: templateId },
        ...given(args),
      },
      {
        ...ignoring(options, "name", "schemas", "displayName", "basedOnTemplate"),
        additionalSecretOutputs: ["clientSecret"],
        retainOnDelete: true,
      },
    );
  }
}

function given({ allowRefresh, redirectUrls, scopes, secondaryAudiences, ...args }: ManagedApplicationArgs) {
  return {
    ...(args.description !== undefined && { description: args.description }),
    ...(allowRefresh !== undefined && { allowOffline: allowRefresh }),
    ...(args.accessTokenExpiry !== undefined && { accessTokenExpiry: args.accessTokenExpiry }),
    ...(args.refreshTokenExpiry !== undefined && { refreshTokenExpiry: args.refreshTokenExpiry }),
    ...(redirectUrls !== undefined && { redirectUris: redirectUrls }),
    ...(scopes !== undefined && { scopes: scopes.map((scope) => ({ requiresConsent: false, ...scope })) }),
    ...(secondaryAudiences !== undefined && {
      protectableSecondaryAudiences: secondaryAudiences.map((value) => ({ value })),
    }),
  };
}
