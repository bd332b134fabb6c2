import * as pulumi from "@pulumi/pulumi";
import { DomainLookUp } from "./components/look-up/domain-look-up.ts";
import { LookUpError } from "./components/look-up/look-up-error.ts";
import { UnknownNamesError } from "./components/look-up/named.ts";
import { resolveNames } from "./components/look-up/resolve-names.ts";
import { declareStack } from "./components/stack/declare-stack.ts";
import { whatOthersCreate } from "./components/stack/other-stacks.ts";
import { publishedClients, withRotations } from "./components/stack/rotations.ts";
import { pinnedDay, secretRun, withSecretTags } from "./components/stack/secrets.ts";
import { stackOutputs } from "./components/stack/stack-outputs.ts";
import { movesBetweenStacks } from "./components/stack/state-moves.ts";
import { loadStack } from "./manifest/load-stack.ts";
import { type Finding, ManifestError, problemAt, renderProblem } from "./manifest/yaml/problem.ts";

// Pulumi stores a stack trace of each resource in the state: a fifth of its size, on which the engine's cost depends.
(pulumi.Resource as unknown as { callsites: () => unknown[] }).callsites = () => [];

// Node's stack traces. Pulumi maps its own frames to sources that are not installed; Node takes minutes to show those paths.
Reflect.deleteProperty(Error, "prepareStackTrace");

// docs/provider.md, "What the official plugin cannot clear".
const notCleared =
  "OCI_PROVIDER_PLUGIN: the official plugin plans and changes nothing if a manifest loses the last scope, tag, network perimeter, " +
  "certificate or secondary audience of an application, or a text such as its description. The domain keeps them, and this " +
  "preview does not show it. Remove them without OCI_PROVIDER_PLUGIN.";

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
  const identityDomainUrl = config.get("identityDomainUrl") || stack.identityDomainUrl;
  const lookUp = new DomainLookUp(identityDomainUrl);
  const run = secretRun(config);
  const named = await resolveNames(stack, lookUp, stack.environmentName);
  const tagged = await withSecretTags(named, stack.teams, lookUp, run);
  const { resolved, refusals } = await withRotations(tagged, stack.teams, lookUp, run, await publishedClients());
  if (refusals.length > 0) throw new pulumi.RunError(refusals.map(placed).join("\n"));

  for (const finding of resolved.information) await pulumi.log.info(placed(finding));
  const warnings = [...stack.warnings, ...movesBetweenStacks(stack), ...resolved.warnings];
  for (const finding of warnings) await pulumi.log.warn(placed(finding));
  const pinned = pinnedDay(run);
  if (pinned !== undefined && stack.clients.some(({ secret, rotation }) => rotation ?? secret.every))
    await pulumi.log.warn(pinned);
  if (process.env.OCI_PROVIDER_PLUGIN) await pulumi.log.warn(notCleared);
  // Pulumi takes a stack trace for each promise: two thirds of the program's time (docs/setup.md, "Stack traces").
  if (process.env.IDCS_APPS_STACK_TRACES !== "1") Error.stackTraceLimit = 0;
  return stackOutputs(declareStack({ ...stack, identityDomainUrl, resolved }));
}

function placed({ node, path, message }: Finding): string {
  return renderProblem(problemAt(node, path, message));
}
