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

/** The pipelines of a repository that uses the npm package: those of `examples/pipelines/`, with its paths. */
export function pipelinesFor(forge: Forge): readonly NewFile[] {
  const steps = readdirSync(join(codeFolder, examples)).filter((name) => name.endsWith(".sh"));
  return [
    { path: ".nvmrc", text: `${minimumNode.split(".")[0]}\n`, isOptional: true },
    ...steps.map((name) => ({ path: join(own, name), text: adapted(name), isProgram: true })),
    ...readdirSync(join(codeFolder, examples, forge)).map((name) => ({
      path: name === "CODEOWNERS" ? ".github/CODEOWNERS" : join(homes[forge], name),
      text: adapted(join(forge, name)),
    })),
  ];
}

function adapted(file: string): string {
  return readFileSync(join(codeFolder, examples, file), "utf8").replaceAll(examples, own);
}
