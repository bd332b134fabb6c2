import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { z } from "zod";
import { forLocalStack, isLocalStack } from "../../setup/local-stack.mjs";
import { oneLine } from "../../wording/one-line.ts";
import { quote } from "../../wording/quote.ts";
import { CommandError } from "../errors/command-error.ts";
import { stackConfiguration } from "../project/stack-configuration.ts";
import { stackSettings } from "../project/stack-settings.ts";
import { absoluteBackend, namedBackend } from "../pulumi/backend-url.ts";
import { createStack } from "../pulumi/pulumi.ts";
import { type Ended, runProgram } from "../pulumi/run-program.ts";
import { exportedState } from "./deployment.ts";
import type { Previewed, Stacks } from "./stacks.ts";

const listedStacks = z.array(z.object({ name: z.string() }));

const tags = z.array(z.object({ key: z.string(), value: z.string() })).catch([]);

/** The state of a resource in a preview: `inputs` of a new one may be unknown. */
const previewedState = z.object({ inputs: z.object({ tags: tags.default([]) }).optional() }).nullish();

/** What `pulumi preview --json` prints, as far as it is read here. */
const previewOutput = z.object({
  steps: z.array(
    z.object({
      op: z.string(),
      urn: z.string(),
      diffReasons: z.array(z.string()).nullish(),
      oldState: previewedState,
      newState: previewedState,
    }),
  ),
});

/** Options of `withPulumiStacks`. */
export interface PulumiStacksOptions {
  /** The project's folder. */
  readonly folder: string;
  /** The environment whose stacks are moved. */
  readonly environment: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Does some work with the stacks of Pulumi's backend. New stacks get the settings of the environment's stack, and the way in which its secrets
 * are encrypted; nothing is written into the project's folder. Secrets are encrypted in everything that this process reads and writes;
 * `pulumi state move` encrypts them for the other stack in its own memory.
 */
export async function withPulumiStacks<T>(
  { folder, environment, env }: PulumiStacksOptions,
  work: (stacks: Stacks) => Promise<T>,
): Promise<T> {
  // A folder with the project's name and a configuration file for each stack: Pulumi writes a new stack's salt there.
  const own = mkdtempSync(join(tmpdir(), "idcs-apps-stacks-"));
  try {
    writeFileSync(
      join(own, "Pulumi.yaml"),
      stringify({ name: stackSettings(folder, environment).project, runtime: "nodejs" }),
    );
    return await work(pulumiStacks(folder, own, environment, environmentFor(folder, environment, env)));
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function environmentFor(folder: string, environment: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const named = namedBackend(folder, env);
  const { PULUMI_STACK: _, ...inherited } = isLocalStack(environment) ? forLocalStack(env) : env;
  return {
    ...inherited,
    ...(named !== undefined && { PULUMI_BACKEND_URL: absoluteBackend(named, folder) }),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
}

function pulumiStacks(project: string, own: string, environment: string, env: NodeJS.ProcessEnv): Stacks {
  const run = (args: readonly string[], cwd = own, input = "") =>
    runProgram("pulumi", [...args, "--non-interactive", "--color", "never"], { cwd, env, timeout: 0, input });
  const must = async (stack: string, args: readonly string[], input = "") => {
    const ended = await run(args, own, input);
    if (ended.code !== 0) throw failureOf(stack, args, ended);
    return ended.stdout;
  };
  /** The stack's configuration file in the own folder, as the runs of the fleet have it. */
  const configured = (stack: string): string => {
    const file = join(own, `Pulumi.${stack}.yaml`);
    if (!existsSync(file)) {
      const { config, others } = stackConfiguration(project, stack);
      writeFileSync(file, stringify({ ...others, config }));
    }
    return file;
  };
  return {
    async names() {
      const listed = listedStacks.parse(JSON.parse(await must(environment, ["stack", "ls", "--json"])));
      // Pulumi Cloud shows an organization before the name.
      return listed.map(({ name }) => name.slice(name.lastIndexOf("/") + 1));
    },
    async read(stack) {
      const args = ["stack", "export", "--stack", stack];
      const ended = await run(args);
      if (ended.code !== 0 && /no stack named/.test(ended.stderr)) return undefined;
      if (ended.code !== 0) throw failureOf(stack, args, ended);
      return exportedState.parse(JSON.parse(ended.stdout));
    },
    async write(stack, state) {
      configured(stack);
      await must(stack, ["stack", "import", "--stack", stack], JSON.stringify(state));
    },
    async create(stack) {
      configured(stack);
      const { secretsprovider: provider } = stackConfiguration(project, stack).others;
      await createStack(stack, own, typeof provider === "string" ? provider : undefined, env);
    },
    async move(source, dest, urns) {
      for (const stack of [source, dest]) configured(stack);
      await must(dest, ["state", "move", "--yes", "--source", source, "--dest", dest, ...urns]);
    },
    async preview(stack) {
      const args = ["preview", "--json", "--stack", stack, "--config-file", configured(stack)];
      return readPreview(await run(args, project));
    },
  };
}

function readPreview({ code, stdout, stderr }: Ended): Previewed {
  const begin = stdout.indexOf("{");
  if (code !== 0 || begin < 0) return { failed: reasonIn(stderr.trim() === "" ? stdout : stderr) };
  const { steps } = previewOutput.parse(JSON.parse(stdout.slice(begin)));
  return {
    steps: steps.map(({ op, urn, diffReasons, oldState, newState }) => ({
      op,
      urn,
      changed: diffReasons ?? [],
      oldTags: oldState?.inputs?.tags ?? [],
      newTags: newState?.inputs?.tags ?? [],
    })),
  };
}

function failureOf(stack: string, args: readonly string[], { code, stderr, stdout }: Ended): CommandError {
  const said = stderr.trim() === "" ? stdout : stderr;
  if (/currently locked/.test(said))
    return new CommandError(
      `Stack ${quote(stack)}, or the other one, is locked: ${reasonIn(said)}\nIf the process is dead, run \`idcs-apps recover --stack <stack>\`, and then the same command again.`,
    );
  const provider = /provider \S*::pulumi:providers:(\S+) already exists in destination stack/.exec(said)?.[1];
  if (provider !== undefined)
    return new CommandError(
      `The stacks have other settings of the provider ${quote(provider)} in their states: give both the same \`oci:\` settings, run \`pulumi up\` of the one that had others, and run the same command again. Nothing of this part was moved.`,
    );
  return new CommandError(
    `pulumi ${args.slice(0, 2).join(" ")} failed for the stack ${quote(stack)} (exit ${code}): ${reasonIn(said)}`,
  );
}

/** What the engine says about a failure, without what it says about its progress. */
function reasonIn(output: string): string {
  const at = output.search(/error:/i);
  return oneLine(output.slice(Math.max(at, 0)).replace(/^error:\s*/i, ""), 600);
}
