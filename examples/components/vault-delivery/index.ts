// A client whose ID and secret `pulumi up` delivers to Oracle's vault. The OCIDs are those of the local domain's vault.
import * as pulumi from "@pulumi/pulumi";
import { ConfidentialApplication } from "../../../components/confidential-application.ts";
import { DomainLookUp } from "../../../components/look-up/domain-look-up.ts";
import { VaultDelivery } from "../../../components/vault-delivery.ts";
import { openMembers } from "../../../naming/delivered-document.ts";

const identityDomainUrl = new pulumi.Config().require("identityDomainUrl");

const apps = await new DomainLookUp(identityDomainUrl).resourceApps();
const integration = apps.find(({ displayName }) => displayName === "OICINST_finance");
if (integration === undefined) throw new pulumi.RunError(`${identityDomainUrl} has no app OICINST_finance`);

const name = "examples/stock-sync";
const secretVersion = 1;
const client = new ConfidentialApplication("stock-sync", {
  identityDomainUrl,
  displayName: "Example: stock sync",
  grantTypes: ["client_credentials"],
  scopes: [`${integration.audience}urn:opc:resource:consumer::all`],
  ownership: {
    team: "examples",
    client: "stock-sync",
    owner: "examples@example.com",
    secretVersion,
    // Only the vault has the secret. With "vault", the state has it too, encrypted.
    secretDelivery: "vault-only",
  },
});

const delivery = new VaultDelivery("stock-sync/vault", {
  identityDomainUrl,
  applicationId: client.applicationId,
  document: pulumi
    .all([client.clientId, client.scope, client.tokenUrl])
    .apply(([clientId, scope, tokenUrl]) => openMembers(name, { clientId, scope, tokenUrl }, identityDomainUrl)),
  place: {
    vault: "ocid1.vault.oc1..local",
    compartment: "ocid1.tenancy.oc1..local",
    key: "ocid1.key.oc1..local",
    secretName: "{team}-{client}",
  },
  secretTags: [`secret-version=${secretVersion}`],
});

export const { clientId, scope, tokenUrl } = client;
export const { vaultSecret } = delivery;
