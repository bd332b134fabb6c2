import { grantTypeSchema } from "../../../manifest/keys-and-defaults/grant-type.ts";
import { clientGrants, consoleWordOf, type GrantType } from "../../../manifest/oracle/grant-types.ts";
import { type Services, serviceOf } from "../../../manifest/oracle/services.ts";
import { type Answers, allEnvironments, noRole, noService } from "../answers/answers.ts";

/** A client in the form of a manifest, with its keys in reading order. */
export type RequestedClient = Readonly<Record<string, unknown>>;

/** The grant types that the answers name, in the API's spelling; other words are omitted. */
export function grantTypesOf(answers: Answers): GrantType[] {
  return wordsOf(answers).flatMap((word) => grantTypeSchema.safeParse(word).data ?? []);
}

/**
 * The app role to propose if the request names none: the one that the service's documentation grants to clients that
 * get tokens of their own.
 */
export function proposedRole(answers: Answers, services: Services): string | undefined {
  if (answers.role !== undefined || !grantTypesOf(answers).includes("client_credentials")) return undefined;
  return serviceOf(services, answers.service)?.defaultRole;
}

/** Why that role is proposed, and what others are for; undefined if none is proposed. */
export function reasonOfProposal(answers: Answers, services: Services): string | undefined {
  if (proposedRole(answers, services) === undefined) return undefined;
  const { clientRoles } = serviceOf(services, answers.service) ?? {};
  if (clientRoles === undefined) return "the service's documentation grants it to clients";
  return Object.entries(clientRoles)
    .map(([role, purpose]) => `${role} ${purpose}`)
    .join(", ");
}

/**
 * The client that the answers describe.
 *
 * @param certificate the file name of the certificate next to the manifest, if one was given
 */
export function requestedClient(answers: Answers, services: Services, certificate?: string): RequestedClient {
  const { name, description, clientType, redirectUrl, integrationCallback, enforceGrants } = answers;
  const type = clientType?.toLowerCase();
  return present({
    name,
    description,
    clientType: type === "confidential" ? undefined : type,
    grantTypes: writtenGrants(answers),
    redirectUrls: redirectUrl,
    integrationCallback,
    access: answers.service === noService ? [] : [accessOf(answers, services)],
    certificates: certificate && [certificate],
    enforceGrants: enforceGrants || undefined,
    assign: assignOf(answers),
    environments: environmentsOf(answers),
  });
}

/** The grant types as manifests write them: the API's words or, instead of URNs, the console's. */
function writtenGrants(answers: Answers): string[] {
  return wordsOf(answers).map((word) => {
    const known = grantTypeSchema.safeParse(word).data;
    if (known === undefined) return word;
    return known.includes(":") ? consoleWordOf(known).toLowerCase().replaceAll(" ", "_") : known;
  });
}

/** The grant types that were given; `flow`, the word of the request form, is one of them. */
function wordsOf({ flow, grantType = [] }: Answers): string[] {
  return flow === undefined ? grantType : [flow, ...grantType];
}

function accessOf(answers: Answers, services: Services): RequestedClient {
  const { service, instance, app, apis, scope, role } = answers;
  const proposed = proposedRole(answers, services);
  const roles = proposed === undefined ? role?.filter((name) => name !== noRole) : [proposed];
  const clientUser = needsUser(answers, services) && roles !== undefined && roles.length > 0 ? true : undefined;
  return present({ service, instance, app, apis, scopes: scope, roles, clientUser });
}

/** Whether the service looks up the roles of a user of the identity domain that stands for the client. */
function needsUser(answers: Answers, services: Services): boolean {
  const ownTokens = grantTypesOf(answers).some((one) => clientGrants.includes(one));
  return ownTokens && serviceOf(services, answers.service)?.clientUser === "domain";
}

function assignOf({ assignUser, assignGroup }: Answers): RequestedClient | undefined {
  const assign = present({ users: assignUser, groups: assignGroup });
  return Object.keys(assign).length > 0 ? assign : undefined;
}

function environmentsOf({ environment }: Answers): RequestedClient | undefined {
  if (environment === undefined || environment.includes(allEnvironments)) return undefined;
  return Object.fromEntries(environment.map((name) => [name, {}]));
}

function present(keys: Record<string, unknown>): RequestedClient {
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));
}
