// npm run pulumi -- <arguments>: the Pulumi engine of this project, in this project.
import { main, passThrough } from "./command.mjs";
import { refuseSecretsInLogs } from "./debug-output.mjs";
import { forLocalStack, isForLocalStack } from "./local-stack.mjs";

await main(async () => {
  const args = process.argv.slice(2);
  const { env } = process;
  refuseSecretsInLogs(args, env);
  return passThrough("pulumi", args, (await isForLocalStack(args, env)) ? forLocalStack(env) : env);
});
