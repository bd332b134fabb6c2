import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

const pipelines = join(import.meta.dirname, "..", "..", "examples", "pipelines");

/** A step of a pipeline that a shell runs. */
export interface ShellStep {
  readonly name: string;
  readonly script: string;
  /** Its own variables and those of its job, with their expressions. */
  readonly env: Readonly<Record<string, string>>;
}

interface Job {
  readonly steps?: readonly { name?: string; run?: string; uses?: string; env?: Record<string, string> }[];
  readonly env?: Record<string, string>;
  readonly permissions?: Record<string, string>;
}

/** A workflow of GitHub, as its file says. */
export function workflow(file: string): { readonly permissions: object; readonly jobs: Readonly<Record<string, Job>> } {
  return parse(readFileSync(join(pipelines, "github", file), "utf8"));
}

/** The shell steps of a job of GitHub. */
export function gitHubSteps(file: string, job: string): ShellStep[] {
  const { steps = [], env = {} } = workflow(file).jobs[job] ?? {};
  return steps.flatMap(({ name = "", run, env: own = {} }) =>
    run === undefined ? [] : [{ name, script: run, env: { ...env, ...own } }],
  );
}

/** The script of a job of GitLab, whose lines run in one shell. */
export function gitLabStep(job: string): ShellStep {
  const file = parse(readFileSync(join(pipelines, "gitlab", ".gitlab-ci.yml"), "utf8")) as Record<
    string,
    { script: string[]; variables?: Record<string, string> }
  >;
  const { script = [], variables = {} } = file[job] ?? {};
  return { name: job, script: script.join("\n"), env: variables };
}

/** The steps of a build spec of OCI DevOps. */
export function buildSpecSteps(file: string): ShellStep[] {
  const { steps, env } = parse(readFileSync(join(pipelines, "oci-devops", file), "utf8")) as {
    steps: { name: string; command: string }[];
    env?: { variables?: Record<string, string>; vaultVariables?: Record<string, string> };
  };
  const variables = { ...env?.variables, ...env?.vaultVariables };
  return steps.map(({ name, command }) => ({ name, script: command, env: variables }));
}

/** A value with its expressions, `${{ … }}`, replaced. @throws for an expression that the context does not have */
export function evaluated(text: string, context: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
    const value = context[expression];
    if (value === undefined) throw new Error(`the context of this job has no ${expression}`);
    return value;
  });
}
