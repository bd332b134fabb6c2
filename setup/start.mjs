// npm start: from a fresh clone to a token.
import { main, passThrough } from "./command.mjs";
import { withLocalPassphrase } from "./local-stack.mjs";
import { prepareEngine } from "./prepare.mjs";

await main(async () => {
  const { node, env } = await prepareEngine();
  return passThrough(node, ["--disable-warning=ExperimentalWarning", "cli/main.ts", "start"], withLocalPassphrase(env));
});
