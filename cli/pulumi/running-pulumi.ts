import { spawnSync } from "node:child_process";

/** Whether a process of this machine is alive and is Pulumi: another program may have received a dead process's id. */
export function isRunningPulumi(pid: number): boolean {
  if (!isAlive(pid)) return false;
  const { status, stdout } = spawnSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" });
  return status !== 0 || stdout.includes("pulumi");
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
