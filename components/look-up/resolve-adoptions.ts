import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { ResourceApplicationManifest } from "../../manifest/keys-and-defaults/resource-application.ts";
import type { Finding } from "../../manifest/yaml/problem.ts";
import { managedByValue, ownershipTags } from "../../naming/ownership-tags.ts";
import { quote } from "../../wording/quote.ts";
import type { AdoptedApplication } from "../parts/existing-application.ts";
import { isOfEnvironment } from "../parts/ownership.ts";
import type { AdoptableApplication } from "./apps-and-roles.ts";
import type { DomainLookUp } from "./domain-look-up.ts";
import type { DeclaringTeam } from "./known-names.ts";
import { type Report, reportTo } from "./report.ts";
import { type Adopting, whyNotAdoptable } from "./why-not-adoptable.ts";

/** The applications of the domain that clients and resource applications adopt. */
export type Adoptions = ReadonlyMap<ClientManifest | ResourceApplicationManifest, AdoptedApplication>;

/**
 * Finds the applications that clients and resource applications adopt; no request if none does.
 *
 * One is found by its OCID or id, otherwise by its client ID or display name. If none has that name any more, the one that a
 * stack of the environment has adopted for the same client is meant.
 *
 * @param unknown where it is reported that an application does not exist or may not be adopted
 * @param environment the environment's name, for messages
 */
export async function resolveAdoptions(
  teams: readonly DeclaringTeam[],
  lookUp: DomainLookUp,
  unknown: Finding[],
  environment: string,
): Promise<Adoptions> {
  const adopting = teams.flatMap(adoptingIn);
  const adoptions = new Map<Adopting["node"], AdoptedApplication>();
  if (adopting.length === 0) return adoptions;
  const clients = adopting.flatMap(({ names }) => names.map((name) => name.split("/")[1] ?? ""));
  const found = await lookUp.applications(
    adopting.map(({ asked }) => asked),
    clients,
  );
  const applications = [...new Map(found.map((one) => [one.id, one])).values()];
  const adopters = new Map<string, string>();
  for (const one of adopting) {
    const report = reportTo(unknown, one.node);
    const application = applicationOf(one, applications, report);
    if (application === undefined) continue;
    const refusal = whyNotAdoptable(application, one, isOurs(application, one), environment) ?? twice(one, application);
    if (refusal !== undefined) report(["adopt"], refusal);
    else if (hasOtherClientId(one, application, report)) continue;
    else adoptions.set(one.node, application);
  }
  return adoptions;

  function twice({ names: [name = ""], asked }: Adopting, { id }: AdoptableApplication): string | undefined {
    const first = adopters.get(id);
    if (first !== undefined) return `${quote(asked)} is already adopted by ${first}: only one can have it.`;
    adopters.set(id, name);
    return undefined;
  }
}

function adoptingIn({ team, clients, resourceApplications }: DeclaringTeam): Adopting[] {
  const of = (node: Adopting["node"], kind: Adopting["kind"]): Adopting[] => {
    const { name, was, adopt } = node;
    if (adopt === undefined) return [];
    return [{ node, kind, names: [`${team}/${name}`, ...was.map((one) => `${one.team}/${one.client}`)], asked: adopt }];
  };
  return [
    ...clients.flatMap((client) => of(client, "client")),
    ...resourceApplications.flatMap((application) => of(application, "resource application")),
  ];
}

function applicationOf(
  adopting: Adopting,
  applications: readonly AdoptableApplication[],
  report: Report,
): AdoptableApplication | undefined {
  const { asked } = adopting;
  const isAsked = (name: string): boolean => name.toLowerCase() === asked.toLowerCase();
  const byId = applications.find(({ id, ocid }) => isAsked(id) || isAsked(ocid));
  if (byId !== undefined) return byId;
  const [first, ...more] = applications.filter(
    ({ clientId, displayName }) => isAsked(clientId) || isAsked(displayName),
  );
  if (first === undefined) {
    const ours = applications.find((one) => isOurs(one, adopting));
    if (ours === undefined) report(["adopt"], notFound(asked));
    return ours;
  }
  if (more.length === 0) return first;
  report(["adopt"], severalHave(asked, [first, ...more]));
  return undefined;
}

/**
 * Whether an application has the ownership tags of this client or resource application. If its state was moved from another stack
 * of the environment, it still has that stack's; whether it was moved, `compareWithDomain` finds out.
 */
function isOurs({ tags }: AdoptableApplication, { names }: Adopting): boolean {
  const isOfProject =
    tags.get(ownershipTags.managedBy) === managedByValue && isOfEnvironment(tags.get(ownershipTags.stack));
  return isOfProject && names.includes(`${tags.get(ownershipTags.team)}/${tags.get(ownershipTags.client)}`);
}

function hasOtherClientId(
  { node }: Adopting,
  { displayName, clientId }: AdoptableApplication,
  report: Report,
): boolean {
  if (!("clientId" in node) || node.clientId === undefined || node.clientId === clientId) return false;
  report(
    ["clientId"],
    `${quote(node.clientId)} is not the client ID of ${quote(displayName)}, which has ${quote(clientId)} and keeps it when it is adopted: write that, or remove \`clientId\`.`,
  );
  return true;
}

function notFound(asked: string): string {
  return `${quote(asked)} is not an application of the identity domain: none has it as its client ID, OCID or display name. To look: the console, or \`oci identity-domains apps list\`. If it was deleted after its adoption, remove \`adopt\`: the next \`pulumi up --refresh\` creates another one, with another client secret.`;
}

function severalHave(asked: string, found: readonly AdoptableApplication[]): string {
  const shown = found.map(
    ({ displayName, clientId, ocid }) => `${quote(displayName)} (client ID ${clientId}, ${ocid})`,
  );
  return `${quote(asked)} may be ${shown.join(" or ")}: write the OCID of the one that is meant.`;
}
