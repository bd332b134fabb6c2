import { Command } from "commander";
import { print, stack } from "./common.ts";
import { askConformance, type ConformanceFlags, withConformanceOptions } from "./conformance.ts";

const line = new Command("doctor")
  .description(
    "check what a stack needs: Node, packages, engine, plugin, manifests, credentials, the identity domain, clock, rights and backend, each with what to do; it changes nothing",
  )
  .option(...stack)
  .option("--json", "print JSON instead of text", false);

export const doctor = withConformanceOptions(line).action((flags: ConformanceFlags) =>
  flags.conformance ? askConformance(flags) : checkStack(flags),
);

/** The checks of a stack: what `doctor` does without `--conformance`. */
async function checkStack({ stack, json }: ConformanceFlags): Promise<void> {
  const { doctor } = await import("../doctor/doctor.ts");
  const { renderDoctor } = await import("../doctor/render.ts");
  const isTerminal = process.stderr.isTTY === true;
  const report = await doctor({
    stack,
    folder: ".",
    environment: process.env,
    nodeVersion: process.version,
    now: Date.now,
    progress: (name) => {
      if (isTerminal) process.stderr.write(`\r\u001B[2Kchecking ${name} …`);
    },
  });
  if (isTerminal) process.stderr.write("\r\u001B[2K");
  print(json ? JSON.stringify(report, undefined, 2) : renderDoctor(report));
  if (!report.healthy) process.exitCode = 2;
}
