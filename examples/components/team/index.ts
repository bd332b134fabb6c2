// A team with its API and its client, from a manifest: what this repository's own program does, for one team and without
// its folders. A stack is an environment, so this stack has the name of one in the manifest: `dev`.
import * as pulumi from "@pulumi/pulumi";
import { DomainLookUp } from "../../../components/look-up/domain-look-up.ts";
import { resolveNames } from "../../../components/look-up/resolve-names.ts";
import { declareClients } from "../../../components/stack/declare-clients.ts";
import { Team } from "../../../components/stack/team.ts";
import { clientsIn, resourceApplicationsIn } from "../../../manifest/keys-and-defaults/in-environment.ts";
import { loadTeams } from "../../../manifest/load-teams.ts";
import { builtInServices as services } from "../../../manifest/oracle/services.ts";

const identityDomainUrl = new pulumi.Config().require("identityDomainUrl");
const environment = pulumi.getStack();

// Valid data: a mistake in the file stops the program and is reported with its place.
const [manifest] = loadTeams("teams");
if (manifest === undefined) throw new pulumi.RunError("teams/ declares no team");
const clients = clientsIn(manifest, environment);
const resourceApplications = resourceApplicationsIn(manifest, environment);

// Ids for all names in the manifest: apps, scopes, roles, users. What the team declares itself has no id yet.
const lookUp = new DomainLookUp(identityDomainUrl);
const resolved = await resolveNames({ clients, resourceApplications, services }, lookUp, environment);
for (const { message } of resolved.warnings) await pulumi.log.warn(message);

const team = new Team(manifest.team, { identityDomainUrl, owner: manifest.owner, resourceApplications });
const declared = { applications: team.applications, networkPerimeters: new Map() };
declareClients(team, resolved.clients, declared, services);

// Two maps by `<team>/<client>`, because a map with one secret in it is secret as a whole to other stacks.
const { clients: shown, clientSecrets, resourceApplications: apis } = team;

export { apis, clientSecrets, shown as clients };
