import * as oci from "@pulumi/oci";
import type * as pulumi from "@pulumi/pulumi";
import { appSchemas } from "./parts/app-schemas.ts";
import "./parts/debug-log.ts";
import type { ScopeArgs } from "./parts/api.ts";
import type { ExistingApplication } from "./parts/existing-application.ts";
import { ignoring } from "./parts/ignore-changes.ts";

/** Arguments of `ManagedApplication`; a setting that is omitted stays as it is. */
export interface ManagedApplicationArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** The application. */
  application: ExistingApplication;
  description?: pulumi.Input<string>;
  /** Whether clients may get refresh tokens ("Is refresh token allowed"). */
  allowRefresh?: pulumi.Input<boolean>;
  /** Lifetime of an access token, in seconds. */
  accessTokenExpiry?: pulumi.Input<number>;
  /** Lifetime of a refresh token, in seconds. */
  refreshTokenExpiry?: pulumi.Input<number>;
  redirectUrls?: pulumi.Input<pulumi.Input<string>[]>;
  /** All its scopes. Scopes may be added to Oracle's own applications, but not removed. */
  scopes?: readonly ScopeArgs[];
  /** All its secondary audiences; the same applies. */
  secondaryAudiences?: readonly string[];
}

/**
 * Settings of an application that already exists, such as Oracle Integration's own: only those that may be changed
 * there. The application is adopted, never created; it stays, with its settings, when it is no longer declared.
 *
 * It is the `DomainsApp` itself: with the official plugin it is a resource like any other.
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
        // An update must repeat the application's tags, but does not need its grants.
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
