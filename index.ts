import * as pulumi from "@pulumi/pulumi";
import { DomainLookUp } from "./components/look-up/domain-look-up.ts";
import { LookUpError } from "./components/look-up/look-up-error.ts";
import { UnknownNamesError } from "./components/look-up/named.ts";
import { resolveNames } from "./components/look-up/resolve-names.ts";
import { declareStack } from "./components/stack/declare-stack.ts";
import { whatOthersCreate } from "./components/stack/other-stacks.ts";
import { stackOutputs } from "./components/stack/stack-outputs.ts";
import { movesBetweenStacks } from "./components/stack/state-moves.ts";
import { loadStack, type StackManifest } from "./manifest/load-stack.ts";
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
  if (process.env.OCI_PROVIDER_PLUGIN) refuseAdoptions(stack);
  const identityDomainUrl = config.get("identityDomainUrl") || stack.identityDomainUrl;
  const resolved = await resolveNames(stack, new DomainLookUp(identityDomainUrl), stack.environmentName);

  for (const finding of resolved.information) await pulumi.log.info(placed(finding));
  const warnings = [...stack.warnings, ...movesBetweenStacks(stack), ...resolved.warnings];
  for (const finding of warnings) await pulumi.log.warn(placed(finding));
  if (process.env.OCI_PROVIDER_PLUGIN) await pulumi.log.warn(notCleared);
  // Pulumi takes a stack trace for each promise: two thirds of the program's time (docs/setup.md, "Stack traces").
  if (process.env.IDCS_APPS_STACK_TRACES !== "1") Error.stackTraceLimit = 0;
  return stackOutputs(declareStack({ ...stack, identityDomainUrl, resolved }));
}

/** The official plugin would create a second application, or ask for a replacement. */
function refuseAdoptions({ clients, resourceApplications }: StackManifest): void {
  const message =
    "the official plugin (OCI_PROVIDER_PLUGIN) cannot adopt an application: run without OCI_PROVIDER_PLUGIN. Once it is adopted, the line may be removed.";
  const adopting = [...clients, ...resourceApplications].filter(({ adopt }) => adopt !== undefined);
  if (adopting.length === 0) return;
  throw new pulumi.RunError(adopting.map((node) => placed({ node, path: ["adopt"], message })).join("\n"));
}

function placed({ node, path, message }: Finding): string {
  return renderProblem(problemAt(node, path, message));
}
