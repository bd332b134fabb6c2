// Loaded by Pulumi's Node before the program (Pulumi.yaml, nodeargs): says what to do where Node cannot run TypeScript.
import { isAtLeast, minimumNode } from "./version.mjs";

if (!isAtLeast(process.version, minimumNode)) {
  process.stderr.write(
    `The program needs Node ${minimumNode} or newer; this shell's is ${process.version}. ` +
      "Run `npm run pulumi -- <command>`, which finds or installs one, or put a newer Node on PATH.\n",
  );
  process.exit(1);
}
