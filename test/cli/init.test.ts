import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { init } from "../../cli/init/init.ts";
import { codeOf, schemaLine } from "../../cli/project/installed-package.ts";
import { loadEnvironment } from "../../manifest/load-environment.ts";
import { loadTeams } from "../../manifest/load-teams.ts";
import { ownCommand, programOf } from "../../setup/own-command.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "idcs-apps-init-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const version = "1.2.3";
const write = (file: string, text: string) => {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
};
const read = (file: string) => readFileSync(join(folder, file), "utf8");
const json = (file: string) => JSON.parse(read(file)) as Record<string, unknown>;
const files = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

describe("init", () => {
  it("names every file that is in the way, and then writes nothing", () => {
    write("Pulumi.yaml", "name: other\n");
    write("teams/payments.yaml", "mine\n");
    write("README.md", "mine\n");
    expect(() => init({ folder, version })).toThrow(
      [
        `"${folder}/Pulumi.yaml" already exists.`,
        `"${folder}/teams/payments.yaml" already exists.`,
        "Nothing was written: move these files away, or name another folder, and run the command again.",
      ].join("\n"),
    );
    expect(files()).toEqual(["Pulumi.yaml", "README.md", "teams/payments.yaml"]);
  });

  it("refuses a package.json that it cannot read, and then writes nothing", () => {
    write("package.json", "[]");
    expect(() => init({ folder, version })).toThrow(
      "package.json is no JSON object: correct it, and run the command again.",
    );
    expect(files()).toEqual(["package.json"]);
    rmSync(join(folder, "package.json"));
    mkdirSync(join(folder, "package.json"));
    expect(() => init({ folder, version })).toThrow(
      `"${folder}/package.json" is no file: move it away, and run the command again.`,
    );
  });

  it("writes manifests that are right, in a folder that it creates", () => {
    const inside = join(folder, "new", "identity");
    const { written, kept } = init({ folder: inside, version });
    expect(written).toEqual([
      "package.json",
      ".gitignore",
      "Pulumi.yaml",
      "index.cjs",
      "Pulumi.dev.yaml",
      ".state/.gitignore",
      "environments/dev.yaml",
      "teams/payments.yaml",
      "README.md",
      ".vscode/settings.json",
    ]);
    expect(kept).toEqual([]);
    expect(written.filter((file) => !existsSync(join(inside, file)))).toEqual([]);
    expect(loadEnvironment(join(inside, "environments"), "dev").identityDomainUrl).toBe("http://127.0.0.1:8943");
    expect(loadTeams(join(inside, "teams")).map(({ team }) => team)).toEqual(["payments"]);
  });

  it("has a program, a plugin and schemas of the package", () => {
    init({ folder, version });
    expect(json("package.json").dependencies).toEqual({ "idcs-apps": version });
    const { main, plugins } = parse(read("Pulumi.yaml"));
    expect(read(main)).toContain('import("idcs-apps")');
    expect(plugins.providers).toEqual([{ name: "oci", path: "./node_modules/idcs-apps/dist/provider" }]);
    expect(read("teams/payments.yaml").split("\n")[0]).toBe(
      "# yaml-language-server: $schema=../node_modules/idcs-apps/dist/manifest/team.schema.json",
    );
    expect(read("environments/dev.yaml").split("\n")[0]).toBe(
      "# yaml-language-server: $schema=../node_modules/idcs-apps/dist/manifest/environment.schema.json",
    );
  });

  it("adds to package.json and .gitignore what they lack, and keeps a README", () => {
    write("package.json", '{"name":"identity","scripts":{"check":"mine"},"devDependencies":{"idcs-apps":"^1.0.0"}}');
    write(".gitignore", "/node_modules\n*.log");
    write("README.md", "mine\n");
    expect(init({ folder, version }).kept).toEqual(["README.md"]);
    expect(json("package.json")).toMatchObject({
      name: "identity",
      scripts: { check: "mine", "idcs-apps": "idcs-apps" },
      devDependencies: { "idcs-apps": "^1.0.0" },
    });
    expect(read(".gitignore")).toBe("/node_modules\n*.log\n.local-domain/\n");
    expect(read("README.md")).toBe("mine\n");
  });

  it("exports the program as an ES module where package.json says so: Pulumi would run no other", () => {
    write("package.json", '{"type":"module"}');
    init({ folder, version });
    expect(parse(read("Pulumi.yaml")).main).toBe("index.mjs");
    expect(read("index.mjs")).toBe('export { default } from "idcs-apps";\n');
  });

  it.each([
    ["github", ".github/workflows/review.yml", ".github/CODEOWNERS"],
    ["gitlab", ".gitlab-ci.yml", ".nvmrc"],
    ["oci-devops", "pipelines/build_spec_review.yaml", ".nvmrc"],
  ] as const)("writes pipelines for %s that name only files of the repository", (pipelines, ...expected) => {
    init({ folder, version, pipelines });
    expect(files()).toEqual(expect.arrayContaining(["pipelines/review.sh", ...expected]));
    expect(statSync(join(folder, "pipelines/review.sh")).mode & 0o111).not.toBe(0);
    const text = files().map(read).join("\n");
    expect(text).not.toContain("examples/pipelines");
    const named = [...text.matchAll(/(?<![\w/.-])pipelines\/[\w-]+\.sh/g)].map(([file]) => file);
    expect(named.filter((file) => !existsSync(join(folder, file)))).toEqual([]);
    const { scripts } = json("package.json") as { scripts: Record<string, string> };
    const run = [...text.matchAll(/npm run --silent ([\w-]+)/g)].map(([, script = ""]) => script);
    expect(run.filter((script) => scripts[script] === undefined)).toEqual([]);
  });
});

