// An API of your own with scopes and an app role, and a client that may call it. The same `pulumi up` creates both: the
// client's arguments depend on the API's application.
import * as pulumi from "@pulumi/pulumi";
import { AppRoleAssignment } from "../../../components/app-role-assignment.ts";
import { ConfidentialApplication } from "../../../components/confidential-application.ts";
import { ResourceApplication } from "../../../components/resource-application.ts";

const identityDomainUrl = new pulumi.Config().require("identityDomainUrl");

const warehouse = new ResourceApplication("warehouse-api", {
  identityDomainUrl,
  displayName: "Example: warehouse API",
  // What clients ask for is the audience with the scope behind it, so the audience ends with a slash.
  audience: "https://warehouse.example.com/",
  scopes: [{ value: "stock.read", description: "Read the stock" }, { value: "stock.write" }],
  accessTokenExpiry: 900,
  roles: [{ name: "StockKeeper", description: "May change the stock", availableTo: ["clients"] }],
});

const client = new ConfidentialApplication("stock-count", {
  identityDomainUrl,
  displayName: "Example: stock count",
  grantTypes: ["client_credentials"],
  scopes: [warehouse.scope("stock.read"), warehouse.scope("stock.write")],
});

for (const [name, roleId] of Object.entries(warehouse.roleIds))
  new AppRoleAssignment(`stock-count/${name}`, {
    identityDomainUrl,
    resourceApplicationId: warehouse.applicationId,
    roleId,
    granteeType: "App",
    granteeId: client.applicationId,
  });

export const { audience, roleIds } = warehouse;
export const { clientId, clientSecret, scope, tokenUrl } = client;
