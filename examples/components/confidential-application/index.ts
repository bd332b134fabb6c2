// Two clients of an Oracle Integration instance: a job that works without a user, and a portal where users sign in.
import * as pulumi from "@pulumi/pulumi";
import { ConfidentialApplication } from "../../../components/confidential-application.ts";
import { DomainLookUp } from "../../../components/look-up/domain-look-up.ts";
import { endpointsOf } from "../../../components/parts/endpoints.ts";

const identityDomainUrl = new pulumi.Config().require("identityDomainUrl");

// Each instance has an app in the domain, with the scopes that clients may request.
const apps = await new DomainLookUp(identityDomainUrl).resourceApps();
const integration = apps.find(({ displayName }) => displayName === "OICINST_finance");
const scope = integration?.scopes.find(({ value }) => value === "urn:opc:resource:consumer::all");
if (scope === undefined) throw new pulumi.RunError(`${identityDomainUrl} has no app OICINST_finance with that scope`);

const job = new ConfidentialApplication("ledger-export", {
  identityDomainUrl,
  displayName: "Example: ledger export",
  description: "Copies the ledger every night",
  tags: [{ key: "cost-center", value: "42" }],
  grantTypes: ["client_credentials"],
  scopes: [scope.fullyQualified],
});

const redirectUrls = ["https://ledger.example.com/callback"];
const portal = new ConfidentialApplication("ledger-portal", {
  identityDomainUrl,
  displayName: "Example: ledger portal",
  grantTypes: ["authorization_code", "refresh_token"],
  redirectUrls,
  postLogoutRedirectUrls: ["https://ledger.example.com/"],
  scopes: [scope.fullyQualified],
  bypassConsent: true,
});

// Everything that the authors of the two programs need. To see the secrets: `pulumi stack output --show-secrets`.
export const ledgerExport = shownOf(job);
export const ledgerPortal = {
  ...shownOf(portal),
  authorizationUrl: endpointsOf(identityDomainUrl).authorization,
  redirectUrls,
};

function shownOf({ clientId, clientSecret, scope, tokenUrl }: ConfidentialApplication) {
  return { clientId, clientSecret, scope, tokenUrl };
}
