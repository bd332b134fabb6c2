import { Command, InvalidArgumentError, Option } from "commander";
import type { ExitCode, Io } from "./command-line/io.ts";
import { reset } from "./command-line/reset.ts";
import { serve } from "./command-line/serve.ts";
import { showStatus } from "./command-line/show-status.ts";
import { stop } from "./command-line/stop.ts";
import type { LocalDomainSettings } from "./settings.ts";
import { domainTypes } from "./settings.ts";

/** The options of `serve` as commander reads them; the settings have their own names. */
interface ServeFlags extends LocalDomainSettings {
  readonly port: number;
  readonly tlsPort?: number;
  readonly data: string;
  readonly seed?: string;
  readonly examples?: boolean;
  readonly log?: boolean;
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
  .option("--tls-port <number>", "also listen with HTTPS, for client certificates; 0 for a free port", portNumber)
  .option(...dataFlag)
  .option("--seed <file>", "fill a new domain from this file, in place of the example organisation")
  .option("--examples", "fill it with the example organisation too")
  .option("--no-examples", "leave out the example organisation")
  .option("--log", "print a line for each request")
  .addOption(
    new Option("--domain-type <type>", "limit requests and objects as a domain of this type does").choices(domainTypes),
  )
  .option("--issuer <url>", "the issuer of tokens (default: https://identity.oraclecloud.com/)")
  .option("--public-signing-cert", "answer the signing key without credentials")
  .option("--client-id-characters <text>", "what client IDs may hold beside letters and digits (default: _-)")
  .option("--denied-status <number>", "401 or 403 for a caller without the role (default: 401)", deniedStatus)
  .addOption(
    choice("--disallowed-scope-error", "for a scope that is not allowed", ["unauthorized_client", "invalid_scope"]),
  )
  .addOption(choice("--inactive-client-error", "for an inactive client", ["invalid_client", "unauthorized_client"]))
  .addOption(
    choice("--ungranted-user-error", "for a user without a grant of a client that enforces them", [
      "invalid_grant",
      "access_denied",
      "unauthorized_client",
    ]),
  )
  .option("--no-rotate-refresh-tokens", "keep a refresh token after it was used")
  .addOption(
    choice("--blocked-address-error", "for a client outside its perimeters", ["unauthorized_client", "invalid_client"]),
  )
  .option("--trust-forwarded-for", "take the client's address from the end of X-Forwarded-For")
  .addOption(choice("--unknown-attributes", "what to do with unknown attributes", ["refuse", "ignore"]))
  .option("--strict", "refuse a PUT that names a read-only attribute, whatever it says of it")
  .addOption(status("--failed-match-status", "for a failed If-Match", [412, 409]))
  .addOption(status("--regenerated-secret-status", "of AppClientSecretRegenerator", [200, 201]))
  .option("--bulk-max-operations <number>", "operations of a bulk request (default: 50)", positiveNumber)
  .option("--append-oci-tags-schema", "append the OCI tags extension to schemas on every write")
  .action(({ port, tlsPort, data, seed, examples, log, ...settings }: ServeFlags) =>
    run(serve({ port, tlsPort, data, seed, examples, log, settings, stop: stopSignal() }, io)),
  );
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

function status(flag: string, description: string, values: readonly number[]): Option {
  return choice(flag, description, values.map(String)).argParser((text) => {
    if (values.map(String).includes(text)) return Number(text);
    throw new InvalidArgumentError(`It must be ${values.join(" or ")}.`);
  });
}

function positiveNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It must be a number from 1.");
  return Number(text);
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
