/**
 * @typedef {object} Command
 * @property {string} program the program, by its path in the checkout
 * @property {readonly string[]} [options] of Node
 * @property {readonly string[]} [first] the program's arguments before those of the command line
 * @property {boolean | "oldest" | readonly string[]} [engine] whether it needs the Pulumi engine, or the oldest one that is
 *   supported; or which of its own commands need it
 */

/** From the first preview to destroy, and what a killed engine leaves: all that depends on the engine's inside. */
const onOldestEngine = [
  "test/stack/lifecycle.test.ts",
  "test/stack/killed-engine.test.ts",
  "test/cli/recover.test.ts",
  "test/faults/kill-engine-after.test.ts",
];

const vitest = "node_modules/vitest/vitest.mjs";

/** As small a nursery as costs no speed (docs/performance.md). */
const smallNursery = ["--max-semi-space-size=4"];

/**
 * The commands of this project, as the scripts of package.json call them (`node setup/run.mjs <command>`), and what they
 * need. Every command needs the dependencies and a Node that runs TypeScript; only some need the engine.
 *
 * @type {Readonly<Record<string, Command>>}
 */
export const commands = {
  "idcs-apps": {
    options: smallNursery,
    program: "cli/main.ts",
    engine: ["start", "clients", "token", "basic", "revoke", "call", "verify", "deliver", "recover", "drift", "fleet"],
  },
  pulumi: { program: "setup/pulumi.mjs", engine: true },
  forge: { program: "examples/pipelines/forge/main.ts" },
  "local-domain": { options: smallNursery, program: "local/main.ts" },

  test: { program: vitest, first: ["run"], engine: true },
  "test:unit": { program: vitest, first: ["run", "--project", "unit"] },
  "test:oldest-engine": { program: vitest, first: ["run", ...onOldestEngine], engine: "oldest" },
  build: { program: "setup/build.mjs" },
  "check:all": { program: "setup/check-all.mjs" },
  bench: { program: "bench/main.ts", engine: true },
  "bench:local-domain": { program: "bench/local-domain/main.ts" },

  schema: { program: "manifest/write-json-schemas.ts" },
  "command-docs": { program: "cli/write-json-schemas.ts" },
  "seed-schema": { program: "local/seed/write-schema.ts" },
  "package-schema": { program: "package/generate/main.ts" },
  "property-table": { program: "provider/property-table/generate.ts" },
  "plugin-archive": { program: "archive/main.ts" },
  "local-domain-executable": { program: "archive/local-domain.ts" },
};

/**
 * Whether a command, with these arguments, needs the Pulumi engine. Help never does, except for Pulumi's own.
 *
 * @param {Command} command
 * @param {readonly string[]} args
 */
export function needsEngine({ engine = false }, args) {
  if (typeof engine === "boolean") return engine;
  if (engine === "oldest") return true;
  // Without secrets, drift needs no state.
  const isWithout = args.some(
    (arg) => arg === "--help" || arg === "-h" || (arg === "--no-secrets" && args[0] === "drift"),
  );
  return engine.includes(args[0] ?? "") && !isWithout;
}
