import { Command } from "commander";
import { print } from "./common.ts";
import { type PairFlags, pairOf, withPairOptions } from "./pair.ts";

export const call = withPairOptions(
  new Command("call")
    .argument("<client>", "<team>/<client>")
    .argument("<url>", "the API: https, or http on this machine")
    .description("call an API (GET) with a token of the client itself, and show its answer; the token is not shown"),
)
  .option("--app <name>", "the display name of the resource app, for a client that calls several")
  .addHelpText(
    "after",
    `
Exit code: 0 the API accepted the call (2xx), 2 it did not, 1 error.

Examples:
  idcs-apps call payments/ledger-sync http://127.0.0.1:8943/ic/api/integration/v1/integrations
  idcs-apps call payments/ledger-sync https://api.example.com/orders --app "Orders API"`,
  )
  .action(async (client: string, url: string, flags: PairFlags & { readonly app?: string }) => {
    (await import("../token/operands.ts")).refuseSecret(client, url);
    const { pair, name } = await pairOf(client, flags);
    const { call } = await import("../call/call.ts");
    const { text, isAccepted } = await call(pair, name, { url, app: flags.app });
    print(text);
    if (!isAccepted) process.exitCode = 2;
  });
