import { type Attribute, any, boolean, complex, dateTime, reference, string } from "../scim/attribute.ts";
import { ociTagsExtension, sharedAttributes } from "./shared-attributes.ts";

const prefix = "urn:ietf:params:scim:schemas:oracle:idcs:extension:";

/** The extension of User that holds its app roles, grants and the service-user flag. */
export const userExtension = `${prefix}user:User`;

const contact = (types: readonly string[]): readonly Attribute[] => [
  string("value", { required: true, searchable: true }),
  string("type", { required: true, searchable: true, oneOf: types }),
  string("display", { searchable: true }),
  boolean("primary", { searchable: true }),
  boolean("verified", { searchable: true }),
];

/** The User resource (npm `oci-identitydomains`, model User; identity-domains-api.md 7). */
export const userAttributes: readonly Attribute[] = [
  ...sharedAttributes,
  string("userName", { returned: "always", required: true, unique: true, searchable: true }),
  complex("name", { required: true }, [
    string("formatted", { searchable: true }),
    string("familyName", { required: true, searchable: true }),
    ...["givenName", "middleName"].map((name) => string(name, { searchable: true })),
    string("honorificPrefix"),
    string("honorificSuffix"),
  ]),
  ...["displayName", "nickName", "title", "userType", "externalId", "locale", "preferredLanguage", "timezone"].map(
    (name) => string(name, { searchable: true }),
  ),
  string("description"),
  reference("profileUrl", { searchable: true }),
  boolean("active", { searchable: true, default: true }),
  string("password", { mutability: "writeOnly", returned: "never", caseExact: true }),
  complex("emails", { multiValued: true, key: ["value", "type"] }, [
    ...contact(["work", "home", "other", "recovery"]),
    boolean("secondary", { searchable: true }),
    string("pendingVerificationData", { mutability: "readOnly" }),
  ]),
  complex(
    "phoneNumbers",
    { multiValued: true, key: ["value", "type"] },
    contact(["work", "home", "mobile", "fax", "pager", "other", "recovery"]),
  ),
  complex("addresses", { multiValued: true }, [
    ...["formatted", "streetAddress", "locality", "region", "postalCode", "country"].map((name) =>
      string(name, { searchable: true }),
    ),
    string("type", { required: true, searchable: true, oneOf: ["work", "home", "other"] }),
    boolean("primary", { searchable: true }),
  ]),
  ...["ims", "photos", "entitlements", "roles", "x509Certificates"].map((name) => any(name, { multiValued: true })),
  complex("groups", { multiValued: true, mutability: "readOnly", returned: "request", searchable: true }, [
    string("value", { returned: "always", caseExact: true, searchable: true }),
    string("ocid", { caseExact: true, searchable: true }),
    string("display"),
    string("type", { returned: "request", searchable: true }),
    dateTime("dateAdded"),
    reference("$ref"),
  ]),
  complex(userExtension, {}, [
    boolean("serviceUser", { mutability: "immutable", searchable: true }),
    boolean("isFederatedUser", { searchable: true }),
    string("status", { mutability: "readOnly", returned: "request", searchable: true }),
    string("provider", { mutability: "immutable", searchable: true }),
    string("creationMechanism", { mutability: "immutable", returned: "request", searchable: true }),
    boolean("bypassNotification", { mutability: "writeOnly", returned: "never" }),
    boolean("accountRecoveryRequired", { returned: "request" }),
    boolean("doNotShowGettingStarted", { searchable: true }),
    boolean("isAccountRecoveryEnrolled", { mutability: "readOnly", returned: "request" }),
    dateTime("groupMembershipLastModified", { mutability: "readOnly", returned: "request" }),
    ...[
      "isAuthenticationDelegated",
      "userFlowControlledByExternalClient",
      "isGroupMembershipNormalized",
      "isGroupMembershipSyncedToUsersGroups",
    ].map((name) => boolean(name, { mutability: "immutable", returned: "never" })),
    string("notificationEmailTemplateId", { mutability: "writeOnly", returned: "never" }),
    string("preferredUiLandingPage"),
    complex("grants", { multiValued: true, mutability: "readOnly", returned: "request", searchable: true }, [
      string("value", { caseExact: true, searchable: true }),
      string("appId", { caseExact: true, searchable: true }),
      string("grantMechanism", { caseExact: true, searchable: true }),
      reference("$ref"),
    ]),
    complex("appRoles", { multiValued: true, mutability: "readOnly", returned: "request", searchable: true }, [
      string("value", { returned: "always", caseExact: true, searchable: true }),
      string("display", { searchable: true }),
      string("type"),
      string("appId", { caseExact: true, searchable: true }),
      string("appName", { searchable: true }),
      boolean("adminRole", { searchable: true }),
      reference("$ref"),
    ]),
  ]),
  complex("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", {}, [
    ...["employeeNumber", "costCenter", "organization", "division", "department"].map((name) =>
      string(name, { searchable: true }),
    ),
    complex("manager", {}, [
      string("value", { caseExact: true, searchable: true }),
      reference("$ref"),
      string("displayName", { mutability: "readOnly" }),
    ]),
  ]),
  ...[
    "capabilities:User",
    "passwordState:User",
    "userState:User",
    "posix:User",
    "kerberosUser:User",
    "mfa:User",
    "adaptive:User",
    "sff:User",
    "securityQuestions:User",
    "selfRegistration:User",
    "socialAccount:User",
    "dbUser:User",
    "termsOfUse:User",
    "passwordless:User",
    "userCredentials:User",
    "dbCredentials:User",
    "selfChange:User",
  ].map((suffix) => any(prefix + suffix)),
  any(ociTagsExtension),
];
