import * as pulumi from "@pulumi/pulumi";
import { declareClients } from "../../components/stack/declare-clients.ts";
import type { DeclaredResources } from "../../components/stack/declared-resources.ts";
import type { ClientsParent } from "../../components/stack/team.ts";
import { packageTypes } from "../../naming/resource-names.ts";
import type { ClientArgs } from "../args.generated.ts";
import { type FoundClient, findClient } from "../client/find-client.ts";

/** An OAuth client as a team's manifest declares it: a confidential application with its access, app roles, certificates and assigned users and groups, all by their names. */
export class Client extends pulumi.ComponentResource {
  /** The application's id in the identity domain. */
  readonly applicationId: pulumi.Output<string>;
  /** The OAuth client ID. */
  readonly clientId: pulumi.Output<string>;
  /** The client secret, as a secret; a public client has none. */
  readonly clientSecret?: pulumi.Output<string>;
  /** The scope to send: the fully qualified scopes of the client's first resource app. */
  readonly scope: pulumi.Output<string>;
  /** The scope to send, by the display name of the resource app: a token has the scopes of only one app. */
  readonly scopes: pulumi.Output<Record<string, string>>;
  /** The scope with offline_access, if that gives a refresh token. */
  readonly refreshScope?: pulumi.Output<string>;
  /** The token endpoint. */
  readonly tokenUrl: pulumi.Output<string>;
  /** Where users are sent to sign in (authorization code, implicit). */
  readonly authorizationUrl?: pulumi.Output<string>;
  /** Where users are sent to sign out. */
  readonly endSessionUrl?: pulumi.Output<string>;
  /** Where a device requests its code. */
  readonly deviceAuthorizationUrl?: pulumi.Output<string>;
  /** Where the client may introspect tokens. */
  readonly introspectionUrl?: pulumi.Output<string>;
  /** The document with all endpoints: clients with TLS certificates take secure_token_endpoint from it. */
  readonly discoveryUrl?: pulumi.Output<string>;
  /** The aliases of the client's certificates, each the kid of the assertions that it signs. */
  readonly certificateAliases: pulumi.Output<string[]>;
  /** The audience of the client as an API. */
  readonly audience?: pulumi.Output<string>;
  /** What somebody must do outside the identity domain before the API accepts the client's tokens. */
  readonly stepsOutside: pulumi.Output<string[]>;

  /** Checks the arguments, finds what they name, and declares the client. @throws as `findClient`, before anything is declared */
  static async declare(name: string, args: ClientArgs, options: pulumi.ComponentResourceOptions = {}): Promise<Client> {
    return new Client(name, args, options, await findClient(name, args, options));
  }

  private constructor(
    name: string,
    args: ClientArgs,
    options: pulumi.ComponentResourceOptions,
    { identityDomainUrl, team, resolved, services }: FoundClient,
  ) {
    super(packageTypes.client, name, {}, options);
    const parent: ClientsParent = {
      component: this,
      name: team.team,
      owner: args.owner,
      identityDomainUrl,
      isMoved: false,
      clients: {},
      clientSecrets: {},
      clientPairs: {},
      resourceApplications: {},
    };
    const declared: DeclaredResources = { applications: new Map(), networkPerimeters: new Map() };
    declareClients(parent, resolved.clients, declared, services);

    const [outputs] = Object.values(parent.clients);
    const [clientSecret] = Object.values(parent.clientSecrets);
    const [api] = Object.values(parent.resourceApplications);
    if (outputs === undefined) throw new TypeError(`${name} was found, but not declared`);
    this.applicationId = outputs.applicationId;
    this.clientId = outputs.clientId;
    if (clientSecret) this.clientSecret = clientSecret;
    this.scope = pulumi.output(outputs.scope);
    this.scopes = pulumi.output({ ...outputs.scopes });
    if (outputs.refreshScope) this.refreshScope = pulumi.output(outputs.refreshScope);
    this.tokenUrl = outputs.tokenUrl;
    if (outputs.authorizationUrl) this.authorizationUrl = outputs.authorizationUrl;
    if (outputs.endSessionUrl) this.endSessionUrl = outputs.endSessionUrl;
    if (outputs.deviceAuthorizationUrl) this.deviceAuthorizationUrl = outputs.deviceAuthorizationUrl;
    if (outputs.introspectionUrl) this.introspectionUrl = outputs.introspectionUrl;
    if (outputs.discoveryUrl) this.discoveryUrl = outputs.discoveryUrl;
    this.certificateAliases = pulumi.output((outputs.certificates ?? []).map(({ alias }) => alias));
    if (api) this.audience = api.audience;
    this.stepsOutside = pulumi.output([...(outputs.stepsOutside ?? [])]);
    this.registerOutputs();
  }
}
