import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codeFolder } from "../../setup/places.mjs";
import { compare } from "../../wording/order.ts";
import type { StackConfiguration } from "../project/stack-configuration.ts";
import type { FleetStack } from "./fleet-stack.ts";
import { type OwnApi, usedApis } from "./order.ts";

/** What a stack's inputs are besides its manifest. */
export interface DigestContext {
  /** The APIs of all stacks. */
  readonly apis: readonly OwnApi[];
  /** The digest of the program, by `programDigest`. */
  readonly program: string;
  /** The version of the Pulumi engine. */
  readonly engine: string;
  /** The stack's configuration, as Pulumi gets it: encrypted values stay so. */
  readonly configuration: StackConfiguration;
}

/**
 * The digest of everything that a stack is provisioned from, apart from the identity domain and the day: what its team declares in
 * this environment, what other teams' APIs that it uses are declared as, what it needs of the environment's file, its configuration, the program and the
 * versions. Comments, and what a file says for other environments, change nothing.
 *
 * @returns a SHA-256 in hexadecimal
 */
export function digestOf(stack: FleetStack, { apis, program, engine, configuration }: DigestContext): string {
  const { manifest } = stack;
  const { teams, environment, identityDomainUrl, deletion, environmentName } = manifest ?? {};
  return sha256(
    canonical({
      name: stack.name,
      teams,
      environment,
      environmentName,
      identityDomainUrl,
      deletion,
      uses: usedApis(stack, apis).map(({ declaration }) => declaration),
      configuration,
      program,
      engine,
    }),
  );
}

/** JSON in which the order of members changes nothing. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => compare(one, other)))
      : member,
  );
}

/** The files of a project that a stack is provisioned by: in a project that uses the npm package, its index file starts the program. */
const projectParts = ["Pulumi.yaml", "index.cjs", "index.mjs", "package-lock.json"];

/** The files and folders of the code that a stack is provisioned by. */
const programParts = [
  "components",
  "identity-domain",
  "index.js",
  "index.ts",
  "main.mjs",
  "manifest",
  "naming",
  "oauth",
  "provider",
  "setup/before-program.mjs",
  "vault",
  "wording",
];

/**
 * The digest of the stack program and the plugin, with the versions of the libraries that they use.
 *
 * @param project the project's folder
 * @param code the folder of the code
 * @returns a SHA-256 in hexadecimal
 */
export function programDigest(project: string, code: string = codeFolder): string {
  const hash = createHash("sha256");
  for (const [folder, parts] of [
    [project, projectParts],
    [code, programParts],
  ] as const) {
    for (const file of parts.flatMap((part) => filesOf(folder, part)).sort(compare)) {
      const content = readFileSync(join(folder, file));
      hash.update(`${file}\n${content.length}\n`).update(content);
    }
  }
  return hash.digest("hex");
}

function filesOf(folder: string, part: string): string[] {
  try {
    return readdirSync(join(folder, part), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? filesOf(folder, join(part, entry.name)) : [join(part, entry.name)],
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR") return [part];
    if (code === "ENOENT") return [];
    throw error;
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** What a run of the fleet says about itself in a stack's history: Pulumi keeps it with each update, on every backend. */
export function agentOf(digest: string): string {
  return `idcs-apps-fleet inputs=${digest}`;
}

/** The digest of the inputs in what an update's starter says about itself; undefined if it was no run of the fleet. */
export function digestIn(agent: string | undefined): string | undefined {
  return agent === undefined ? undefined : /^idcs-apps-fleet inputs=([0-9a-f]{64})$/.exec(agent)?.[1];
}
