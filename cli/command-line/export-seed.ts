import { Command } from "commander";
import { auth, authenticationOf, note, profile, progress } from "./common.ts";

export const exportSeed = new Command("export-seed")
  .argument("<file>")
  .description(
    "write the apps, roles, users, groups and grants of a live domain as a seed for the local one; no secrets",
  )
  .requiredOption("--url <url>", "the identity domain's URL")
  .option(...auth)
  .option(...profile)
  .addHelpText(
    "after",
    `
Exit code: 0 written, 1 error.

Examples:
  idcs-apps export-seed seed.yaml --url https://idcs-0123456789abcdef.identity.oraclecloud.com`,
  )
  .action(async (file: string, { url, auth, profile }: { url: string; auth?: string; profile?: string }) => {
    const authentication = authenticationOf({ auth, profile });
    const { exportSeed } = await import("../export-seed/export-seed.ts");
    note(await progress("Reading the identity domain", () => exportSeed(file, { url, authentication })));
  });
