import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { codeFolder } from "../../setup/places.mjs";
import { codeOf, schemaLine } from "../project/installed-package.ts";
import { readme } from "./readme.ts";

/** A file of the new repository. */
export interface NewFile {
  /** Its path in the repository. */
  readonly path: string;
  readonly text: string;
  /** Whether a file that is there already will do: it is kept. @default false */
  readonly isOptional?: boolean;
  /** Whether it is a program. @default false */
  readonly isProgram?: boolean;
}

/** What git ignores in the repository. */
export const ignored = ["node_modules/", ".local-domain/"];

/**
 * The files of a repository that has only manifests, for a local identity domain and one team.
 *
 * @param folder the repository's
 * @param isModule whether its package.json says that its JavaScript is ES modules
 */
export function filesOf(folder: string, isModule: boolean): readonly NewFile[] {
  const program = isModule ? programs.module : programs.commonJs;
  const code = `./${relative(folder, codeOf(folder, true))}`;
  return [
    { path: "Pulumi.yaml", text: pulumiFile(code, program.path) },
    program,
    { path: "Pulumi.dev.yaml", text: sample("Pulumi.dev.yaml") },
    { path: ".state/.gitignore", text: "*\n!.gitignore\n", isOptional: true },
    { path: "environments/dev.yaml", text: manifest("environment", "environments/dev.yaml", folder) },
    { path: "teams/payments.yaml", text: manifest("team", "teams/payments.yaml", folder) },
    { path: "README.md", text: readme, isOptional: true },
    { path: ".vscode/settings.json", text: editorSettings(code), isOptional: true },
  ];
}

/**
 * The program. Pulumi loads it by the `type` of package.json: as a CommonJS module, it would not call the function that an ES module
 * exports, and the stack would be empty without an error.
 */
const programs = {
  module: { path: "index.mjs", text: 'export { default } from "idcs-apps";\n' },
  commonJs: { path: "index.cjs", text: 'module.exports = async () => (await import("idcs-apps")).default();\n' },
};

function pulumiFile(code: string, main: string): string {
  return `name: idcs-apps
description: OAuth clients of Oracle identity domains, declared in teams/*.yaml
runtime: { name: nodejs, options: { typescript: false } }
main: ${main}
# State of the local stack. For shared stacks: \`pulumi login\`, or PULUMI_BACKEND_URL, which has precedence over this.
backend: { url: "file://./.state" }
# The plugin of idcs-apps for identity domains. Without these lines Pulumi takes the official one: same program, same state.
plugins:
  providers:
    - { name: oci, path: ${code}/provider }
`;
}

function editorSettings(code: string): string {
  const schemas = {
    [`${code}/manifest/team.schema.json`]: "teams/**/*.yaml",
    [`${code}/manifest/environment.schema.json`]: "environments/*.yaml",
  };
  return `${JSON.stringify({ "yaml.schemas": schemas }, null, 2)}\n`;
}

/** A manifest of the example organisation, with its schema where the repository has it. */
function manifest(kind: "team" | "environment", path: string, folder: string): string {
  return sample(path).replace(/^# yaml-language-server: .*\n/, schemaLine(kind, join(folder, path), folder, true));
}

function sample(path: string): string {
  return readFileSync(join(codeFolder, path), "utf8");
}
