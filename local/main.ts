import { Command, InvalidArgumentError, Option } from "commander";
import { defaultPort } from "./command-line/default-port.ts";
import type { ExitCode, Io } from "./command-line/io.ts";
import { reset } from "./command-line/reset.ts";
import { type ServeOptions, serve } from "./command-line/serve.ts";
import { showStatus } from "./command-line/show-status.ts";
import { stop } from "./command-line/stop.ts";
import { hosts } from "./server.ts";
import { domainTypes } from "./settings.ts";

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
  .addOption(
    new Option("--host <address>", "the address; 0.0.0.0 is for containers: everyone who reaches it can do everything")
      .choices(hosts)
      .default("127.0.0.1"),
  )
  .option("--port <number>", "the port; 0 for a free one", portNumber, defaultPort())
  .option("--tls-port <number>", "also listen with HTTPS, for client certificates; 0 for a free port", portNumber)
  .option(...dataFlag)
  .option("--seed <file>", "fill a new domain from this file, instead of the example organisation")
  .option("--examples", "fill it with the example organisation too")
  .option("--no-examples", "leave out the example organisation")
  .option("--log", "print a line for each request")
  .addOption(
    new Option("--domain-type <type>", "limit requests and objects as a domain of this type does").choices(domainTypes),
  )
  .option(
    "--answers <file>",
    "answers to questions that Oracle's documentation leaves open (docs/local-domain/open-questions.md)",
  )
  .action((options: Omit<ServeOptions, "stop">) => run(serve({ ...options, stop: stopSignal() }, io)));
program
  .command("stop")
  .description("stop the server of the data folder")
  .option(...dataFlag)
  .action(({ data }) => run(stop(data, io)));
program
  .command("status")
  .description("report whether and where the data folder is served")
  .option(...dataFlag)
  .action(({ data }) => run(showStatus(data, io)));
program
  .command("reset")
  .description("remove the data folder, and stop its server first")
  .option(...dataFlag)
  .action(({ data }) => run(reset(data, io)));
void program.parseAsync();

async function run(command: Promise<ExitCode>): Promise<void> {
  process.exitCode = await command;
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
