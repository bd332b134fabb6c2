// npm run pulumi -- <arguments>: the Pulumi engine of this project, in this project.
import { main, passThrough } from "./command.mjs";
import { isForLocalStack, withLocalPassphrase } from "./local-stack.mjs";
import { prepareEngine } from "./prepare.mjs";

await main(async () => {
  const { env } = await prepareEngine();
  const args = process.argv.slice(2);
  return passThrough("pulumi", args, (await isForLocalStack(args, env)) ? withLocalPassphrase(env) : env);
});
