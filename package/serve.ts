import { fstatSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { main } from "@pulumi/pulumi/provider/server.js";
import { componentProvider } from "./provider.ts";

// Pulumi stores a stack trace of each resource in the state, and takes one for each promise (docs/decisions/0011-no-stack-traces.md).
(pulumi.Resource as unknown as { callsites: () => unknown[] }).callsites = () => [];
if (process.env.IDCS_APPS_STACK_TRACES !== "1") Error.stackTraceLimit = 0;

// The last argument is the address of the engine.
void main(componentProvider(), process.argv.slice(2));

// The engine has the other end of this pipe: when the engine ends, for whatever reason, the plugin ends too.
const stdin = fstatSync(0);
if (stdin.isFIFO() || stdin.isSocket()) process.stdin.on("end", () => process.exit(0)).resume();
