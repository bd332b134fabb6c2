import { Command } from "commander";
import { outputsOf, print, stack } from "./common.ts";

export const clients = new Command("clients")
  .description("show a stack's clients; their secrets are masked")
  .option(...stack)
  .action(async (options: { stack: string }) => {
    const { renderClients } = await import("../clients.ts");
    print(renderClients(await outputsOf(options.stack)));
  });
