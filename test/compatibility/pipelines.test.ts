import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { buildSpecSteps, everyShellStep, gitLabStep } from "../pipelines/steps.ts";
import { endServers, runLinter, withoutLinters } from "./installed.ts";

const pipelines = join(import.meta.dirname, "..", "..", "examples", "pipelines");
const schemas = import.meta.dirname;

/** A repository with the workflows where GitHub looks for them. */
const repository = mkdtempSync(join(tmpdir(), "idcs-apps-pipelines-"));
const workflows = join(repository, ".github", "workflows");
mkdirSync(join(repository, ".git"), { recursive: true });
mkdirSync(workflows, { recursive: true });
const names = readdirSync(join(pipelines, "github")).filter((name) => name.endsWith(".yml"));
for (const name of names) cpSync(join(pipelines, "github", name), join(workflows, name));

afterAll(() => {
  endServers();
  rmSync(repository, { recursive: true, force: true });
});

const good = { code: 0 };

describe.skipIf(withoutLinters)(`the workflows of GitHub${withoutLinters}`, () => {
  const files = names.map((name) => join(".github", "workflows", name));

  it("are right by actionlint, their shell by shellcheck", async () => {
    expect(await runLinter("actionlint", ["-no-color", ...files], repository)).toEqual({ code: 0, out: "", error: "" });
    const wrong = join(repository, "wrong.yml");
    const title = ["$", "{{ github.event.pull_request.title }}"].join("");
    const step = `\n      - run: cat $HOME/$1 "${title}"\n`;
    writeFileSync(wrong, `${readFileSync(join(workflows, "deploy.yml"), "utf8").trimEnd()}${step}`);
    const { code, out } = await runLinter("actionlint", ["-no-color", wrong], repository);
    expect({ code, shell: out.includes("[shellcheck]"), expression: out.includes("is potentially untrusted") }).toEqual(
      {
        code: 1,
        shell: true,
        expression: true,
      },
    );
    rmSync(wrong);
  });

  it("have no finding of zizmor, as strict as it is", async () => {
    const options = ["--offline", "--no-progress", "--persona", "auditor", "--format", "json"];
    const { out, error } = await runLinter("zizmor", [...options, "."], repository);
    expect(JSON.parse(out), error).toEqual([]);
  });

  it("fit the schema of GitHub's workflows", async () => {
    const args = ["--builtin-schema", "vendor.github-workflows", ...files];
    expect(await runLinter("check-jsonschema", args, repository)).toMatchObject(good);
  });
});

describe.skipIf(withoutLinters)(`the other pipelines${withoutLinters}`, () => {
  it("have scripts that are right by shellcheck", async () => {
    const scripts = readdirSync(pipelines).filter((name) => name.endsWith(".sh"));
    expect(await runLinter("shellcheck", scripts, pipelines)).toEqual({ code: 0, out: "", error: "" });
  });

  it("have shell steps that are right by shellcheck", async () => {
    const jobs = everyShellStep().flatMap((place) => /^gitlab\/.*: (.*)\.script$/.exec(place)?.[1] ?? []);
    const specs = readdirSync(join(pipelines, "oci-devops"));
    const steps = [...jobs.map((job) => gitLabStep(job)), ...specs.flatMap((file) => buildSpecSteps(file))];
    expect(steps.map(({ place }) => place).sort()).toEqual(
      everyShellStep().filter((place) => !place.startsWith("github/")),
    );
    const folder = join(repository, "steps");
    mkdirSync(folder);
    for (const [at, { script }] of steps.entries())
      writeFileSync(join(folder, `${at}.sh`), `#!/bin/bash -e\n${script}`);
    const files = readdirSync(folder);
    expect(await runLinter("shellcheck", files, folder)).toEqual({ code: 0, out: "", error: "" });
  });

  it("fit the schema of GitLab CI", async () => {
    const args = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", "gitlab/.gitlab-ci.yml"];
    expect(await runLinter("check-jsonschema", args, pipelines)).toMatchObject(good);
  });

  it("fit the syntax of OCI's build specs", async () => {
    const specs = readdirSync(join(pipelines, "oci-devops"));
    expect(specs).toHaveLength(3);
    const args = ["--schemafile", join(schemas, "build-spec.schema.json"), ...specs];
    expect(await runLinter("check-jsonschema", args, join(pipelines, "oci-devops"))).toMatchObject(good);
  });

  it("have a Stack that the Pulumi Kubernetes Operator knows, which deletes nothing and looks at its branch once an hour at most", async () => {
    const documents = parseAllDocuments(readFileSync(join(pipelines, "kubernetes", "stack.yaml"), "utf8"));
    const objects = documents.map((one) => one.toJS() as { kind: string; spec: Record<string, unknown> });
    const [stack, ...others] = objects.filter(({ kind }) => kind === "Stack");
    const file = join(repository, "stack.json");
    writeFileSync(file, JSON.stringify(stack));
    const args = ["--schemafile", join(schemas, "stack.schema.json"), file];
    expect(await runLinter("check-jsonschema", args, repository)).toMatchObject(good);
    writeFileSync(file, JSON.stringify({ ...stack, spec: { ...stack?.spec, destroyOnFinalise: false } }));
    expect(await runLinter("check-jsonschema", args, repository)).toMatchObject({ code: 1 });
    expect(others).toEqual([]);
    expect(stack?.spec).toMatchObject({
      destroyOnFinalize: false,
      continueResyncOnCommitMatch: false,
      refresh: false,
      workspaceReclaimPolicy: "Delete",
    });
    expect(stack?.spec.resyncFrequencySeconds).toBeGreaterThanOrEqual(3600);
  });
});
