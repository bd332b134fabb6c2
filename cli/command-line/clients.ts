import { Command } from "commander";
import { outputsOf, print, stack } from "./common.ts";

export const clients = new Command("clients")
  .description("show a stack's clients; their secrets are masked")
  .option(...stack)
  .option("--json", "print JSON instead of text; without secrets", false)
  .addHelpText(
    "after",
    `
Exit code: 0 shown, 1 error.

Examples:
  idcs-apps clients
  idcs-apps clients --stack dev --json`,
  )
  .action(async ({ stack, json }: { stack: string; json: boolean }) => {
    const { clientsAsData, renderClients } = await import("../clients.ts");
    const outputs = await outputsOf(stack);
    print(json ? JSON.stringify(clientsAsData(outputs), undefined, 2) : renderClients(outputs));
  });
