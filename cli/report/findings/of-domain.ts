import { ownershipTags } from "../../../naming/ownership-tags.ts";
import { compare } from "../../../wording/order.ts";
import { quote } from "../../../wording/quote.ts";
import { clientOf } from "../../drift/declared-resources.ts";
import { type Deviation, member } from "../../drift/deviation.ts";
import type { EnvironmentState, StackState } from "../read/environment-state.ts";
import type { Found } from "./finding.ts";

/** What the domain of an environment has and no manifest declares, and what it has otherwise. */
export function findingsOfDomain(state: EnvironmentState): Found[] {
  if (state.live === undefined) return [];
  return [...state.live.stacks.flatMap((stack) => deviationsOf(state, stack)), ...undeclared(state)];
}

function deviationsOf(state: EnvironmentState, stack: StackState): Found[] {
  const isRight = ({ kind }: Deviation) => kind === "role-beside" || kind === "assigned-beside";
  const rights = stack.deviations.filter(isRight).map((one) => rightBeside(state, stack, one));
  const others = stack.deviations.filter((one) => !isRight(one));
  // One attribute is one finding, whatever differs in it: so its id stays the same.
  const groups = Map.groupBy(others, ({ subject, kind, attribute, urn, words }) =>
    JSON.stringify([subject, kind, attribute ?? words, urn]),
  );
  const drift = [...groups.values()].flatMap((group): Found[] => {
    const [first] = group;
    if (first === undefined) return [];
    return [
      {
        kind: "drift",
        ...aboutOf(state, first),
        about: first.attribute ?? first.words,
        what: group.map(({ words }) => words).join("; "),
        ...authorOf(first),
      },
    ];
  });
  return [...drift, ...rights];
}

function rightBeside(state: EnvironmentState, { names }: StackState, deviation: Deviation): Found {
  const { app, entitlement, grantee } = deviation.grant ?? {};
  const nameOf = (id: unknown): string => names.get(String(id)) ?? String(id);
  const role = member(entitlement, "attributeValue");
  const holder = nameOf(member(grantee, "value"));
  const about = role === undefined || role === null ? holder : `${nameOf(member(app, "value"))}/${nameOf(role)}`;
  const client = clientNamed(state, deviation.subject);
  const isOfOther = deviation.kind === "role-beside" && member(grantee, "type") !== "App";
  return {
    kind: "rights-beside",
    ...aboutOf(state, deviation),
    about: isOfOther ? `${about} of ${holder}` : about,
    what: deviation.words,
    ...authorOf(deviation),
    ...(client?.exclusive === false && { accepted: "The manifest accepts rights beside it: exclusive: false" }),
  };
}

function aboutOf(state: EnvironmentState, { subject }: Deviation): Pick<Found, "environment" | "subject" | "node"> {
  const client = clientNamed(state, subject);
  return { environment: state.name, subject, ...(client && { node: client }) };
}

function clientNamed({ manifest }: EnvironmentState, subject: string) {
  const [team, client] = clientOf(subject).split("/");
  return manifest.teams.find((one) => one.team === team)?.clients.find(({ name }) => name === client);
}

function authorOf({ by, at }: Deviation): Pick<Found, "by" | "at"> {
  return { ...(by !== undefined && { by }), ...(at !== undefined && { at }) };
}

/** Applications with the tags of the environment's stacks that no manifest declares. */
function undeclared({ name, manifest, project, live }: EnvironmentState): Found[] {
  const declared = new Set(
    manifest.teams.flatMap(({ team, clients, resourceApplications }) => [
      ...clients.flatMap((client) => [
        `${team}/${client.name}`,
        ...client.was.map((was) => `${was.team}/${was.client}`),
      ]),
      ...resourceApplications.map((api) => `${team}/${api.name}`),
    ]),
  );
  const whole = `${project}/${name}`;
  return (live?.tagged ?? [])
    .filter(({ stack }) => stack === whole || stack.startsWith(`${whole}.`))
    .filter((one) => !declared.has(`${one.team}/${one.client}`))
    .sort((one, other) => compare(one.displayName, other.displayName))
    .map((one): Found => {
      const owner = one.owner === undefined ? `no owner (no tag ${ownershipTags.owner})` : `owner ${quote(one.owner)}`;
      const is = one.active ? "active" : "inactive";
      return {
        kind: "undeclared",
        environment: name,
        subject: `${one.team}/${one.client}`,
        about: one.clientId,
        what: `the application ${quote(one.displayName)} (client ID ${quote(one.clientId)}, ${is}) of the stack ${quote(one.stack)} is in no manifest; ${owner}`,
        ...one.lastModified,
      };
    });
}
