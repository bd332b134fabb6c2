import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import { derivedClientId } from "../manifest/client-id.ts";
import { type Ownership, ownershipTags } from "./ownership.ts";

/** How a client may ask for a token: the values of the API's `allowedGrants`. */
export type AllowedGrant =
  | "client_credentials"
  | "password"
  | "authorization_code"
  | "refresh_token"
  | "implicit"
  | "urn:ietf:params:oauth:grant-type:jwt-bearer"
  | "urn:ietf:params:oauth:grant-type:saml2-bearer"
  | "urn:ietf:params:oauth:grant-type:device_code"
  | "tls_client_auth";

/** What a `ConfidentialApplication` is made from. */
export interface ConfidentialApplicationArgs {
  /**
   * URL of the identity domain.
   * @example "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com"
   */
  identityDomainUrl: pulumi.Input<string>;
  /** The application's name in the console; unique in the domain without regard to case, at most 125 characters. */
  displayName: pulumi.Input<string>;
  /**
   * What the application is for; at most 250 characters.
   * @default none
   */
  description?: pulumi.Input<string>;
  /**
   * The OAuth client ID: letters, digits and `_`. Fixed at creation: a later change of this argument has no effect.
   * @default the component's name and the stack, with `_` for every other character: `payments_ledger_sync_dev`
   */
  clientId?: pulumi.Input<string>;
  /** The grant types with which the client may ask for tokens. */
  grantTypes: pulumi.Input<pulumi.Input<AllowedGrant>[]>;
  /**
   * Fully qualified scopes (audience + scope) that the client may ask for.
   * @default none
   * @example ["https://0123456789ABCDEF.integration.ocp.oraclecloud.com:443urn:opc:resource:consumer::all"]
   */
  scopes?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether only users who are assigned to the application get tokens through it ("Enforce grants as authorization").
   * @default false
   */
  enforceGrants?: pulumi.Input<boolean>;
  /**
   * Who the application is for; kept as tags in the domain beside the stack and the resource that own it.
   * @default only the stack and the resource
   */
  ownership?: Ownership;
}

/**
 * An OAuth client of an identity domain: an active confidential application with its grant types and scopes.
 *
 * Guarantees: the client ID never changes after creation; the secret is a secret output; the application carries the
 * tags that say which stack and resource own it.
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
  /** The application's id in the domain (not its client ID): what assignments refer to. */
  readonly applicationId: pulumi.Output<string>;
  /** The OAuth client ID. */
  readonly clientId: pulumi.Output<string>;
  /** The client secret, as a secret. */
  readonly clientSecret: pulumi.Output<string>;
  /** The scopes as one string, ready to be sent to the token endpoint. */
  readonly scope: pulumi.Output<string>;
  /** The domain's token endpoint. */
  readonly tokenUrl: pulumi.Output<string>;

  constructor(name: string, args: ConfidentialApplicationArgs, options?: pulumi.ComponentResourceOptions) {
    super("idcs-apps:index:ConfidentialApplication", name, {}, options);

    const scopes = pulumi.output(args.scopes ?? []);
    const app = new oci.identity.DomainsApp(
      name,
      {
        idcsEndpoint: args.identityDomainUrl,
        schemas: appSchemas,
        attributeSets: ["default", "request"],
        basedOnTemplate: { value: "CustomWebAppTemplateId" },
        name: args.clientId ?? derivedClientId(name, pulumi.getStack()),
        displayName: args.displayName,
        ...(args.description !== undefined && { description: args.description }),
        active: true,
        isOauthClient: true,
        clientType: "confidential",
        allowedGrants: args.grantTypes,
        allowedScopes: scopes.apply((all) => all.map((fqs) => ({ fqs }))),
        trustScope: "Explicit",
        clientIpChecking: "anywhere",
        allowAccessControl: args.enforceGrants ?? false,
        showInMyApps: false,
        tags: ownershipTags(this, "oci:Identity/domainsApp:DomainsApp", name, args.ownership),
      },
      {
        parent: this,
        ignoreChanges: ["name", "schemas"],
        additionalSecretOutputs: ["clientSecret"],
        // Its name is unique, so a new one cannot stand beside the old one.
        deleteBeforeReplace: true,
      },
    );

    this.applicationId = app.id;
    this.clientId = app.name;
    this.clientSecret = pulumi.secret(app.clientSecret);
    this.scope = scopes.apply((all) => all.join(" "));
    this.tokenUrl = pulumi.interpolate`${args.identityDomainUrl}/oauth2/v1/token`;
    this.registerOutputs({
      applicationId: this.applicationId,
      clientId: this.clientId,
      clientSecret: this.clientSecret,
      scope: this.scope,
      tokenUrl: this.tokenUrl,
    });
  }
}

/**
 * All schemas that an application may ever need, from the start: one that is added later would be sent without its URN,
 * because changes of `schemas` are ignored (the domain adds URNs of its own).
 */
const appSchemas = [
  "urn:ietf:params:scim:schemas:oracle:idcs:App",
  "urn:ietf:params:scim:schemas:oracle:idcs:extension:requestable:App",
];
