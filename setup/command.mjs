import { spawn } from "node:child_process";

/** An obstacle that the user can remove: shown without a stack. */
export class SetupError extends Error {}

/**
 * Runs a command to its end with its output captured, showing `label` and, while it takes long, the seconds that passed.
 *
 * @param {string} label what is being done, for the user; "" for nothing
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").SpawnOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} `code` is 127 when the command does not exist
 */
export function capture(label, command, args, options = {}) {
  const begin = Date.now();
  const seconds = () => Math.round((Date.now() - begin) / 1000);
  if (label) say(`${label} …`);
  const ticker = label ? setInterval(() => say(`  … ${seconds()} s`), 15_000) : undefined;
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk;
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    const end = (/** @type {number} */ code) => {
      clearInterval(ticker);
      if (label && code === 0) say(`  done in ${seconds()} s`);
      resolve({ code, output });
    };
    child.on("error", (error) => {
      output += error.message;
      end(127);
    });
    child.on("close", (code) => end(code ?? 1));
  });
}

/**
 * Runs a command in this terminal and returns its exit code; signals of the terminal reach the command, which decides.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
export function passThrough(command, args, env) {
  const ignore = () => {};
  process.on("SIGINT", ignore);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: "inherit" });
    const terminate = () => child.kill("SIGTERM");
    process.on("SIGTERM", terminate);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.off("SIGINT", ignore);
      process.off("SIGTERM", terminate);
      resolve(code ?? (signal === "SIGINT" ? 130 : 143));
    });
  });
}

/**
 * Runs a program of this project in this terminal: Node's notice that it runs TypeScript is left out.
 *
 * @param {string} node
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function runNode(node, args, env) {
  return passThrough(node, ["--disable-warning=ExperimentalWarning", ...args], env);
}

/**
 * The frame of every entry point of this folder: exit code from the work, obstacles without a stack.
 *
 * @param {() => Promise<number>} work
 */
export async function main(work) {
  try {
    process.exitCode = await work();
  } catch (error) {
    process.exitCode = 1;
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
  }
}

/** @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`);
}
