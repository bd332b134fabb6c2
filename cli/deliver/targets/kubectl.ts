import { spawn } from "node:child_process";
import { oneLine } from "../../../wording/one-line.ts";
import { CommandError } from "../../errors/command-error.ts";

/** Runs `kubectl` with arguments and an input, and returns what it prints. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

/**
 * The `kubectl` of the PATH. What it says when it fails is shown without the values in `secrets`.
 *
 * @param context the cluster, as `kubectl config get-contexts` names it; undefined for the current one
 */
export function kubectlFor(context: string | undefined, env: NodeJS.ProcessEnv, secrets: readonly string[]): Kubectl {
  const place = context === undefined ? [] : ["--context", context];
  return (args, input = "") =>
    new Promise((resolve, reject) => {
      const child = spawn("kubectl", [...place, ...args], { env, stdio: ["pipe", "pipe", "pipe"] });
      let [output, complaint] = ["", ""];
      child.stdout.on("data", (chunk) => {
        output += chunk;
      });
      child.stderr.on("data", (chunk) => {
        complaint += chunk;
      });
      child.on("error", () => reject(new CommandError("there is no kubectl on PATH, which --apply needs.")));
      child.on("close", (code) => {
        if (code === 0) return resolve(output);
        const said = secrets.reduce((text, secret) => text.replaceAll(secret, "********"), complaint);
        reject(new CommandError(`kubectl ${args[0]} failed (exit ${code}): ${oneLine(withoutLog(said), 600)}`));
      });
      // It may end before it has read its input.
      child.stdin.on("error", () => {});
      child.stdin.end(input);
    });
}

/** A line of client-go's log, such as `E1126 20:41:02.123456   42 memcache.go:265] "Unhandled Error" err="…"`. */
const logLine = /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ .*\] /;

/** What kubectl itself says, without its library's log, which says the same several times; all of it, if it says nothing else. */
function withoutLog(said: string): string {
  const own = said.split("\n").filter((line) => line.trim() !== "" && !logLine.test(line));
  return own.length > 0 ? own.join("\n") : said;
}
