import { consoleWordOf, type GrantType } from "../../manifest/oracle/grant-types.ts";
import type { DeclaredClient } from "../project/declared-clients.ts";
import type { ClientInOutputs, Outputs } from "../pulumi/pulumi.ts";

/** A user with whose password tokens are requested. */
export interface TestUser {
  readonly name: string;
  readonly password: string;
}

/** One thing that is verified: a flow of a client, for one app and one pair of client ID and secret. */
export interface Attempt {
  readonly client: DeclaredClient;
  readonly flow: string;
  readonly app: string | null;
  readonly pair: "current" | "previous" | null;
  /** What is done: a token is requested, or nothing, for this reason. */
  readonly todo:
    | TokenAttempt
    | { readonly kind: "nothing"; readonly status: "failed" | "not verified"; readonly why: string };
}

/** A request for a token. */
export interface TokenAttempt {
  readonly kind: "token";
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
  /** The user, for the resource owner's flow. */
  readonly user?: TestUser;
  /** Why no token must be issued; absent if one must be. */
  readonly refusal?: string;
  /** Whether it is the user, and not the client, who must be refused. */
  readonly isUserRefused?: boolean;
}

/** Everything to verify of a client: each of its flows, for each app, with each pair. */
export function attemptsOf(client: DeclaredClient, outputs: Outputs, user: TestUser | undefined): Attempt[] {
  const { manifest, name } = client;
  return manifest.grantTypes.flatMap((flow): Attempt[] => {
    const nothing = (status: "failed" | "not verified", why: string): Attempt[] => [
      { client, flow, app: null, pair: null, todo: { kind: "nothing", status, why } },
    ];
    const provisioned = outputs.clients?.[name];
    if (provisioned === undefined) return nothing("failed", "the stack's outputs do not have it: run `pulumi up`.");
    if (flow !== "client_credentials" && (flow !== "password" || user === undefined))
      return nothing("not verified", needed(flow));
    const { scope, scopes = { "": scope }, tokenUrl } = provisioned;
    const pairs = pairsOf(name, outputs);
    if (pairs.length === 0) return nothing("not verified", whyNoPair(provisioned));
    const requests = Object.entries(scopes).filter(([, value]) => value !== "");
    if (requests.length === 0) return nothing("not verified", "it calls no API: there is no scope to request.");
    return pairs.flatMap(({ pair, clientId, clientSecret }) =>
      requests.flatMap(([app, requested]): Attempt[] => {
        const request = { kind: "token" as const, tokenUrl, clientId, clientSecret, scope: requested };
        const todo =
          flow === "password" && user !== undefined ? ofUser(client, request, user) : ofClient(client, request);
        return [{ client, flow, app: app || null, pair, todo }];
      }),
    );
  });
}

function whyNoPair({ delivery }: ClientInOutputs): string {
  return delivery === undefined
    ? "the stack's outputs have no client secret for it. If it should have one, run `pulumi up`."
    : `its secret is only in ${delivery.vaultSecret}, where \`pulumi up\` delivers it (deliver in the manifest), and it cannot be read there.`;
}

function pairsOf(name: string, { clients = {}, clientSecrets = {}, clientPairs = {} }: Outputs) {
  const both = clientPairs[name];
  if (both !== undefined)
    return [
      { pair: "current" as const, ...both.current },
      ...(both.previous === undefined ? [] : [{ pair: "previous" as const, ...both.previous }]),
    ];
  const [clientId, clientSecret] = [clients[name]?.clientId, clientSecrets[name]];
  return clientId === undefined || !clientSecret ? [] : [{ pair: null, clientId, clientSecret }];
}

function ofClient({ manifest }: DeclaredClient, request: TokenAttempt): TokenAttempt {
  if (manifest.state === "retired") return { ...request, refusal: "it is retired" };
  return manifest.active ? request : { ...request, refusal: "it is not active" };
}

function ofUser(client: DeclaredClient, request: TokenAttempt, user: TestUser): Attempt["todo"] {
  const { enforceGrants, assign } = client.manifest;
  const withUser = { ...ofClient(client, request), user };
  const isAssigned = assign.users.some((one) => one.toLowerCase() === user.name.toLowerCase());
  if (withUser.refusal !== undefined || !enforceGrants || isAssigned) return withUser;
  if (assign.groups.length > 0)
    return {
      kind: "nothing",
      status: "not verified",
      why: `whether the user is in one of the groups ${assign.groups.join(", ")} is not known: name a user in --user who is in none, and is not assigned.`,
    };
  return { ...withUser, refusal: "it enforces grants, and the user is not assigned", isUserRefused: true };
}

/** What a flow needs that a pipeline does not have. */
function needed(flow: GrantType): string {
  const words = consoleWordOf(flow);
  switch (flow) {
    case "password":
      return `needs a person: ${words} needs a user's password (--user).`;
    case "refresh_token":
      return "needs a person: a refresh token comes from a user's sign-in.";
    case "tls_client_auth":
      return "needs the private key of the client's certificate, which only the client has.";
    case "urn:ietf:params:oauth:grant-type:jwt-bearer":
    case "urn:ietf:params:oauth:grant-type:saml2-bearer":
      return `needs an assertion about a user, signed with a key that only the client or its partner has (${words}).`;
    default:
      return `needs a person: a user has to sign in (${words}).`;
  }
}
