import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codeFolder } from "../../setup/places.mjs";
import { minimumNode } from "../../setup/version.mjs";
import type { NewFile } from "./files.ts";

/** Where pipelines run. */
export const forges = ["github", "gitlab", "oci-devops"] as const;
export type Forge = (typeof forges)[number];

const [examples, own] = ["examples/pipelines", "pipelines"];

/** The folder of the repository in which a forge looks for its pipelines. */
const homes: Readonly<Record<Forge, string>> = { github: ".github/workflows", gitlab: ".", "oci-devops": own };

/** No script of a package runs. */
const install = "npm ci --ignore-scripts";

/**
 * The lines after which a job installs the package: when it has Node and the files of the main branch. In a checkout of this project
 * every command does that itself.
 */
const installations: Readonly<Record<Forge, readonly (readonly [after: RegExp, lines: string])[]>> = {
  github: [
    [/^ +package-manager-cache: false.*\n/gm, `      - name: Install the dependencies\n        run: ${install}\n`],
  ],
  gitlab: [
    [/^default:\n/gm, `  before_script: [${install}]\n`],
    // Its files are there only after its own first lines.
    [/^review:\n/gm, "  before_script: []\n"],
    [/^ +- git clean .*\n/gm, `    - ${install}\n`],
  ],
  "oci-devops": [[/^ +cd "\$OCI_PRIMARY_SOURCE_DIR"\n/gm, `      ${install}\n`]],
};

/** The pipelines of a repository that uses the npm package: those of `examples/pipelines/`, with its paths. */
export function pipelinesFor(forge: Forge): readonly NewFile[] {
  const steps = readdirSync(join(codeFolder, examples)).filter((name) => name.endsWith(".sh"));
  return [
    { path: ".nvmrc", text: `${minimumNode.split(".")[0]}\n`, isOptional: true },
    ...steps.map((name) => ({ path: join(own, name), text: withOwnPaths(name), isProgram: true })),
    ...readdirSync(join(codeFolder, examples, forge)).map((name) => ({
      path: name === "CODEOWNERS" ? ".github/CODEOWNERS" : join(homes[forge], name),
      text: installations[forge].reduce(
        (text, [after, lines]) => text.replaceAll(after, `$&${lines}`),
        withOwnPaths(join(forge, name)),
      ),
    })),
  ];
}

function withOwnPaths(file: string): string {
  return readFileSync(join(codeFolder, examples, file), "utf8").replaceAll(examples, own);
}
