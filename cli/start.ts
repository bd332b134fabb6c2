import { loadEnvironment } from "../manifest/load-environment.ts";
import { renderClients } from "./clients.ts";
import { ensureLocalDomain } from "./local-domain.ts";
import { runPulumi, stackOutputs } from "./pulumi/pulumi.ts";
import { describeToken, hasOwnTokens } from "./token.ts";

const stack = "dev";

/**
 * From nothing to a token: the local identity domain runs, `pulumi up` has provisioned the stack `dev` in it, the clients
 * are shown and the first of them that gets tokens of its own has got one.
 */
export async function start(print: (text: string) => void): Promise<void> {
  const { identityDomainUrl } = loadEnvironment("environments", stack);
  const started = await ensureLocalDomain(identityDomainUrl);
  print(`local identity domain ${identityDomainUrl} (${started ? "started" : "running"})\n`);

  await runPulumi(stack, ["stack", "select", "--create", "--non-interactive"]);
  // A domain that was just started may have been reset, so that the state is of another one.
  const refresh = started ? ["--refresh"] : [];
  await runPulumi(stack, ["up", "--yes", "--non-interactive", ...refresh]);

  const outputs = await stackOutputs(stack);
  print(`\n${renderClients(outputs)}\n`);
  const [first] = Object.entries(outputs.clients ?? {}).find(([, client]) => hasOwnTokens(client)) ?? [];
  if (first !== undefined) print(await describeToken(outputs, first));
  print(
    [
      "",
      "The secrets:    npm run pulumi -- stack output clientSecrets --show-secrets --stack dev",
      "The domain:     npm run local-domain -- stop | reset",
    ].join("\n"),
  );
}
