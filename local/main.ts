import { Command, InvalidArgumentError, Option } from "commander";
import type { ExitCode, Io } from "./command-line/io.ts";
import { reset } from "./command-line/reset.ts";
import { serve } from "./command-line/serve.ts";
import { showStatus } from "./command-line/show-status.ts";
import { stop } from "./command-line/stop.ts";
import type { LocalDomainSettings } from "./settings.ts";

/** The options of `serve` as commander reads them; the settings have their own names. */
interface ServeFlags extends LocalDomainSettings {
  readonly port: number;
  readonly data: string;
}

const io: Io = {
  out: (line) => {
    console.log(line);
    // A launcher that forked this process waits for the line that says where the domain is.
    process.send?.(line);
  },
  error: (line) => console.error(line),
};
const dataFlag = ["--data <folder>", "the folder that holds the domain", ".local-domain"] as const;

const program = new Command("local-domain").description("An Oracle identity domain on 127.0.0.1");
program
  .command("serve", { isDefault: true })
  .description("serve the domain until SIGINT or SIGTERM")
  .option("--port <number>", "the port on 127.0.0.1; 0 for a free one", portNumber, 8943)
  .option(...dataFlag)
  .option("--issuer <url>", "the issuer of tokens (default: https://identity.oraclecloud.com/)")
  .option("--public-signing-cert", "answer the signing key without credentials")
  .option("--client-id-characters <text>", "what client IDs may hold beside letters and digits (default: _-)")
  .option("--denied-status <number>", "401 or 403 for a caller without the role (default: 401)", deniedStatus)
  .addOption(
    choice("--disallowed-scope-error", "for a scope that is not allowed", ["unauthorized_client", "invalid_scope"]),
  )
  .addOption(choice("--inactive-client-error", "for an inactive client", ["invalid_client", "unauthorized_client"]))
  .addOption(choice("--unknown-attributes", "what to do with unknown attributes", ["refuse", "ignore"]))
  .option("--append-oci-tags-schema", "append the OCI tags extension to schemas on every write")
  .action(({ port, data, ...settings }: ServeFlags) => run(serve({ port, data, settings, stop: stopSignal() }, io)));
program
  .command("stop")
  .description("end the server of the data folder")
  .option(...dataFlag)
  .action(({ data }) => run(stop(data, io)));
program
  .command("status")
  .description("tell whether and where the data folder is served")
  .option(...dataFlag)
  .action(({ data }) => run(showStatus(data, io)));
program
  .command("reset")
  .description("remove the data folder, and stop its server first")
  .option(...dataFlag)
  .action(({ data }) => run(reset(data, io)));
await program.parseAsync();

async function run(command: Promise<ExitCode>): Promise<void> {
  process.exitCode = await command;
}

function choice(flag: string, description: string, values: readonly string[]): Option {
  return new Option(`${flag} <value>`, `${description} (default: ${values[0]})`).choices(values);
}

function deniedStatus(text: string): 401 | 403 {
  if (text === "401" || text === "403") return Number(text) as 401 | 403;
  throw new InvalidArgumentError("It must be 401 or 403.");
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError("It must be a number from 0 to 65535.");
  return port;
}

function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => controller.abort());
  return controller.signal;
}
