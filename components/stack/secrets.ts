import * as pulumi from "@pulumi/pulumi";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { TeamPart } from "../../manifest/load-stack.ts";
import { count } from "../../wording/plural.ts";
import { quote } from "../../wording/quote.ts";
import type { DomainLookUp } from "../look-up/domain-look-up.ts";
import { type LiveApplication, nameInManifest } from "../look-up/live-application.ts";
import type { Resolved } from "../look-up/resolve-names.ts";
import { dayOf, daysBetween, isDay } from "../parts/days.ts";
import { stackTag } from "../parts/ownership.ts";
import { liveSecret, type SecretRun, secretTags } from "../parts/secret-tags.ts";
import { declaredApplications, isDeclaredAs } from "./declared-application.ts";
import { inOtherStacks } from "./other-stacks-of-environment.ts";
import { secretFindings } from "./secret-findings.ts";

/**
 * What the stack's configuration says about secrets in this run: `idcs-apps:asOf`, and `idcs-apps:noRotation` or
 * `IDCS_APPS_NO_ROTATION=1`.
 *
 * @param now today, if the configuration says no day
 * @throws pulumi.RunError if `asOf` is not a day
 */
export function secretRun(config: pulumi.Config, env: NodeJS.ProcessEnv = process.env, now = new Date()): SecretRun {
  const asOf = config.get("asOf") || dayOf(now);
  if (!isDay(asOf)) {
    const message = `${config.name}:asOf: ${quote(asOf)} is not a day: write it as ${quote(dayOf(now))}, in UTC: \`pulumi config set asOf ${dayOf(now)}\`.`;
    throw new pulumi.RunError(message);
  }
  return { asOf, isPostponed: config.getBoolean("noRotation") === true || env.IDCS_APPS_NO_ROTATION === "1" };
}

/** A warning if the day is not about today: `pulumi up --config` keeps it in the stack's file, where it is easily forgotten. */
export function pinnedDay({ asOf }: SecretRun, now = new Date()): string | undefined {
  const age = daysBetween(asOf, dayOf(now));
  if (Math.abs(age) <= 1) return undefined;
  const distance = age > 0 ? `${count(age, "day")} ago` : `in ${count(-age, "day")}`;
  return `idcs-apps:asOf is ${asOf}, ${distance}: the ages of client secrets are those of that day. If it is not meant, remove it: \`pulumi config rm asOf\`.`;
}

/**
 * Decides for each client which secret it has after this run, by what its application's tags say in the domain, with one
 * list request if the decision depends on them, and one more if this stack has no such application yet.
 */
export async function withSecretTags(
  resolved: Resolved,
  teams: readonly TeamPart[],
  lookUp: DomainLookUp,
  run: SecretRun,
): Promise<Resolved> {
  const depending = resolved.clients
    .map(({ client }) => client)
    .filter(({ secret }) => run.isPostponed || secret.every !== undefined);
  if (depending.length === 0) return resolved;
  const live = await liveClients(teams, depending, lookUp);
  const decided = resolved.clients.map((one) => {
    const { client } = one;
    const found = live(client);
    const secret = found && liveSecret(found.tags);
    return {
      client: { ...one, secretTags: secretTags(client.secret, secret, run) },
      findings: secret ? secretFindings(client, secret, run) : { warnings: [], information: [] },
    };
  });
  return {
    ...resolved,
    clients: decided.map(({ client }) => client),
    warnings: [...resolved.warnings, ...decided.flatMap(({ findings }) => findings.warnings)],
    information: [...resolved.information, ...decided.flatMap(({ findings }) => findings.information)],
  };
}

type FindLive = (client: ClientManifest) => LiveApplication | undefined;

/**
 * Finds the application of a client in the domain, by its name or a former one. If its state was moved from another stack of the
 * environment, it still has that stack's tag: a secret must not count as one of unknown age because of that.
 */
async function liveClients(
  teams: readonly TeamPart[],
  clients: readonly ClientManifest[],
  lookUp: DomainLookUp,
): Promise<FindLive> {
  const declared = declaredApplications(teams).filter(({ manifest }) => clients.some((client) => client === manifest));
  const own = await lookUp.applicationsOfStack(stackTag());
  const missing = declared.filter((application) => !own.some((live) => isDeclaredAs(live, application)));
  const live = [...own, ...(await inOtherStacks(missing, lookUp))];
  return (client) => {
    const application = declared.find(({ manifest }) => manifest === client);
    const names = application ? [application.name, ...application.formerNames] : [];
    const isNamed = (name: string) => (one: LiveApplication) => one.kind === "client" && nameInManifest(one) === name;
    return names.map((name) => live.find(isNamed(name))).find((one) => one !== undefined);
  };
}
