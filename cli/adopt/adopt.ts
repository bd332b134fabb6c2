import type { AuthenticationSettings } from "../../identity-domain/credentials/authentication-settings.ts";
import { clientOptionsIn } from "../../identity-domain/sending/patience-settings.ts";
import { stackCredentials } from "../project/stack-credentials.ts";
import { adoptionOf } from "./as-data.ts";
import { type ChoiceOptions, choiceOf } from "./choice-of.ts";
import { choose, type Refused } from "./choose.ts";
import { clientOf } from "./convert/client-of.ts";
import type { Converted, Counts } from "./convert/converted.ts";
import { nameOf } from "./convert/name-of.ts";
import { resourceApplicationOf } from "./convert/resource-application-of.ts";
import { readState } from "./from-state/read-state.ts";
import { releases } from "./from-state/releases.ts";
import type { Adoption } from "./json.ts";
import { prove, type Verdict } from "./prove.ts";
import { listApplications, type ReadApplications, readApplications } from "./read/read-applications.ts";
import { DomainWithoutSecrets } from "./read/without-secrets.ts";
import { inexpressibleInWords, leftOutInWords, nextSteps, notesOn, refusals, summary } from "./report.ts";
import { type AdoptionTarget, type TargetOptions, targetOf } from "./target.ts";
import { filesWith, wouldBe } from "./write/would-be.ts";
import { writeFiles } from "./write/write-files.ts";

/** Options of `adopt`. */
export interface AdoptOptions extends TargetOptions, ChoiceOptions {
  /** Shows the manifest instead of writing it. */
  readonly dryRun?: boolean;
  /** How to authenticate, before what the stack's configuration says. */
  readonly authentication?: AuthenticationSettings;
  /** @default the process's own */
  readonly env?: NodeJS.ProcessEnv;
  readonly print: (text: string) => void;
  /** Takes what was not adopted. */
  readonly warn: (text: string) => void;
  /** Takes the same as data. */
  readonly report?: (adoption: Adoption) => void;
}

/**
 * Writes applications that exist in an identity domain into a team's manifest, with `adopt`, so that a stack manages them from
 * then on. Nothing changes in the domain: only GET requests are sent. What would be written is planned against the domain first,
 * and only entries are written whose plan is nothing but ownership tags.
 *
 * @returns whether all chosen applications are in the manifest
 * @throws CommandError, ManifestError or IdentityDomainError if nothing can be chosen, read or written at all
 */
export async function adopt(options: AdoptOptions): Promise<boolean> {
  const { dryRun = false, print, warn, env = process.env } = options;
  const state = options.fromState === undefined ? [] : readState(options.fromState);
  const target = targetOf(options);
  const choice = choiceOf(options, state, target.identityDomainUrl);
  const { authentication, patience, encrypted } = target.settings;
  const settings = { authentication: { ...authentication, ...options.authentication }, encrypted };
  const credentials = await stackCredentials(settings, env);
  const domain = new DomainWithoutSecrets(target.identityDomainUrl, credentials, clientOptionsIn(patience));

  const listed = await listApplications(domain);
  const chosen = choose(listed, choice, target.placeOf);
  const read = await readApplications(domain, chosen.applications, listed);
  const { accepted, written, refused } = await proven(convertAll(read, target), target, domain);

  const complaints = [...refusals([...chosen.refused, ...refused]), ...leftOutInWords(chosen.leftOut)];
  if (accepted.length > 0) {
    const result = wouldBe(target, accepted);
    if (dryRun) print(result.text.trimEnd());
    else {
      writeFiles(options.folder, result);
      const summaries = accepted.map((one) => summary(one, written));
      const steps = nextSteps(result, target, releases(state, accepted));
      print([...summaries, ...notesOn(accepted), ...steps].join("\n"));
    }
  }
  if (complaints.length > 0) warn(complaints.join("\n"));
  options.report?.(
    adoptionOf(target, {
      accepted,
      written,
      refused: [...chosen.refused, ...refused],
      leftOut: chosen.leftOut,
      dryRun,
    }),
  );
  return chosen.refused.length + refused.length === 0;
}

/** Each application as an entry with a name of its own. */
function convertAll(read: ReadApplications, { team, taken, environments, services }: AdoptionTarget): Converted[] {
  const names = new Set(taken);
  return read.applications.map((app) => {
    const name = nameOf(app.displayName, team, names);
    names.add(name);
    const naming = { team, name, environments };
    return app.isOAuthClient === true || app.isOAuthResource !== true
      ? clientOf(app, read, naming, services)
      : resourceApplicationOf(app, read, naming);
  });
}

interface Proven {
  readonly accepted: readonly Converted[];
  /** What the manifest says of each, by the name of its entry. */
  readonly written: ReadonlyMap<string, Counts>;
  readonly refused: readonly Refused[];
}

/** The entries that say all and would change nothing. The plan is repeated without those that are refused. */
async function proven(
  converted: readonly Converted[],
  target: AdoptionTarget,
  domain: DomainWithoutSecrets,
): Promise<Proven> {
  const refused: Refused[] = [];
  const refuse = ({ application: { displayName } }: Converted, reasons: readonly string[]) =>
    refused.push({ displayName, reasons });
  let accepted = converted.filter((one) => {
    const reasons = one.inexpressible.map(inexpressibleInWords);
    if (reasons.length > 0) refuse(one, reasons);
    return reasons.length === 0;
  });
  while (accepted.length > 0) {
    const would = wouldBe(target, accepted);
    const files = filesWith(would, target.projectFiles);
    const verdict = await prove({ ...target, file: would.file, files, domain }, accepted);
    if (verdict.refused.size === 0) {
      const ruled = accepted.map((one) => ({
        ...one,
        notes: [...one.notes, ...notesOnRules(one, verdict, target.team)],
      }));
      return { accepted: ruled, written: verdict.written, refused };
    }
    const isRefused = (one: Converted) => verdict.refused.has(String(one.entry.name));
    for (const one of accepted.filter(isRefused)) refuse(one, verdict.refused.get(String(one.entry.name)) ?? []);
    accepted = accepted.filter((one) => !isRefused(one));
  }
  return { accepted, written: new Map(), refused };
}

/** What is said of rules that an adopted application breaks. */
function notesOnRules({ entry }: Converted, { rules }: Verdict, team: string): string[] {
  const name = String(entry.name);
  const until = "Until it is mended or excepted, `up` and `check` refuse it.";
  return (rules.get(name) ?? []).map((message) => `${team}/${name}: ${message} ${until}`);
}
