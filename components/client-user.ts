import * as oci from "@pulumi/oci";
import * as pulumi from "@pulumi/pulumi";
import { userType } from "../naming/resource-names.ts";
import { ignoring } from "./parts/ignore-changes.ts";
import { type Ownership, ownedTags } from "./parts/ownership.ts";

/** Arguments of `ClientUser`. */
export interface ClientUserArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** The client's OAuth client ID, which becomes the user name; unique in the domain (case-insensitive). */
  clientId: pulumi.Input<string>;
  /** The client's display name, which becomes the family name: a user must have one. */
  displayName: pulumi.Input<string>;
  /**
   * The team, client and owner that the user belongs to; stored as tags in the domain.
   * @default only the stack and the resource are stored
   */
  ownership?: Ownership;
}

/**
 * The user of the identity domain that stands for a client: some services look up the roles of a user whose name is the
 * subject of the token, which is the client ID in a token that a client gets for itself.
 *
 * It is a service user: it needs no e-mail address and has no password, so that nobody can sign in with it.
 *
 * @see https://docs.oracle.com/en/cloud/paas/blockchain-cloud/rest-api/UseOAuth.html
 */
export class ClientUser extends oci.identity.DomainsUser {
  constructor(name: string, args: ClientUserArgs, options: pulumi.CustomResourceOptions = {}) {
    super(
      name,
      {
        idcsEndpoint: args.identityDomainUrl,
        schemas: [
          "urn:ietf:params:scim:schemas:core:2.0:User",
          "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User",
        ],
        attributeSets: ["default"],
        // The roles of a user would be returned on request: each grant would be a change of the user.
        attributes: "tags",
        userName: args.clientId,
        active: true,
        name: pulumi.output(args.displayName).apply((familyName) => ({ familyName })),
        urnietfparamsscimschemasoracleidcsextensionuserUser: { serviceUser: true },
        tags: ownedTags(userType, name, options.parent, { ownership: args.ownership }),
      },
      ignoring(options, "schemas"),
    );
  }
}