/** What the shells of each job of a pipeline run, in order. */
const jobs = {
  github: () =>
    readdirSync(join(folder, ".github/workflows")).flatMap((file) =>
      Object.values<{ steps?: { run?: string }[] }>(parse(read(`.github/workflows/${file}`)).jobs).map(
        ({ steps = [] }) => steps.map(({ run = "" }) => run).join("\n"),
      ),
    ),
  gitlab: () => {
    const { default: usual, ...file } = parse(read(".gitlab-ci.yml"));
    return Object.values<{ before_script?: string[]; script?: string[] }>(file).flatMap((job) =>
      Array.isArray(job.script) ? [[...(job.before_script ?? usual.before_script), ...job.script].join("\n")] : [],
    );
  },
  "oci-devops": () =>
    readdirSync(join(folder, "pipelines"))
      .filter((file) => file.endsWith(".yaml"))
      .map((file) =>
        parse(read(`pipelines/${file}`))
          .steps.map(({ command }: { command: string }) => command)
          .join("\n"),
      ),
};

describe("each job of the pipelines that init writes", () => {
  it.each(Object.entries(jobs))("installs the package before it uses it: %s", (forge, scriptsOf) => {
    init({ folder, version, pipelines: forge as keyof typeof jobs });
    const using = scriptsOf().filter((script) => /npm run|pipelines\//.test(script));
    expect(using.length).toBeGreaterThan(2);
    for (const script of using) {
      const installed = script.indexOf("npm ci --ignore-scripts");
      expect(installed).toBeGreaterThanOrEqual(0);
      expect(script.search(/npm run|pipelines\//)).toBeGreaterThan(installed);
    }
  });
});

describe("the package's folder, as files of a project name it", () => {
  it("is that in the nearest node_modules: a workspace has it in its root", () => {
    mkdirSync(join(folder, "node_modules/idcs-apps/dist"), { recursive: true });
    const project = join(folder, "apps/identity");
    expect(codeOf(project, true)).toBe(join(folder, "node_modules/idcs-apps/dist"));
    expect(schemaLine("team", join(project, "teams/a.yaml"), project, true)).toBe(
      "# yaml-language-server: $schema=../../../node_modules/idcs-apps/dist/manifest/team.schema.json\n",
    );
  });

  it("is the project itself in a checkout", () => {
    expect(schemaLine("environment", "environments/prod.yaml", ".", false)).toBe(
      "# yaml-language-server: $schema=../manifest/environment.schema.json\n",
    );
  });
});

describe("a command that a message names", () => {
  it.each([
    ["start", "", "npm start", "npx idcs-apps start"],
    ["check", "", "npm run check", "npx idcs-apps check"],
    ["idcs-apps", "drift", "npm run idcs-apps -- drift", "npx idcs-apps drift"],
    ["pulumi", "up --stack dev", "npm run pulumi -- up --stack dev", "npx idcs-apps pulumi up --stack dev"],
  ])("%s %s is that of the place", (script, args, inCheckout, inPackage) => {
    expect([ownCommand(script, args, false), ownCommand(script, args, true)]).toEqual([inCheckout, inPackage]);
  });

  it.each([
    [["pulumi", "--", "up", "--yes"], "pulumi", ["up", "--yes"]],
    [["pulumi", "up"], "pulumi", ["up"]],
    [["local-domain", "stop"], "local-domain", ["stop"]],
    [["check", "--", "x"], "idcs-apps", ["check", "--", "x"]],
    [[], "idcs-apps", []],
  ])("%j runs %s", (args, name, rest) => {
    expect(programOf(args)).toEqual({ name, args: rest });
  });
});
