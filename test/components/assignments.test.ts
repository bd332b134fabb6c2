import { beforeEach, describe, expect, it } from "vitest";
import { AccessAssignment } from "../../components/access-assignment.ts";
import { AppRoleAssignment } from "../../components/app-role-assignment.ts";
import { registeredOne, settled, startRecording } from "./recorder.ts";

const identityDomainUrl = "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com";
const grantType = "oci:Identity/domainsGrant:DomainsGrant";

beforeEach(() => startRecording());

describe("AppRoleAssignment", () => {
  it.each([
    ["App", "ADMINISTRATOR_TO_APP"],
    ["User", "ADMINISTRATOR_TO_USER"],
    ["Group", "ADMINISTRATOR_TO_GROUP"],
  ] as const)("grants a role to a grantee of type %s, with the mechanism %s", async (granteeType, grantMechanism) => {
    const assignment = new AppRoleAssignment("role", {
      identityDomainUrl,
      resourceApplicationId: "integration-id",
      roleId: "developer-id",
      granteeType,
      granteeId: "grantee-id",
    });
    expect(await settled(assignment.id)).toBe("role-id");
    expect(registeredOne(grantType).inputs).toEqual({
      idcsEndpoint: identityDomainUrl,
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
      attributeSets: ["default", "request"],
      tags: [
        { key: "managed-by", value: "idcs-apps" },
        { key: "stack", value: "idcs-apps/dev" },
      ],
      grantMechanism,
      grantee: { type: granteeType, value: "grantee-id" },
      app: { value: "integration-id" },
      entitlement: { attributeName: "appRoles", attributeValue: "developer-id" },
    });
  });
});

describe("AccessAssignment", () => {
  it.each([
    ["User", "ADMINISTRATOR_TO_USER"],
    ["Group", "ADMINISTRATOR_TO_GROUP"],
  ] as const)("assigns a %s to the application without an entitlement", async (granteeType, grantMechanism) => {
    const assignment = new AccessAssignment("access", {
      identityDomainUrl,
      applicationId: "app-id",
      granteeType,
      granteeId: "grantee-id",
    });
    await settled(assignment.id);
    expect(registeredOne(grantType).inputs).toEqual({
      idcsEndpoint: identityDomainUrl,
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
      attributeSets: ["default", "request"],
      tags: [
        { key: "managed-by", value: "idcs-apps" },
        { key: "stack", value: "idcs-apps/dev" },
      ],
      grantMechanism,
      grantee: { type: granteeType, value: "grantee-id" },
      app: { value: "app-id" },
    });
  });
});
