import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { RotationSchedule } from "../../manifest/keys-and-defaults/rotation.ts";
import type { Finding } from "../../manifest/yaml/problem.ts";
import { daysBetween } from "../../wording/days.ts";
import { count } from "../../wording/plural.ts";
import { quote } from "../../wording/quote.ts";
import { mostTries, type RotationPlan } from "../parts/rotation-plan.ts";
import { type HalfName, type HalfTags, halfOf } from "../parts/rotation-tags.ts";
import type { SecretRun } from "../parts/secret-tags.ts";
import type { LiveClient } from "./live-clients.ts";
import type { SecretFindings } from "./secret-findings.ts";

/** A client with two applications. */
export type RotatedClient = ClientManifest & { readonly rotation: RotationSchedule };

/** What this run does with a rotated client, and why. */
export function rotationFindings(
  client: RotatedClient,
  plan: RotationPlan,
  live: LiveClient,
  run: SecretRun & { readonly held: string | undefined },
): SecretFindings {
  const at = (message: string): Finding[] => [{ node: client, path: ["rotation"], message }];
  const named = (half: HalfName) => quote(live[half]?.clientId ?? `application ${half}`);
  const { step, previous } = plan;
  const { rotation } = client;
  const inUse = plan[step.kind === "rotates" && previous ? previous : plan.current];
  switch (step.kind) {
    case "rotates":
      return information(
        at(
          `${why(inUse, rotation, run)}: this run gives ${named(step.half)} a new client secret, obtains a token with it, and shows it in the outputs. The pair in use works until ${count(rotation.grace, "day")} after a later run has found the new one in the outputs.`,
        ),
      );
    case "waits":
      return information(
        at(
          `${why(inUse, rotation, run)}: the next rotation waits for the end of the grace of ${named(step.half)}, ${plan[step.half].until}.`,
        ),
      );
    case "closes":
      return warning(at(`the grace of ${named(step.half)} is over: this run ends its client secret.`));
    case "postpones":
      return warning(
        at(
          `${why(inUse, rotation, run)}: this run postpones the rotation (${run.held ?? "the outputs show the other application"}).`,
        ),
      );
    case "stops":
      return warning(at(stopped(plan[step.half], named(step.half), rotation)));
    case "keeps":
      if (live.B === undefined) return information(at(begun(plan[plan.current], rotation)));
      return previous === undefined ? nothing : information(at(kept(plan[previous], named(previous))));
  }
}

/** What becomes of the second application if the client is no longer rotated. */
export function endedRotation(
  client: ClientManifest,
  { A, B }: LiveClient,
): { readonly refusals: readonly Finding[]; readonly information: readonly Finding[] } {
  if (B === undefined) return { refusals: [], information: [] };
  const at = (message: string): Finding[] => [{ node: client, path: ["rotation"], message }];
  const [first, second] = [A && halfOf(A.tags).state, halfOf(B.tags).state];
  const isFirstInUse = first === "current" && (second === "closed" || second === "staged");
  if (!isFirstInUse) {
    const message = `the rotation cannot end now: the outputs show ${quote(B.clientId)} or did so until lately, and it would be deleted. Write the rotation again. With another "version" it goes on to ${quote(A?.clientId)}; when the other one is closed, after the grace, write "rotation: none".`;
    return { refusals: at(message), information: [] };
  }
  if (client.rotation === "none") {
    return { refusals: [], information: at(`the rotation ends: ${quote(B.clientId)} is deleted. Nobody uses it.`) };
  }
  const message = `"rotation" was removed, which deletes the application ${quote(B.clientId)}: write "rotation: none" if that is meant. The key may go after the next \`pulumi up\`.`;
  return { refusals: at(message), information: [] };
}

function begun({ version }: HalfTags, { every }: RotationSchedule): string {
  const next =
    every === undefined
      ? `another "version" than ${version}`
      : `an age of ${count(every, "day")}, or another "version" than ${version},`;
  return `this run creates the second application, and the client secret stays: it is rotated by ${next} in a later run.`;
}

const nothing: SecretFindings = { warnings: [], information: [] };

function information(findings: readonly Finding[]): SecretFindings {
  return { warnings: [], information: findings };
}

function warning(findings: readonly Finding[]): SecretFindings {
  return { warnings: findings, information: [] };
}

function why({ since, version }: HalfTags, rotation: RotationSchedule, { asOf }: SecretRun): string {
  if (version !== undefined && version !== rotation.version)
    return `version ${rotation.version} instead of ${version} asks for a rotation`;
  const age = since === undefined ? 0 : daysBetween(since, asOf);
  const spread =
    rotation.every !== undefined && age < rotation.every
      ? ` or up to ${count(Math.floor(rotation.every / 10), "day")} less, by the client's name`
      : "";
  return `the client secret is ${count(age, "day")} old (since ${since}), every: ${rotation.every}d${spread}`;
}

function kept({ until }: HalfTags, name: string): string {
  return until === undefined
    ? `${name} works on: its grace begins with the first run that finds the new pair in the outputs.`
    : `${name}, the previous client ID, works until ${until}: the first \`pulumi up\` from then on ends its secret.`;
}

function stopped({ tries = mostTries, failure }: HalfTags, name: string, { version }: RotationSchedule): string {
  return `the rotation has stopped: the new secret of ${name} got no token in ${count(tries, "try", "tries")}, the last time because of ${failure}. The pair in use works as before. Remove the cause, then write "version: ${version + 1}" into "rotation" to try again.`;
}
