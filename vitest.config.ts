import { availableParallelism, totalmem } from "node:os";
import { defineConfig } from "vitest/config";

/** Tests that start processes (the real engine, the plugin, the local domain, the commands), and long ones. */
const integration = [
  "test/{stack,faults,sameness,examples}/**/*.test.ts",
  "test/local/{command-line,malformed,storage}/**/*.test.ts",
  "test/provider/{engine,launcher,pulumi-do}.test.ts",
  "test/package/{engine,launcher}.test.ts",
  "test/archive/**/*.test.ts",
  "test/cli/{passphrase,recover,request-command}.test.ts",
  "test/bench/process-tree.test.ts",
  "test/processes/**/*.test.ts",
  "test/setup/{before-program,commands,local-stack-engine}.test.ts",
];

/** Tests that run other people's clients, in Python and in a browser, against the local domain. */
const compatibility = ["test/compatibility/**/*.test.ts"];

/** Tests of programs in YAML, Python and Go, with the component package; and of the npm package, from which a program in YAML has it. */
const languages = ["test/package/{languages,npm-package,package-add}.test.ts"];

/** An engine with its program, its plugin and a local domain takes about 1 GB; the machine needs the rest. */
const enginesAtOnce = Math.max(1, Math.min(availableParallelism(), Math.floor(totalmem() / 2 ** 31)));

export default defineConfig({
  test: {
    // So wide that a busy machine never fails a test that is right; a test that hangs is still ended.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts", "examples/local-domain-in-tests/*.test.ts"],
          exclude: [...integration, ...compatibility, ...languages],
          // A file of its own world would take a second to start. Tests put back what they change outside of their world.
          isolate: false,
          maxWorkers: availableParallelism(),
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: integration,
          maxWorkers: enginesAtOnce,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "compatibility",
          include: compatibility,
          globalSetup: "test/compatibility/global-setup.ts",
          maxWorkers: enginesAtOnce,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "languages",
          include: languages,
          globalSetup: "test/package/global-setup.ts",
          maxWorkers: enginesAtOnce,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
