import * as pulumi from "@pulumi/pulumi";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { ResourceApplicationManifest } from "../../manifest/keys-and-defaults/resource-application.ts";
import type { StackManifest } from "../../manifest/load-stack.ts";
import type { Finding } from "../../manifest/yaml/problem.ts";
import {
  certificateSuffix,
  certificateType,
  componentTypes,
  secondSuffix,
  userSuffix,
  userType,
} from "../../naming/resource-names.ts";
import { quote } from "../../wording/quote.ts";
import { type LiveApplication, nameInManifest } from "../look-up/live-application.ts";
import type { ApplicationsInState } from "./applications-in-state.ts";
import { type DeclaredApplication, declarationOf } from "./declared-application.ts";
import { isSecond } from "./live-clients.ts";
import type { Notice } from "./notice.ts";
import { isRotated } from "./rotations.ts";

/**
 * Refusals for what another stack of the environment has in its state: this one would create it a second time. One for each
 * team and stack, with the command that moves the state.
 *
 * @param live what the other stacks have
 * @param state of this stack
 * @see https://www.pulumi.com/docs/iac/cli/commands/pulumi_state_move/
 */
export function fromOtherStacks(
  live: readonly LiveApplication[],
  declared: readonly DeclaredApplication[],
  state: ApplicationsInState | undefined,
): Notice[] {
  const dest = pulumi.getStack();
  const groups = Map.groupBy(moves(live, declared), ({ live: { stack, team }, to }) =>
    JSON.stringify([stack, team, to.part.team]),
  );
  return [...groups.values()].map((group) => {
    const [{ live: first, to }] = group as [Move];
    const source = nameOfStack(first);
    const ofTeam = declared.filter(({ part }) => part === to.part);
    const isWholeTeam = first.team === to.part.team && group.length === ofTeam.length && !state?.hasTeam(first.team);
    const urns = isWholeTeam
      ? [`${componentTypes.team}::${first.team}`]
      : group.flatMap((move) => namesInState(move.to.manifest, nameInManifest(move.live)));
    const names = group.map((move) => nameInManifest(move.live));
    const message = `the stack ${quote(source)} has ${listed(names)} in its state, and ${quote(dest)} would create another application for each. Nothing was changed. To move the state to ${quote(dest)}, run ${[...halfMade(group, state), commandOf(source, dest, urns)].map((command) => `\`${command}\``).join(" and then ")}. To leave it where it is, run \`${upOf(source, dest)}\` instead. More: docs/changes.md.`;
    return { node: to.manifest, path: ["name"], message };
  });
}

/** What provisions the other stack: that of a team in an environment with a stack for each has the environment's configuration. */
function upOf(source: string, dest: string): string {
  return source.startsWith(`${dest}.`) ? `idcs-apps fleet up --env ${dest}` : `pulumi up --stack ${source}`;
}

/** The commands that remove from this stack's state what an earlier run has begun for these applications, and not created. */
function halfMade(group: readonly Move[], state: ApplicationsInState | undefined): string[] {
  const stack = pulumi.getStack();
  return group
    .filter(({ to: { kind, name } }) => state?.isHalfMade({ kind, name }))
    .map(({ to: { kind, name } }) => {
      const urn = `urn:pulumi:${stack}::${pulumi.getProject()}::${componentTypes.team}$${componentTypes[kind]}::${name}`;
      return `pulumi state delete --stack ${stack} --target-dependents --yes '${urn}'`;
    });
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).map(quote).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

/** Refusals for what this stack has in its state, and the manifest of another stack of the environment declares. */
export function toOtherStacks(live: readonly LiveApplication[], others: readonly DeclaredApplication[]): Notice[] {
  return moves(live, others).map(({ live: one, to }) => {
    const source = pulumi.getStack();
    const [environment] = source.split(".");
    const dest = `${environment}.${to.part.team}`;
    const command = commandOf(source, dest, namesInState(to.manifest, nameInManifest(one)));
    const message = `${quote(nameInManifest(one))} is still in the state of the stack ${quote(source)}, which would delete its application ${quote(one.displayName)}. Nothing was changed. Move the state to the stack that declares it now: \`${command}\`. To delete it instead, remove \`was\` here.`;
    const index = to.formerNames.indexOf(nameInManifest(one));
    return { node: to.manifest, path: index < 0 ? ["name"] : ["was", index], message };
  });
}

interface Move {
  readonly live: LiveApplication;
  readonly to: DeclaredApplication;
}

function moves(live: readonly LiveApplication[], declared: readonly DeclaredApplication[]): Move[] {
  const declaredAs = declarationOf(declared);
  const first = live.filter((one) => !isSecond(one));
  return first.flatMap((one) => {
    const to = declaredAs(one);
    return to ? [{ live: one, to }] : [];
  });
}

function nameOfStack({ stack }: LiveApplication): string {
  return stack.slice(stack.indexOf("/") + 1);
}

function commandOf(source: string, dest: string, ends: readonly string[]): string {
  const urns = ends.map((end) => `'urn:pulumi:${source}::${pulumi.getProject()}::${end}'`);
  return `pulumi state move --source ${source} --dest ${dest} ${urns.join(" ")}`;
}

/**
 * Warnings for clients and resource applications that come from another team while each team has its own stack: their
 * state must be moved first. For runs that cannot see whether it was moved.
 */
export function movesBetweenStacks({ environment, environmentName, teams }: StackManifest): Finding[] {
  if (environment !== undefined) return [];
  return teams.flatMap(({ team, clients, resourceApplications }) =>
    [...resourceApplications, ...clients].flatMap((node) => movesTo(team, node, environmentName)),
  );
}

function movesTo(
  team: string,
  application: ClientManifest | ResourceApplicationManifest,
  environment: string,
): Finding[] {
  return application.was.flatMap((former, index) => {
    if (former.team === team) return [];
    const [source, dest] = [`${environment}.${former.team}`, `${environment}.${team}`];
    const name = `${former.team}/${former.client}`;
    const lost = "grantTypes" in application ? "application and client secret" : "application";
    const command = commandOf(source, dest, namesInState(application, name));
    const message = `${quote(name)} is in the state of another stack, ${quote(source)}, unless it was already moved: this stack would create a new ${lost}, and ${quote(source)} would delete the old one. Before \`pulumi up\` of either stack, run \`${command}\`. Remove "was" once that is done in every environment.`;
    return [{ node: application, path: ["was", index], message }];
  });
}

/**
 * The ends of the URNs to move: the component, which takes its children along, and the certificates and the user next to it; for a
 * rotated client, also those of its second application.
 */
function namesInState(application: ClientManifest | ResourceApplicationManifest, name: string): string[] {
  const { team, client, resourceApplication } = componentTypes;
  if (!("grantTypes" in application)) return [`${team}$${resourceApplication}::${name}`];
  const hasUser = application.access.some(({ clientUser }) => clientUser);
  const names = isRotated(application) ? [name, `${name}${secondSuffix}`] : [name];
  return [
    ...names.map((one) => `${team}$${client}::${one}`),
    ...application.certificates.map(({ sha256 }) => `${team}$${certificateType}::${name}${certificateSuffix(sha256)}`),
    ...(hasUser ? names.map((one) => `${team}$${userType}::${one}${userSuffix}`) : []),
  ];
}
