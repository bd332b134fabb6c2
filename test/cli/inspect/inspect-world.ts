import { type InspectOptions, inspect } from "../../../cli/inspect/inspect.ts";
import type { Inspection } from "../../../cli/inspect/json.ts";
import { renderInspection } from "../../../cli/inspect/render.ts";
import { type DriftWorld, startDriftWorld, userPassword } from "../drift-world.ts";

const domainUrl = "http://127.0.0.1:19090";

/** Clients with every reason for which a service refuses a token; line by line, because tests name the lines. */
const payments = `team: payments
owner: payments@example.com
clients:
  - name: desk
    grantTypes: [client_credentials, password, refresh_token]
    access:
      - { service: integration, instance: finance, roles: [] }
      - { app: Orders API, scopes: [read] }
  - name: insight
    grantTypes: [client_credentials]
    access:
      - service: analytics
        instance: sales-idexample01-ia
  - name: meter
    grantTypes: [client_credentials]
    access:
      - { service: utilities, app: Oracle Utilities Work and Asset (dev), apis: rest }
  - name: chain
    grantTypes: [client_credentials]
    access:
      - { service: blockchain, app: orders-6f1d2c3b-4a59-4e68-8b7a-9c0d1e2f3a4b }
  - name: sync
    grantTypes: [client_credentials]
    access:
      - { service: integration, instance: finance, roles: [ServiceDeveloper] }
  - name: club
    grantTypes: [password]
    enforceGrants: true
    assign: { users: [callan@example.com] }
    access:
      - { app: Orders API, scopes: [read] }
`;

/** A provisioned stack in whose domain tokens are requested and inspected. */
export interface InspectWorld {
  readonly world: DriftWorld;
  /** The answer of the token endpoint to a client, by its display name. */
  readonly request: (client: string, parameters: Readonly<Record<string, string>>) => Promise<Record<string, string>>;
  /** A client's own token. */
  readonly token: (client: string, scope: string) => Promise<string>;
  /** A user's token, by the user's password. */
  readonly userToken: (client: string, user: string, scope: string) => Promise<string>;
  readonly inspect: (text: string, options?: Partial<InspectOptions>) => Promise<Inspection>;
  /** What the command prints. */
  readonly text: (text: string, options?: Partial<InspectOptions>) => Promise<string>;
  /** The manifest of the team. */
  readonly manifest: string;
  /** Everything that was found out so far, to look for secrets in it. */
  readonly said: string[];
}

export async function startInspectWorld(more: Readonly<Record<string, string>> = {}): Promise<InspectWorld> {
  const world = await startDriftWorld({
    "teams/payments.yaml": payments,
    "environments/dev.yaml": `identityDomain: { url: "${domainUrl}" }\n`,
    ...more,
  });
  const { fetch } = world.place.client;
  if (fetch === undefined) throw new Error("the domain of the test has no fetch");
  const said: string[] = [];
  const request: InspectWorld["request"] = async (client, parameters) => {
    const app = await world.one("Apps", `displayName eq "${client}"`);
    const authorization = `Basic ${btoa(`${app.name}:${app.clientSecret}`)}`;
    const answer = await fetch(`${domainUrl}/oauth2/v1/token`, {
      method: "POST",
      headers: { authorization, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(parameters),
    });
    return (await answer.json()) as Record<string, string>;
  };
  const issued = async (answer: Promise<Record<string, string>>): Promise<string> => {
    const { access_token: token, ...others } = await answer;
    if (token === undefined) throw new Error(`no token: ${JSON.stringify(others)}`);
    return token;
  };
  const found = async (text: string, options: Partial<InspectOptions> = {}): Promise<Inspection> => {
    const inspection = await inspect(text, { ...world.place, ...options });
    said.push(renderInspection(inspection), JSON.stringify(inspection));
    return inspection;
  };
  return {
    world,
    request,
    token: (client, scope) => issued(request(client, { grant_type: "client_credentials", scope })),
    userToken: (client, username, scope) =>
      issued(request(client, { grant_type: "password", username, password: userPassword, scope })),
    inspect: found,
    text: async (text, options) => renderInspection(await found(text, options)),
    manifest: payments,
    said,
  };
}
