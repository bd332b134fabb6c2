import { execFileSync } from "node:child_process";
import { availableParallelism, totalmem } from "node:os";

/** The machine and the versions of Node.js and of the Pulumi engine, as a sentence. */
export function machine(): string {
  const engine = execFileSync("pulumi", ["version"], {
    encoding: "utf8",
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
  }).trim();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} cores, ${memory} GB memory, Node ${process.version}, Pulumi engine ${engine}.`;
}
