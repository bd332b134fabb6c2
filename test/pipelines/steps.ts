import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseAllDocuments } from "yaml";

const pipelines = join(import.meta.dirname, "..", "..", "examples", "pipelines");

/** A step of a pipeline that a shell runs. */
export interface ShellStep {
  /** Where it stands, as `everyShellStep` says it: `github/deploy.yml: jobs.deploy.steps.2.run`. */
  readonly place: string;
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
  return steps.flatMap(({ name = "", run, env: own = {} }, at) => {
    const place = `github/${file}: jobs.${job}.steps.${at}.run`;
    return run === undefined ? [] : [{ place, name, script: run, env: { ...env, ...own } }];
  });
}

interface GitLabJob {
  readonly extends?: string;
  readonly script?: readonly string[];
  readonly variables?: Record<string, string>;
}

/**
 * The script of a job of GitLab, whose lines run in one shell, with the variables that the job sets itself.
 *
 * @param given the variables that GitLab or the project sets, as far as those of the job name them
 */
export function gitLabStep(job: string, given: Readonly<Record<string, string>> = {}): ShellStep {
  const file = parse(readFileSync(join(pipelines, "gitlab", ".gitlab-ci.yml"), "utf8")) as Record<string, GitLabJob>;
  const { script = [], ...own } = file[job] ?? {};
  let env: Record<string, string> = {};
  for (let one: GitLabJob | undefined = own; one; one = one.extends === undefined ? undefined : file[one.extends])
    env = { ...one.variables, ...env };
  const values = Object.entries(env).map(([name, value]) => [
    name,
    value.replaceAll(/\$\$|\$(\w+)/g, (_, variable?: string) =>
      variable === undefined ? "$" : (given[variable] ?? ""),
    ),
  ]);
  return {
    place: `gitlab/.gitlab-ci.yml: ${job}.script`,
    name: job,
    script: script.join("\n"),
    env: Object.fromEntries(values),
  };
}

/** The steps of a build spec of OCI DevOps. */
export function buildSpecSteps(file: string): ShellStep[] {
  const { steps, env } = parse(readFileSync(join(pipelines, "oci-devops", file), "utf8")) as {
    steps: { name: string; command: string }[];
    env?: { variables?: Record<string, string>; vaultVariables?: Record<string, string> };
  };
  const variables = { ...env?.variables, ...env?.vaultVariables };
  return steps.map(({ name, command }, at) => {
    return { place: `oci-devops/${file}: steps.${at}.command`, name, script: command, env: variables };
  });
}

/** The keys whose values a shell runs, in the formats of all these pipelines. */
const shellKeys = new Set(["run", "script", "before_script", "after_script", "command", "args"]);

/** Where the files of `examples/pipelines/` have something that a shell runs: `<file>: <keys, with dots>`, sorted. */
export function everyShellStep(): string[] {
  const files = readdirSync(pipelines, { recursive: true, encoding: "utf8" }).filter((name) => /\.ya?ml$/.test(name));
  return files
    .flatMap((name) =>
      parseAllDocuments(readFileSync(join(pipelines, name), "utf8")).flatMap((one) =>
        shellIn(one.toJS(), []).map((keys) => `${name}: ${keys.join(".")}`),
      ),
    )
    .sort();
}

function shellIn(value: unknown, keys: readonly string[]): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const isShell = shellKeys.has(key) && (typeof inner === "string" || Array.isArray(inner));
    return isShell ? [[...keys, key]] : shellIn(inner, [...keys, key]);
  });
}

/** The scripts of `examples/pipelines/`, by their names. */
export function scripts(): Record<string, string> {
  const names = readdirSync(pipelines).filter((name) => name.endsWith(".sh"));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(pipelines, name), "utf8")]));
}

/** A value with its expressions, `${{ … }}`, replaced. @throws for an expression that the context does not have */
export function evaluated(text: string, context: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
    const value = context[expression];
    if (value === undefined) throw new Error(`the context of this job has no ${expression}`);
    return value;
  });
}
