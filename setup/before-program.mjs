// What must hold for every stack program, before it loads its first TypeScript (main.mjs).
import { connect } from "node:http2";
import { ownCommand } from "./own-command.mjs";
import { isAtLeast, minimumNode } from "./version.mjs";

if (!isAtLeast(process.version, minimumNode)) {
  process.stderr.write(
    `The program needs Node ${minimumNode} or newer; this shell's is ${process.version}. ` +
      `Run \`${ownCommand("pulumi", "<command>")}\`, which finds or installs one, or put a newer Node on PATH.\n`,
  );
  process.exit(1);
}

const end = () => process.exit(1);

// Where nobody reads the output any more, the engine is gone. Pulumi would write the failure of that write to the same
// output, and so on for ever.
for (const output of [process.stdout, process.stderr]) output.on("error", end);

// When the engine stops because of an error, a request of the program is refused. Pulumi would report that beside the error.
const endIfRefused = (/** @type {unknown} */ error) => {
  if (!(error instanceof Error)) return;
  const isUnavailable = "code" in error && error.code === 14;
  if (isUnavailable || error.message === "Channel has been shut down") end();
};
process.prependListener("uncaughtException", endIfRefused);
process.prependListener("unhandledRejection", endIfRefused);

// A program that writes nothing ends with its connection to the engine. The connection keeps no program running.
const engine = process.env.PULUMI_NODEJS_ENGINE;
if (engine) connect(`http://${engine}`).on("error", end).on("close", end).unref();
