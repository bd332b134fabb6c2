import * as pulumi from "@pulumi/pulumi";
import { DomainLookUp } from "./components/look-up/domain-look-up.ts";
import { LookUpError } from "./components/look-up/look-up-error.ts";
import { UnknownNamesError } from "./components/look-up/named.ts";
import { resolveNames } from "./components/look-up/resolve-names.ts";
import { compareWithDomain } from "./components/stack/compare-with-domain.ts";
import { declareStack } from "./components/stack/declare-stack.ts";
import type { Notice } from "./components/stack/notice.ts";
import { aboutOfficialPlugin } from "./components/stack/official-plugin.ts";
import { whatOthersCreate } from "./components/stack/other-stacks.ts";
import { withRightsBeside } from "./components/stack/rights-beside.ts";
import { publishedClients, withRotations } from "./components/stack/rotations.ts";
import { pinnedDay, secretRun, withSecretTags } from "./components/stack/secrets.ts";
import { stackOutputs } from "./components/stack/stack-outputs.ts";
import { loadStack } from "./manifest/load-stack.ts";
import { ManifestError, problemAt, renderProblem } from "./manifest/yaml/problem.ts";

// Pulumi stores a stack trace of each resource in the state: a fifth of its size, on which the engine's cost depends.
(pulumi.Resource as unknown as { callsites: () => unknown[] }).callsites = () => [];

// Node's stack traces. Pulumi maps its own frames to sources that are not installed; Node takes minutes to show those paths.
Reflect.deleteProperty(Error, "prepareStackTrace");

/** The stack program: configuration → manifests → one `Team` each → outputs. Stacks: `<environment>[.<team>]`. */
export default async function program() {
  try {
    return await provision();
  } catch (error) {
    if (error instanceof UnknownNamesError) {
      const lines = [...error.unknown.map(placed), whatOthersCreate(pulumi.getStack()) ?? []].flat();
      throw new pulumi.RunError(lines.join("\n"));
    }
    const isPlain = [ManifestError, LookUpError].some((kind) => error instanceof kind);
    if (isPlain) throw new pulumi.RunError((error as Error).message);
    if (error instanceof Error && Error.stackTraceLimit === 0)
      error.stack += "\nSet IDCS_APPS_STACK_TRACES=1 to see where.";
    throw error;
  }
}

async function provision() {
  const config = new pulumi.Config();
  const stack = loadStack(pulumi.getStack(), { services: config.getObject("services") });
  const plugin = process.env.OCI_PROVIDER_PLUGIN ? aboutOfficialPlugin(stack) : { refusals: [], warnings: [] };
  stopFor(plugin.refusals);
  const identityDomainUrl = config.get("identityDomainUrl") || stack.identityDomainUrl;
  const lookUp = new DomainLookUp(identityDomainUrl);
  const [compared, named] = await Promise.all([
    compareWithDomain(stack, lookUp),
    resolveNames(stack, lookUp, stack.environmentName),
  ]);
  const run = secretRun(config);
  const tagged = await withSecretTags(named, stack.teams, lookUp, run);
  const rotations = await withRotations(tagged, stack.teams, lookUp, run, publishedClients);
  const resolved = await withRightsBeside(rotations.resolved, stack, lookUp, !process.env.OCI_PROVIDER_PLUGIN);
  stopFor([...compared.refusals, ...rotations.refusals]);

  for (const finding of [...compared.information, ...resolved.information]) await pulumi.log.info(placed(finding));
  const warnings = [...stack.warnings, ...compared.warnings, ...resolved.warnings, ...plugin.warnings];
  for (const finding of warnings) await pulumi.log.warn(placed(finding));
  const pinned = pinnedDay(run);
  if (pinned !== undefined && stack.clients.some(({ secret, rotation }) => rotation ?? secret.every))
    await pulumi.log.warn(pinned);
  // Pulumi takes a stack trace for each promise: two thirds of the program's time (docs/setup.md, "Stack traces").
  if (process.env.IDCS_APPS_STACK_TRACES !== "1") Error.stackTraceLimit = 0;
  return stackOutputs(declareStack({ ...stack, identityDomainUrl, resolved, isMoved: compared.isMoved }));
}

/** @throws pulumi.RunError if there is any */
function stopFor(refusals: readonly Notice[]): void {
  if (refusals.length > 0) throw new pulumi.RunError(refusals.map(placed).join("\n"));
}

function placed(notice: Notice): string {
  return notice.node ? renderProblem(problemAt(notice.node, notice.path, notice.message)) : notice.message;
}
