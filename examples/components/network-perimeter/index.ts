// A client that may request tokens only from the addresses of a plant. Omit `networkPerimeterIds` for "anywhere".
import * as pulumi from "@pulumi/pulumi";
import { ConfidentialApplication } from "../../../components/confidential-application.ts";
import { DomainLookUp } from "../../../components/look-up/domain-look-up.ts";
import { NetworkPerimeter } from "../../../components/network-perimeter.ts";

const identityDomainUrl = new pulumi.Config().require("identityDomainUrl");

const apps = await new DomainLookUp(identityDomainUrl).resourceApps();
const integration = apps.find(({ displayName }) => displayName === "OICINST_finance");
if (integration === undefined) throw new pulumi.RunError(`${identityDomainUrl} has no app OICINST_finance`);

const plant = new NetworkPerimeter("plant", {
  identityDomainUrl,
  perimeterName: "example-plant",
  addresses: [
    { value: "203.0.113.0/24", type: "CIDR", version: "IPV4" },
    { value: "198.51.100.10-198.51.100.19", type: "RANGE", version: "IPV4" },
    // This machine, so that the example works against the local domain.
    { value: "127.0.0.1", type: "EXACT", version: "IPV4" },
  ],
});

const client = new ConfidentialApplication("machine-data", {
  identityDomainUrl,
  displayName: "Example: machine data",
  grantTypes: ["client_credentials"],
  scopes: [`${integration.audience}urn:opc:resource:consumer::all`],
  networkPerimeterIds: [plant.id],
});

export const networkPerimeterId = plant.id;
export const { clientId, clientSecret, scope, tokenUrl } = client;
