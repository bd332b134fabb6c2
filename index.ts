import * as pulumi from "@pulumi/pulumi";
import { Directory } from "./components/directory.ts";
import { LookUpError } from "./components/look-up-error.ts";
import { stackOutputs } from "./components/outputs.ts";
import { resolveClients, UnknownNamesError } from "./components/resolve.ts";
import { Team } from "./components/team.ts";
import { clientsIn } from "./manifest/environment.ts";
import { environmentNames, loadEnvironment, loadTeams } from "./manifest/load.ts";
import { notFound } from "./manifest/nearest.ts";
import { ManifestError, problemAt } from "./manifest/problem.ts";

// Pulumi records in the state where each resource was declared: a fifth of it, and the engine's cost grows with its size.
(pulumi.Resource as unknown as { callsites: () => unknown[] }).callsites = () => [];

/** The stack program: configuration → manifests → one `Team` each → outputs. Stack `<environment>[.<team>]`. */
export default async function program() {
  try {
    return await provision();
  } catch (error) {
    if (error instanceof ManifestError || error instanceof LookUpError) throw new pulumi.RunError(error.message);
    if (error instanceof UnknownNamesError) {
      const problems = error.unknown.map(({ client, path, message }) => problemAt(client, path, message));
      throw new pulumi.RunError(new ManifestError(problems).message);
    }
    throw error;
  }
}

async function provision() {
  const [environment = "", only] = pulumi.getStack().split(".");
  const all = loadTeams("teams", { environments: environmentNames("environments") });
  const teams = all.filter(({ team }) => only === undefined || team === only);
  if (only !== undefined && teams.length === 0) {
    const names = all.map(({ team }) => team);
    throw new pulumi.RunError(`Stack "${pulumi.getStack()}": ${notFound(only, "a team of teams/", names)}`);
  }
  const identityDomainUrl =
    new pulumi.Config().get("identityDomainUrl") || loadEnvironment("environments", environment).identityDomainUrl;

  const declared = teams.map((team) => ({ ...team, clients: clientsIn(team, environment) }));
  const resolved = await resolveClients(
    declared.flatMap(({ clients }) => clients),
    new Directory(identityDomainUrl),
  );

  return stackOutputs(
    declared.map(({ team, owner, clients }) => {
      const own = resolved.filter(({ client }) => clients.includes(client));
      return new Team(team, { identityDomainUrl, owner, clients: own });
    }),
  );
}
