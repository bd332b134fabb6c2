// npm run pulumi -- <arguments>: the Pulumi engine of this project, in this project. --no-rotation is ours, not Pulumi's.
import { main, passThrough } from "./command.mjs";
import { refuseSecretsInLogs } from "./debug-output.mjs";
import { forLocalStack, isForLocalStack } from "./local-stack.mjs";
import { withoutRotation } from "./no-rotation.mjs";

await main(async () => {
  const { args, env } = withoutRotation(process.argv.slice(2), process.env);
  refuseSecretsInLogs(args, env);
  return passThrough("pulumi", args, (await isForLocalStack(args, env)) ? forLocalStack(env) : env);
});
