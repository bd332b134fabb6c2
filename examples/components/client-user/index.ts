// A client of Oracle Blockchain Platform that gets tokens of its own. The service looks up the roles of a user of the
// identity domain whose name is the client ID: that user gets the app role instead of the client.
import * as pulumi from "@pulumi/pulumi";
import { AppRoleAssignment } from "../../../components/app-role-assignment.ts";
import { ClientUser } from "../../../components/client-user.ts";
import { ConfidentialApplication } from "../../../components/confidential-application.ts";
import { DomainLookUp } from "../../../components/look-up/domain-look-up.ts";

const identityDomainUrl = new pulumi.Config().require("identityDomainUrl");
const lookUp = new DomainLookUp(identityDomainUrl);
const appName = "orders-6f1d2c3b-4a59-4e68-8b7a-9c0d1e2f3a4b";

const apps = await lookUp.resourceApps();
const blockchain = apps.find(({ displayName }) => displayName === appName);
if (blockchain === undefined) throw new pulumi.RunError(`${identityDomainUrl} has no app ${appName}`);
const roles = await lookUp.appRoles([blockchain.id]);
const role = roles.find(({ displayName }) => displayName === "REST_CLIENT");
if (role === undefined) throw new pulumi.RunError(`${appName} has no app role REST_CLIENT`);

const displayName = "Example: order ledger";
const client = new ConfidentialApplication("order-ledger", {
  identityDomainUrl,
  displayName,
  grantTypes: ["client_credentials"],
  scopes: [`${blockchain.audience}/restproxy`],
});
const user = new ClientUser("order-ledger", { identityDomainUrl, clientId: client.clientId, displayName });
new AppRoleAssignment("order-ledger/REST_CLIENT", {
  identityDomainUrl,
  resourceApplicationId: blockchain.id,
  roleId: role.id,
  granteeType: "User",
  granteeId: user.id,
});

export const { clientId, clientSecret, scope, tokenUrl } = client;
export const { userName } = user;
