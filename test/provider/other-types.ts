import { makeCertificate } from "../local/certificates.ts";
import type { Json } from "./protocol.ts";
import { appType, ownershipTags, type World } from "./world.ts";

/** A resource type beside applications and assignments, and one resource of it. */
export interface Kind {
  readonly type: string;
  readonly collection: "AppRoles" | "NetworkPerimeters" | "OAuthClientCertificates" | "Users";
  /** Its part of an import's id. */
  readonly path: string;
  readonly inputs: Json;
  /** The body of the POST, without tags. */
  readonly body: Json;
  /** The filter that finds it by its name. */
  readonly filter: string;
  /** How messages name it. */
  readonly kind: string;
  readonly name: string;
}

const stackTags = ownershipTags.slice(0, 2);
const tags = ownershipTags.slice(0, 3);

/** An unmanaged application for roles; and a role, a network perimeter, a certificate and a user with their stack's tags. */
export async function kindsIn(world: World): Promise<Record<"role" | "perimeter" | "certificate" | "user", Kind>> {
  const urn = (name: string): string[] => [`urn:ietf:params:scim:schemas:oracle:idcs:${name}`];
  const app = await world.create(
    appType,
    {
      schemas: urn("App"),
      displayName: "Orders API",
      basedOnTemplate: { value: "CustomWebAppTemplateId" },
      isUnmanagedApp: true,
    },
    "orders",
  );
  const role = { schemas: urn("AppRole"), app: { value: app.id }, displayName: "Reader", availableToClients: true };
  const perimeter = {
    schemas: urn("NetworkPerimeter"),
    name: "office",
    ipAddresses: [{ value: "203.0.113.0/24", type: "CIDR", version: "IPV4" }],
  };
  const { base64 } = await makeCertificate("ledger");
  const certificate = { schemas: urn("OAuthClientCertificate"), certificateAlias: "ledger" };
  const userExtension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User";
  const user = {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", userExtension],
    userName: "payments_ledger_dev",
    name: { familyName: "ledger" },
  };
  world.sent.length = 0;
  return {
    role: {
      type: "oci:Identity/domainsAppRole:DomainsAppRole",
      collection: "AppRoles",
      path: "appRoles",
      inputs: { ...role, attributeSets: ["default"], attributes: "tags", tags: stackTags },
      body: { ...role, tags: stackTags },
      filter: `app.value eq "${app.id}" and displayName eq "Reader"`,
      kind: "app role",
      name: 'displayName "Reader"',
    },
    perimeter: {
      type: "oci:Identity/domainsNetworkPerimeter:DomainsNetworkPerimeter",
      collection: "NetworkPerimeters",
      path: "networkPerimeters",
      inputs: { ...perimeter, attributeSets: ["default", "request"], tags },
      body: { ...perimeter, tags },
      filter: 'name eq "office"',
      kind: "network perimeter",
      name: 'name "office"',
    },
    certificate: {
      type: "oci:Identity/domainsOauthClientCertificate:DomainsOauthClientCertificate",
      collection: "OAuthClientCertificates",
      path: "oAuthClientCertificates",
      inputs: { ...certificate, x509base64certificate: base64, tags },
      body: { ...certificate, x509Base64Certificate: base64, tags },
      filter: 'certificateAlias eq "ledger"',
      kind: "certificate",
      name: 'certificateAlias "ledger"',
    },
    user: {
      type: "oci:Identity/domainsUser:DomainsUser",
      collection: "Users",
      path: "users",
      inputs: {
        ...user,
        attributeSets: ["default"],
        attributes: "tags",
        urnietfparamsscimschemasoracleidcsextensionuserUser: { serviceUser: true },
        tags,
      },
      body: { ...user, [userExtension]: { serviceUser: true }, tags },
      filter: 'userName eq "payments_ledger_dev"',
      kind: "user",
      name: 'userName "payments_ledger_dev"',
    },
  };
}
