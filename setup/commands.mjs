/**
 * @typedef {object} Command
 * @property {readonly string[]} runs what Node runs: its options, a program of this project, the program's arguments
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

/**
 * The commands of this project, as the scripts of package.json call them (`node setup/run.mjs <command>`), and what they
 * need. Every command needs the dependencies and a Node that runs TypeScript; only some need the engine.
 *
 * @type {Readonly<Record<string, Command>>}
 */
export const commands = {
  // As small a nursery as costs no speed (docs/performance.md).
  "idcs-apps": {
    runs: ["--max-semi-space-size=4", "cli/main.ts"],
    engine: ["start", "clients", "token", "basic", "revoke", "call", "verify", "deliver", "recover", "drift", "fleet"],
  },
  pulumi: { runs: ["setup/pulumi.mjs"], engine: true },
  forge: { runs: ["examples/pipelines/forge/main.ts"] },
  "local-domain": { runs: ["--max-semi-space-size=4", "local/main.ts"] },

  test: { runs: ["node_modules/vitest/vitest.mjs", "run"], engine: true },
  "test:unit": { runs: ["node_modules/vitest/vitest.mjs", "run", "--project", "unit"] },
  "test:oldest-engine": { runs: ["node_modules/vitest/vitest.mjs", "run", ...onOldestEngine], engine: "oldest" },
  "check:all": { runs: ["setup/check-all.mjs"] },
  bench: { runs: ["bench/main.ts"], engine: true },
  "bench:local-domain": { runs: ["bench/local-domain/main.ts"] },

  schema: { runs: ["manifest/write-json-schemas.ts"] },
  "command-docs": { runs: ["cli/write-json-schemas.ts"] },
  "seed-schema": { runs: ["local/seed/write-schema.ts"] },
  "property-table": { runs: ["provider/property-table/generate.ts"] },
  "plugin-archive": { runs: ["archive/main.ts"] },
  "local-domain-executable": { runs: ["archive/local-domain.ts"] },
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
