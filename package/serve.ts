import { fstatSync } from "node:fs";
import { main } from "@pulumi/pulumi/provider/server.js";
import { componentProvider } from "./provider.ts";

// The last argument is the address of the engine.
void main(componentProvider(), process.argv.slice(2));

// The engine has the other end of this pipe: when the engine ends, for whatever reason, the plugin ends too.
const stdin = fstatSync(0);
if (stdin.isFIFO() || stdin.isSocket()) process.stdin.on("end", () => process.exit(0)).resume();
