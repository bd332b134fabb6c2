import { fstatSync } from "node:fs";
import { engineLog } from "./requests/engine-log.ts";
import { startProvider } from "./server.ts";
import { servePassedConnections, sharedArgument } from "./shared-plugin.ts";

// The engine's address is the first argument: there it takes messages.
const engine = process.argv[2];
if (engine === sharedArgument) servePassedConnections(process);
else void serveOneEngine();

async function serveOneEngine(): Promise<void> {
  const { port } = await startProvider(engine === undefined ? {} : { log: engineLog(engine) });

  // The engine reads the port from the first line; everything after it would be shown to the user.
  process.stdout.write(`${port}\n`);

  // The engine has the other end of this pipe: when the engine ends, for whatever reason, the plugin ends too.
  const stdin = fstatSync(0);
  if (stdin.isFIFO() || stdin.isSocket()) process.stdin.on("end", () => process.exit(0)).resume();
}
