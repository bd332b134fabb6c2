// A client that enforces grants: only assigned users and groups get tokens through it.
import * as pulumi from "@pulumi/pulumi";
import { AccessAssignment } from "../../../components/access-assignment.ts";
import { ConfidentialApplication } from "../../../components/confidential-application.ts";
import { DomainLookUp } from "../../../components/look-up/domain-look-up.ts";

const identityDomainUrl = new pulumi.Config().require("identityDomainUrl");
const lookUp = new DomainLookUp(identityDomainUrl);

// One request per kind, whatever the number of names.
const [apps, users, groups] = await Promise.all([
  lookUp.resourceApps(),
  lookUp.users(["callan@example.com"]),
  lookUp.groups(["qa"]),
]);
const integration = apps.find(({ displayName }) => displayName === "OICINST_finance");
if (integration === undefined) throw new pulumi.RunError(`${identityDomainUrl} has no app OICINST_finance`);

const client = new ConfidentialApplication("invoice-desk", {
  identityDomainUrl,
  displayName: "Example: invoice desk",
  grantTypes: ["password"],
  scopes: [`${integration.audience}urn:opc:resource:consumer::all`],
  enforceGrants: true,
});

for (const { id, name } of users)
  new AccessAssignment(`invoice-desk/user/${name}`, {
    identityDomainUrl,
    applicationId: client.applicationId,
    granteeType: "User",
    granteeId: id,
  });
for (const { id, name } of groups)
  new AccessAssignment(`invoice-desk/group/${name}`, {
    identityDomainUrl,
    applicationId: client.applicationId,
    granteeType: "Group",
    granteeId: id,
  });

export const { clientId, clientSecret, scope, tokenUrl } = client;
export const assigned = [...users, ...groups].map(({ name }) => name);
