import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environmentNames } from "../../../manifest/load-environment.ts";
import { filesIn, filesOf } from "../../../manifest/yaml/files.ts";
import { ManifestError } from "../../../manifest/yaml/problem.ts";
import { listApplications } from "../../adopt/read/read-applications.ts";
import { writeFiles } from "../../adopt/write/write-files.ts";
import { CommandError } from "../../errors/command-error.ts";
import { type CompareOptions, type Comparison, comparer } from "../compare.ts";
import type { Deviation } from "../deviation.ts";
import { renderEntry } from "../render.ts";
import { reportOf } from "../report.ts";
import type { Context } from "./change.ts";
import { decide } from "./decide.ts";
import { acceptance, changeOf } from "./report.ts";
import { subjectsIn } from "./subject.ts";
import { stepsOf } from "./would-be.ts";

/** Options of `drift accept`. */
export interface AcceptOptions extends CompareOptions {
  /** The clients and resource applications, each `<team>/<client>`. */
  readonly names: readonly string[];
  /** Whether rights beside the manifest are accepted. */
  readonly rights: boolean;
  /** Whether a key that is the same in all environments may change for all of them. */
  readonly allEnvironments: boolean;
  /** Shows the changes instead of writing them. */
  readonly dryRun: boolean;
  readonly print: (text: string) => void;
}

/**
 * Writes what was changed by hand at some clients and resource applications into their manifests. Only the keys concerned change. The
 * manifests as they would be are compared with the domain first: the accepted deviations must be gone, and no other may appear.
 * In the domain nothing changes: only GET requests are sent.
 *
 * @returns whether everything was accepted, except for rights that are left alone
 * @throws CommandError, ManifestError or IdentityDomainError; then nothing was written
 */
export async function accept(options: AcceptOptions): Promise<boolean> {
  const { names, rights, allEnvironments, dryRun, print, folder = "." } = options;
  const files = filesIn(folder);
  const compare = comparer(options);
  const comparison = await compare();
  const { plan } = comparison;
  const subjects = subjectsIn(plan, names, files);
  const context: Context = {
    comparison,
    known: await knownIn(comparison),
    services: plan.stack.services,
    scope: {
      environment: plan.stack.environmentName,
      environments: environmentNames("environments", files),
      allEnvironments,
    },
    rights,
  };
  const decisions = subjects.map((subject) =>
    decide(
      subject,
      comparison.deviations.filter((one) => one.subject === subject.name),
      context,
    ),
  );
  const changes = decisions.flatMap((decision) => decision.changes);
  const accepted = decisions.flatMap((decision) => decision.accepted);
  const left = decisions.flatMap((decision) => decision.left);
  const texts = new Map<string, string>();
  const textOf = (file: string) => {
    const text = Buffer.from(files.read(file)).toString("utf8");
    texts.set(file, text);
    return text;
  };
  const steps = stepsOf(changes, context.scope, textOf);
  const wouldBe = new Map(steps.map(({ file, after }) => [file, after]));
  if (accepted.length > 0) {
    const after = await planned(compare, filesOf(Object.fromEntries(wouldBe), files));
    refuseOthers(comparison.deviations, after, accepted);
  }
  if (dryRun) for (const step of steps) print(changeOf(step));
  else for (const [file, text] of wouldBe) write(folder, file, text, texts.get(file));
  print(
    acceptance({
      stack: options.stack,
      decisions,
      files: [...wouldBe.keys()],
      dryRun,
      notes: comparison.notes,
      scope: context.scope,
    }),
  );
  return left.every(({ isOptional }) => isOptional);
}

/** What else is known of the domain: whose a new scope is, and what a new network perimeter is called. */
async function knownIn({ domain }: Comparison): Promise<Context["known"]> {
  const query = { attributes: "name" };
  const perimeters = await domain.listAll("NetworkPerimeters", { query });
  return {
    listed: await listApplications(domain),
    perimeters: new Map(perimeters.map(({ id, name }) => [id, String(name)])),
  };
}

async function planned(
  compare: ReturnType<typeof comparer>,
  files: Parameters<ReturnType<typeof comparer>>[0],
): Promise<readonly Deviation[]> {
  try {
    return (await compare(files)).deviations;
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    throw new CommandError(
      `Nothing was written: with what was changed by hand, the manifests would be wrong:\n${error.message}`,
    );
  }
}

/** @throws CommandError if an accepted deviation would remain, or another one appear */
function refuseOthers(before: readonly Deviation[], after: readonly Deviation[], accepted: readonly Deviation[]): void {
  const keyOf = ({ kind, subject, words }: Deviation) => JSON.stringify([kind, subject, words]);
  const allowed = new Set(before.filter((one) => !accepted.includes(one)).map(keyOf));
  const others = after.filter((one) => !allowed.has(keyOf(one)));
  if (others.length === 0) return;
  const { entries } = reportOf(others, { stack: "", identityDomain: "", compared: 0, notes: [] });
  throw new CommandError(
    [
      "Nothing was written: with what was changed by hand in the manifests, these differences would be there:",
      ...entries.flatMap(renderEntry).map((line) => `  ${line}`),
      "Change the manifest by hand, or put the application right: `pulumi up --refresh`.",
    ].join("\n"),
  );
}

function write(folder: string, file: string, text: string, before: string | undefined): void {
  if (readFileSync(join(folder, file), "utf8") !== before)
    throw new CommandError(`${file} was changed in the meantime: it was not written. Run the command again.`);
  writeFiles(folder, { file, text, others: [], lacksOwner: false, isNew: false });
}
