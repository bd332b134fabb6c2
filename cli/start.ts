import { loadEnvironment } from "../manifest/load-environment.ts";
import { ownCommand } from "../setup/own-command.mjs";
import { renderClients } from "./clients.ts";
import { ensureLocalDomain } from "./local-domain.ts";
import { pairFrom } from "./pair/pair-from.ts";
import { readOutputs, runPulumi } from "./pulumi/pulumi.ts";
import { describeOwnToken, hasOwnTokens } from "./token/own-tokens.ts";

const stack = "dev";

/**
 * From nothing to a token: starts the local identity domain, provisions the stack `dev` in it with `pulumi up`, shows
 * the clients, and gets a token for the first one that gets tokens of its own.
 */
export async function start(print: (text: string) => void): Promise<void> {
  const { identityDomainUrl } = loadEnvironment("environments", stack);
  const started = await ensureLocalDomain(identityDomainUrl);
  print(`local identity domain ${identityDomainUrl} (${started ? "started" : "running"})\n`);

  await runPulumi(stack, ["stack", "select", "--create", "--non-interactive"]);
  // A domain that was just started may have been reset, so that the state does not match it.
  const refresh = started ? ["--refresh"] : [];
  await runPulumi(stack, ["up", "--yes", "--non-interactive", ...refresh]);

  const outputs = await readOutputs(stack);
  print(`\n${renderClients(outputs)}\n`);
  const [first] =
    Object.entries(outputs.clients ?? {}).find(
      ([name, client]) => hasOwnTokens(client) && outputs.clientSecrets?.[name],
    ) ?? [];
  if (first !== undefined) {
    const pair = await pairFrom(undefined, first, { outputs: async () => outputs, environment: process.env });
    print(await describeOwnToken(pair, first));
  }
  print(
    [
      "",
      `The secrets:    ${ownCommand("pulumi", "stack output clientSecrets --show-secrets --stack dev")}`,
      `A client more:  write it in teams/ (docs/manifest.md), then \`${ownCommand("check")}\` and \`${ownCommand("start")}\``,
      `The domain:     runs on until \`${ownCommand("local-domain", "stop")}\`; \`reset\` empties it`,
    ].join("\n"),
  );
}
