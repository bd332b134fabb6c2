// A trusted client with a certificate: with the certificate's key, the client signs assertions about users and exchanges
// them for tokens of those users (grant type JWT assertion). Put your own certificate into partner.pem; its key stays where
// the client runs.
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { ClientCertificate } from "../../../components/client-certificate.ts";
import { ConfidentialApplication } from "../../../components/confidential-application.ts";
import { DomainLookUp } from "../../../components/look-up/domain-look-up.ts";

const identityDomainUrl = new pulumi.Config().require("identityDomainUrl");

const apps = await new DomainLookUp(identityDomainUrl).resourceApps();
const integration = apps.find(({ displayName }) => displayName === "OICINST_finance");
if (integration === undefined) throw new pulumi.RunError(`${identityDomainUrl} has no app OICINST_finance`);

const { raw, fingerprint256, validTo } = new X509Certificate(readFileSync(new URL("partner.pem", import.meta.url)));
const fingerprint = fingerprint256.replaceAll(":", "").slice(0, 8).toLowerCase();

// The alias holds the fingerprint: another certificate is imported beside this one, and then this one is deleted.
const certificate = new ClientCertificate("partner-sync", {
  identityDomainUrl,
  alias: `partner_sync_${fingerprint}`,
  base64: raw.toString("base64"),
});

const client = new ConfidentialApplication("partner-sync", {
  identityDomainUrl,
  displayName: "Example: partner sync",
  clientType: "trusted",
  grantTypes: ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
  certificateAliases: [certificate.certificateAlias],
  scopes: [`${integration.audience}urn:opc:resource:consumer::all`],
});

export const { clientId, clientSecret, scope, tokenUrl } = client;
/** The `kid` of the assertions. */
export const keyId = certificate.certificateAlias;
export const certificateExpires = validTo;
