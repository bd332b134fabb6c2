import type { Attribute } from "../scim/attribute.ts";
import { appAttributes } from "./app-attributes.ts";
import { appRoleAttributes } from "./app-role-attributes.ts";
import { certificateAttributes } from "./certificate-attributes.ts";
import { grantAttributes } from "./grant-attributes.ts";
import { groupAttributes } from "./group-attributes.ts";
import { identityPropagationTrustAttributes } from "./identity-propagation-trust-attributes.ts";
import { networkPerimeterAttributes } from "./network-perimeter-attributes.ts";
import { userAttributes } from "./user-attributes.ts";

/** The name of a resource type, as in `meta.resourceType`. */
export type ResourceTypeName =
  | "App"
  | "AppRole"
  | "Grant"
  | "User"
  | "Group"
  | "OAuthClientCertificate"
  | "NetworkPerimeter"
  | "IdentityPropagationTrust";

/** One resource type of the admin API. */
export interface ResourceType {
  readonly name: ResourceTypeName;
  /** The path under `/admin/v1/`. */
  readonly endpoint: string;
  readonly schema: string;
  readonly attributes: readonly Attribute[];
  /** Whether PUT is supported. */
  readonly replaceable: boolean;
  /** What precedes the unique part of its OCIDs. */
  readonly ocidPrefix: string;
  /** Paths whose `eq` filters are answered from an index instead of by reading every resource. */
  readonly indexed: readonly string[];
}

const oracle = "urn:ietf:params:scim:schemas:oracle:idcs:";
const core = "urn:ietf:params:scim:schemas:core:2.0:";

/** All resource types, by name. */
export const resourceTypes: Readonly<Record<ResourceTypeName, ResourceType>> = {
  App: {
    name: "App",
    endpoint: "Apps",
    schema: `${oracle}App`,
    attributes: appAttributes,
    replaceable: true,
    ocidPrefix: "ocid1.domainapp.oc1.iad.amaaaaaa",
    indexed: [
      "id",
      "ocid",
      "displayName",
      "name",
      "scopes.fqs",
      "allowedScopes.idOfDefiningApp",
      "serviceTypeURN",
      "tags.value",
      "certificates.certAlias",
      "appsNetworkPerimeters.value",
    ],
  },
  AppRole: {
    name: "AppRole",
    endpoint: "AppRoles",
    schema: `${oracle}AppRole`,
    attributes: appRoleAttributes,
    replaceable: false,
    ocidPrefix: "ocid1.domainapprole.oc1.iad.amaaaaaa",
    indexed: ["id", "ocid", "app.value", "displayName", "legacyGroupName"],
  },
  Grant: {
    name: "Grant",
    endpoint: "Grants",
    schema: `${oracle}Grant`,
    attributes: grantAttributes,
    replaceable: false,
    ocidPrefix: "ocid1.domaingrant.oc1.iad.amaaaaaa",
    indexed: [
      "id",
      "ocid",
      "grantee.value",
      "entitlement.attributeValue",
      "grantor.value",
      "app.value",
      "compositeKey",
    ],
  },
  User: {
    name: "User",
    endpoint: "Users",
    schema: `${core}User`,
    attributes: userAttributes,
    replaceable: true,
    ocidPrefix: "ocid1.user.oc1..aaaaaaaa",
    indexed: ["id", "ocid", "userName", "emails.value"],
  },
  Group: {
    name: "Group",
    endpoint: "Groups",
    schema: `${core}Group`,
    attributes: groupAttributes,
    replaceable: true,
    ocidPrefix: "ocid1.group.oc1..aaaaaaaa",
    indexed: ["id", "ocid", "displayName", "members.value"],
  },
  OAuthClientCertificate: {
    name: "OAuthClientCertificate",
    endpoint: "OAuthClientCertificates",
    schema: `${oracle}OAuthClientCertificate`,
    attributes: certificateAttributes,
    replaceable: false,
    ocidPrefix: "ocid1.domainoauthclientcertificate.oc1.iad.amaaaaaa",
    indexed: ["id", "ocid", "certificateAlias", "sha1Thumbprint"],
  },
  NetworkPerimeter: {
    name: "NetworkPerimeter",
    endpoint: "NetworkPerimeters",
    schema: `${oracle}NetworkPerimeter`,
    attributes: networkPerimeterAttributes,
    replaceable: true,
    ocidPrefix: "ocid1.domainnetworkperimeter.oc1.iad.amaaaaaa",
    indexed: ["id", "ocid", "name"],
  },
  IdentityPropagationTrust: {
    name: "IdentityPropagationTrust",
    endpoint: "IdentityPropagationTrusts",
    schema: `${oracle}IdentityPropagationTrust`,
    attributes: identityPropagationTrustAttributes,
    replaceable: true,
    ocidPrefix: "ocid1.domainidentitypropagationtrust.oc1.iad.amaaaaaa",
    indexed: ["id", "ocid", "name", "issuer"],
  },
};
