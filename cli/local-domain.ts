import { fork } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ownCommand } from "../setup/own-command.mjs";
import { programFile } from "../setup/places.mjs";
import { CommandError } from "./errors/command-error.ts";

const dataFolder = resolve(".local-domain");
const logFile = resolve(".state", "local-domain.log");

/**
 * Starts the local identity domain of this checkout in the background, or finds it running.
 *
 * @returns whether it was started
 * @throws CommandError if another program uses the port, or if the domain does not start
 */
export async function ensureLocalDomain(url: string): Promise<boolean> {
  const port = new URL(url).port || "80";
  const answer = await whoAnswers(url);
  if (answer === "nobody") {
    await startInBackground(port);
    return true;
  }
  if (answer.dataFolder === dataFolder) return false;
  throw new CommandError(
    answer.dataFolder === undefined
      ? `Port ${port} is in use by another program. Stop it, or set another port in environments/dev.yaml.`
      : `Port ${port} is in use by the local identity domain of ${answer.dataFolder}. Stop it there with \`${ownCommand("local-domain", "stop")}\`, or set another port in environments/dev.yaml.`,
  );
}

async function whoAnswers(url: string): Promise<"nobody" | { dataFolder?: string }> {
  let response: Response;
  try {
    response = await fetch(`${url}/local/status`, { signal: AbortSignal.timeout(5_000) });
  } catch (error) {
    const refused =
      error instanceof TypeError && (error.cause as { code?: string } | undefined)?.code === "ECONNREFUSED";
    return refused ? "nobody" : {};
  }
  return response.ok ? ((await response.json().catch(() => ({}))) as { dataFolder?: string }) : {};
}

function startInBackground(port: string): Promise<void> {
  const log = openSync(logFile, "w", 0o600);
  const child = fork(programFile("local/main.ts"), ["serve", "--port", port, "--data", dataFolder], {
    detached: true,
    // As `npm run local-domain` does: it takes a fifth less memory at the same speed (docs/performance.md).
    execArgv: [...process.execArgv, "--max-semi-space-size=4"],
    stdio: ["ignore", log, log, "ipc"],
  });
  return new Promise((started, failed) => {
    child.once("message", () => {
      child.disconnect();
      child.unref();
      started();
    });
    child.once("exit", (code) => {
      const output = readFileSync(logFile, "utf8").trim();
      failed(new CommandError(`The local identity domain did not start (exit ${code}).\n${output}`));
    });
  });
}
