import { Command } from "commander";
import { print, stack } from "./common.ts";

export const explain = new Command("explain")
  .description(
    "explain an error, an HTTP answer or the output of `curl -v` from standard input: what it means, the likely causes in order, checked against the domain and the manifests; it changes nothing, and shows no secret of the input",
  )
  .option(...stack)
  .option("-c, --client <team/client>", "the client that it is about (default: the client ID in the input)")
  .option("--offline", "ask the identity domain nothing", false)
  .option("--json", "print JSON instead of text", false)
  .addHelpText(
    "after",
    "\nExit code: 0 the error is known, 2 it is not, 1 error.\n\nExamples:\n  idcs-apps call payments/ledger-sync http://127.0.0.1:8943/ic/api/integration/v1/integrations | idcs-apps explain\n  pbpaste | idcs-apps explain --client payments/ledger-sync",
  )
  .action(async (options: { stack: string; client?: string; offline: boolean; json: boolean }) => {
    const { readLimited } = await import("../input/read-limited.ts");
    const { explain, tooLarge } = await import("../explain/explain.ts");
    const { renderExplanation } = await import("../explain/render.ts");
    const { surroundingsOf } = await import("../explain/surroundings.ts");
    if (process.stdin.isTTY) console.error("Paste the error, and end it with Ctrl-D:");
    const input = await readLimited(process.stdin, tooLarge);
    const explanation = await explain({
      input,
      client: options.client,
      surroundings: async () => surroundingsOf({ stack: options.stack, offline: options.offline }),
    });
    print(options.json ? JSON.stringify(explanation, undefined, 2) : renderExplanation(explanation));
    if (explanation.error === null) process.exitCode = 2;
  });
