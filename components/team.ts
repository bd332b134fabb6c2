import * as pulumi from "@pulumi/pulumi";
import type { ClientManifest } from "../manifest/team.ts";
import { AccessAssignment } from "./access-assignment.ts";
import { AppRoleAssignment } from "./app-role-assignment.ts";
import { ConfidentialApplication } from "./confidential-application.ts";
import type { ResolvedClient } from "./resolve.ts";

/** What a `Team` is made from. */
export interface TeamArgs {
  /** URL of the identity domain. */
  identityDomainUrl: pulumi.Input<string>;
  /** Whom to ask about the team's clients: an e-mail address. */
  owner: pulumi.Input<string>;
  /** The team's clients, as `resolveClients` gives them. */
  clients: readonly ResolvedClient[];
}

/** What a developer needs to ask for tokens as a client; nothing in it is secret. */
export interface ClientOutputs {
  /** The OAuth client ID. */
  readonly clientId: pulumi.Output<string>;
  /** The scope to send: the fully qualified scopes of the client's first resource app. */
  readonly scope: string;
  /** The scope to send, by the display name of the resource app: a token holds the scopes of one of them. */
  readonly scopes: Readonly<Record<string, string>>;
  /** The token endpoint. */
  readonly tokenUrl: pulumi.Output<string>;
  /** URL of the identity domain. */
  readonly identityDomainUrl: pulumi.Output<string>;
  /** The application's id in the domain. */
  readonly applicationId: pulumi.Output<string>;
}

/**
 * All clients of a team with their app roles and assigned users and groups. The names of its resources begin with
 * `<team>/<client>`, so a client that moves or is renamed (`was`) keeps its application, its client ID and its secret.
 */
export class Team extends pulumi.ComponentResource {
  /** By `<team>/<client>`. */
  readonly clients: Readonly<Record<string, ClientOutputs>>;
  /** By `<team>/<client>`. */
  readonly clientSecrets: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: TeamArgs, options?: pulumi.ComponentResourceOptions) {
    super(teamType, name, {}, options);
    const declared = args.clients.map((resolved) => {
      const clientName = `${name}/${resolved.client.name}`;
      return { clientName, resolved, application: declareClient(this, name, clientName, resolved, args) };
    });
    this.clients = Object.fromEntries(
      declared.map(({ clientName, resolved, application }) => [clientName, outputsOf(resolved, application, args)]),
    );
    this.clientSecrets = Object.fromEntries(
      declared.map(({ clientName, application }) => [clientName, application.clientSecret]),
    );
    this.registerOutputs();
  }
}

const teamType = "idcs-apps:index:Team";

function declareClient(
  parent: Team,
  team: string,
  name: string,
  { client, access, users, groups }: ResolvedClient,
  { identityDomainUrl, owner }: TeamArgs,
): ConfidentialApplication {
  const application = new ConfidentialApplication(
    name,
    {
      identityDomainUrl,
      displayName: client.displayName,
      ...(client.description !== undefined && { description: client.description }),
      ...(client.clientId !== undefined && { clientId: client.clientId }),
      grantTypes: [...client.grantTypes],
      scopes: access.flatMap(({ scopes }) => scopes),
      enforceGrants: client.enforceGrants,
      ownership: { team, client: client.name, owner, secretVersion: client.secretVersion },
    },
    { parent, aliases: formerNames(client) },
  );
  const inClient = { parent: application };
  for (const { app, roles } of access) {
    for (const role of roles) {
      new AppRoleAssignment(
        `${name}/${app.displayName}/${role.displayName}`,
        {
          identityDomainUrl,
          resourceApplicationId: app.id,
          roleId: role.id,
          granteeType: "App",
          granteeId: application.applicationId,
        },
        inClient,
      );
    }
  }
  for (const [granteeType, principals] of [
    ["User", users],
    ["Group", groups],
  ] as const) {
    for (const principal of principals) {
      new AccessAssignment(
        `${name}/${granteeType.toLowerCase()}/${principal.name}`,
        { identityDomainUrl, applicationId: application.applicationId, granteeType, granteeId: principal.id },
        inClient,
      );
    }
  }
  return application;
}

/** The client's former names, each under the team of that time; its assignments inherit them. */
function formerNames({ was }: ClientManifest): pulumi.Alias[] {
  return was.map(({ team, client }) => ({
    name: `${team}/${client}`,
    parent: pulumi.createUrn(team, teamType),
  }));
}

function outputsOf(
  { access }: ResolvedClient,
  { clientId, tokenUrl, applicationId }: ConfidentialApplication,
  { identityDomainUrl }: TeamArgs,
): ClientOutputs {
  const scopes = Object.fromEntries(access.map(({ app, scopes: all }) => [app.displayName, all.join(" ")]));
  return {
    clientId,
    scope: Object.values(scopes)[0] ?? "",
    scopes,
    tokenUrl,
    identityDomainUrl: pulumi.output(identityDomainUrl),
    applicationId,
  };
}
