// What all teams of an environment share, from plain data: a network perimeter, who holds an app role, and a setting of
// one of Oracle's apps. Names are looked up; a name that the domain does not know stops the program before anything is created.
import * as pulumi from "@pulumi/pulumi";
import { DomainLookUp } from "../../../components/look-up/domain-look-up.ts";
import type { Unresolved } from "../../../components/look-up/known-names.ts";
import { resolveNames } from "../../../components/look-up/resolve-names.ts";
import { EnvironmentResources } from "../../../components/stack/environment-resources.ts";

const identityDomainUrl = new pulumi.Config().require("identityDomainUrl");

const wanted: Required<Unresolved>["environment"] = {
  networkPerimeters: [
    { name: "example-branch", addresses: [{ value: "192.0.2.0/24", type: "CIDR", version: "IPV4" }] },
  ],
  roleAssignments: [
    { app: "OICINST_hr", role: "ServiceUser", users: ["mia@example.com"], groups: ["integration-testers"] },
  ],
  resourceApplications: [
    {
      app: "idcs-oda-2b3c4d5e6f708192a3b4c5d6e7f80912-s0",
      accessTokenExpiry: 1800,
      scopes: [],
      secondaryAudiences: [],
    },
  ],
};

const { environment } = await resolveNames({ clients: [], environment: wanted }, new DomainLookUp(identityDomainUrl));

const shared = new EnvironmentResources(pulumi.getStack(), { identityDomainUrl, environment });
const { networkPerimeters } = shared;
// Last, because the roles may belong to applications that the program declares itself.
shared.declareRoleAssignments({ applications: new Map(), networkPerimeters });

/** For `networkPerimeterIds` of clients. */
export const networkPerimeterIds = Object.fromEntries(networkPerimeters);
