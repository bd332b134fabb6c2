import { readdirSync, readFileSync } from "node:fs";

/** The environment variable that says which test process started a program, whoever its parent is now. */
export const marker = "IDCS_APPS_TEST_PROCESS";

/**
 * Kills every process whose marker begins with `mark`, until there is none: also those that a killed one has just started.
 * Linux only: elsewhere there is no /proc, and nothing is killed.
 *
 * @param {string} mark
 */
export function killMarked(mark) {
  for (let pids = marked(mark); pids.length > 0; pids = marked(mark)) {
    for (const pid of pids) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
  }
}

/**
 * The living processes whose marker begins with `mark`. What has ended and was not waited for has no environment any more.
 *
 * @param {string} mark
 */
export function marked(mark) {
  return processes().filter((pid) => pid !== process.pid && environmentOf(pid).includes(`\0${marker}=${mark}`));
}

function processes() {
  try {
    return readdirSync("/proc")
      .filter((entry) => /^\d+$/.test(entry))
      .map(Number);
  } catch {
    return [];
  }
}

/** @param {number} pid */
function environmentOf(pid) {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, "latin1")}`;
  } catch {
    return "";
  }
}
