// App roles of an Oracle Integration instance: one for a client, which may then call the instance's APIs with a token of
// its own, and one for the users of a group.
import * as pulumi from "@pulumi/pulumi";
import { AppRoleAssignment } from "../../../components/app-role-assignment.ts";
import { ConfidentialApplication } from "../../../components/confidential-application.ts";
import { DomainLookUp } from "../../../components/look-up/domain-look-up.ts";

const identityDomainUrl = new pulumi.Config().require("identityDomainUrl");
const lookUp = new DomainLookUp(identityDomainUrl);

// Assignments need ids, so names are looked up first.
const apps = await lookUp.resourceApps();
const integration = apps.find(({ displayName }) => displayName === "OICINST_finance");
if (integration === undefined) throw new pulumi.RunError(`${identityDomainUrl} has no app OICINST_finance`);
const roles = await lookUp.appRoles([integration.id]);
function roleId(name: string): string {
  const { id } = roles.find(({ displayName }) => displayName === name) ?? {};
  if (id === undefined) throw new pulumi.RunError(`OICINST_finance has no app role ${name}`);
  return id;
}

const [testers] = await lookUp.groups(["integration-testers"]);
if (testers === undefined) throw new pulumi.RunError("the group integration-testers does not exist");

const client = new ConfidentialApplication("order-import", {
  identityDomainUrl,
  displayName: "Example: order import",
  grantTypes: ["client_credentials"],
  scopes: [`${integration.audience}urn:opc:resource:consumer::all`],
});

const ofClient = new AppRoleAssignment("order-import/ServiceDeveloper", {
  identityDomainUrl,
  resourceApplicationId: integration.id,
  roleId: roleId("ServiceDeveloper"),
  granteeType: "App",
  granteeId: client.applicationId,
});
const ofGroup = new AppRoleAssignment("integration-testers/ServiceUser", {
  identityDomainUrl,
  resourceApplicationId: integration.id,
  roleId: roleId("ServiceUser"),
  granteeType: "Group",
  granteeId: testers.id,
});

export const { clientId, clientSecret, scope, tokenUrl } = client;
export const assignmentIds = [ofClient.id, ofGroup.id];
