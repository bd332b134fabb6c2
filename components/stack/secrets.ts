import * as pulumi from "@pulumi/pulumi";
import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { TeamPart } from "../../manifest/load-stack.ts";
import { dayOf, daysBetween, isDay } from "../../wording/days.ts";
import { notFound } from "../../wording/nearest.ts";
import { count } from "../../wording/plural.ts";
import { quote } from "../../wording/quote.ts";
import type { DomainLookUp } from "../look-up/domain-look-up.ts";
import { LookUpError } from "../look-up/look-up-error.ts";
import type { Resolved, ResolvedClient } from "../look-up/resolve-names.ts";
import { weekdays } from "../parts/rotation-brakes.ts";
import { liveSecret, type SecretRun, secretTags } from "../parts/secret-tags.ts";
import { type FindLive, liveClients } from "./live-clients.ts";
import { isRotated } from "./rotations.ts";
import { secretFindings } from "./secret-findings.ts";

/**
 * What the stack's configuration says about secrets in this run: `idcs-apps:asOf`, `idcs-apps:rotationsPerRun`,
 * `idcs-apps:rotationDays`, and `idcs-apps:noRotation` or `IDCS_APPS_NO_ROTATION=1`.
 *
 * @param now today, if the configuration says no day
 * @throws pulumi.RunError if one of them is not what it should be
 */
export function secretRun(config: pulumi.Config, env: NodeJS.ProcessEnv = process.env, now = new Date()): SecretRun {
  const asOf = config.get("asOf") || dayOf(now);
  if (!isDay(asOf)) {
    const message = `${config.name}:asOf: ${quote(asOf)} is not a day: write it as ${quote(dayOf(now))}, in UTC: \`pulumi config set asOf ${dayOf(now)}\`.`;
    throw new pulumi.RunError(message);
  }
  const isPostponed = config.getBoolean("noRotation") === true || env.IDCS_APPS_NO_ROTATION === "1";
  return { asOf, isPostponed, ...brakes(config) };
}

function brakes(config: pulumi.Config): Pick<SecretRun, "brakes"> {
  const [limit, days] = [config.get("rotationsPerRun"), config.get("rotationDays")];
  if (limit && !/^[1-9]\d{0,5}$/.test(limit)) {
    const message = `${config.name}:rotationsPerRun: ${quote(limit)} is not a number of rotations: write 1 or more, \`pulumi config set rotationsPerRun 5\`.`;
    throw new pulumi.RunError(message);
  }
  const named = (days ?? "")
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const wrong = named.find((day) => !weekdays.some((one) => one === day));
  if (wrong !== undefined) {
    const message = `${config.name}:rotationDays: ${notFound(wrong, "a day of the week", weekdays, "allowed:")} Write them as \`pulumi config set rotationDays sat,sun\`.`;
    throw new pulumi.RunError(message);
  }
  const rotationDays = weekdays.filter((day) => named.includes(day));
  if (!limit && rotationDays.length === 0) return {};
  return {
    brakes: { ...(limit && { rotationsPerRun: Number(limit) }), ...(rotationDays.length > 0 && { rotationDays }) },
  };
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
 * list request if the decision depends on them or a version is written, and one more if this stack has no such application yet.
 */
export async function withSecretTags(
  resolved: Resolved,
  teams: readonly TeamPart[],
  lookUp: DomainLookUp,
  run: SecretRun,
): Promise<Resolved> {
  const isRead = ({ client }: ResolvedClient) =>
    !isRotated(client) && (run.isPostponed || isRetired(client) || client.secret.every !== undefined);
  const depending = resolved.clients.filter(isRead).map(({ client }) => client);
  const numbered = resolved.clients.filter(({ client }) => client.secret.version !== 1).map(({ client }) => client);
  if (depending.length + numbered.length === 0) return resolved;
  const live = await liveClients(teams, [...depending, ...numbered], lookUp).catch((error: unknown): FindLive => {
    if (!(error instanceof LookUpError) || depending.length > 0) throw error;
    return () => ({});
  });
  const decided = resolved.clients.map((one) => {
    const { client } = one;
    if (isRotated(client)) return { client: one, findings: { warnings: [], information: [] } };
    const found = live(client).A;
    const secret = found && liveSecret(found.tags);
    // A client that comes back has the secret that it had.
    if (isRetired(client)) {
      const kept = secretTags(client.secret, secret, { ...run, isPostponed: true });
      return { client: { ...one, secretTags: kept }, findings: { warnings: [], information: [] } };
    }
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

function isRetired({ state }: ClientManifest): boolean {
  return state === "retired";
}
