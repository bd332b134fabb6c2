// npm start, npm run recover, npm run idcs-apps -- <command>: the idcs-apps command with the Pulumi engine on its PATH.
import { main, runNode } from "./command.mjs";
import { namesLocalStack, withLocalPassphrase } from "./local-stack.mjs";
import { prepareEngine } from "./prepare.mjs";

await main(async () => {
  const { node, env } = await prepareEngine();
  const args = process.argv.slice(2);
  return runNode(node, ["cli/main.ts", ...args], namesLocalStack(args) ? withLocalPassphrase(env) : env);
});
