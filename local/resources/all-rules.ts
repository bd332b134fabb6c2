import type { ResourceTypeName } from "../schemas/resource-types.ts";
import { appRoleRules } from "./app-role-rules.ts";
import { appRules } from "./app-rules.ts";
import { certificateRules } from "./certificate-rules.ts";
import { grantRules } from "./grant-rules.ts";
import { groupRules } from "./group-rules.ts";
import { identityPropagationTrustRules } from "./identity-propagation-trust-rules.ts";
import { networkPerimeterRules } from "./network-perimeter-rules.ts";
import type { ResourceRules } from "./resource-rules.ts";
import { userRules } from "./user-rules.ts";

/** The rules of every resource type. */
export const allRules: Readonly<Record<ResourceTypeName, ResourceRules>> = {
  App: appRules,
  AppRole: appRoleRules,
  Grant: grantRules,
  User: userRules,
  Group: groupRules,
  OAuthClientCertificate: certificateRules,
  NetworkPerimeter: networkPerimeterRules,
  IdentityPropagationTrust: identityPropagationTrustRules,
};
