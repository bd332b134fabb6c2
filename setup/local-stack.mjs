import { capture } from "./command.mjs";

/** The stack of the local identity domain (Pulumi.dev.yaml). */
const localStack = "dev";

/**
 * What the local stack's secrets are encrypted with. It is no secret: they open nothing but a domain on this machine.
 * Other stacks never get it.
 */
const localPassphrase = "local";

/**
 * Gives an environment the local stack's passphrase, where the user has not set one.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {NodeJS.ProcessEnv}
 */
export function withLocalPassphrase(env) {
  const isSet = env.PULUMI_CONFIG_PASSPHRASE !== undefined || env.PULUMI_CONFIG_PASSPHRASE_FILE !== undefined;
  return isSet ? env : { ...env, PULUMI_CONFIG_PASSPHRASE: localPassphrase };
}

/**
 * Whether a command line of Pulumi is about the local stack: by name, or because that stack is the selected one.
 *
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export async function isForLocalStack(args, env) {
  const named = namedStack(args) ?? env.PULUMI_STACK;
  if (named !== undefined) return named === localStack;
  const { code, output } = await capture("", "pulumi", ["stack", "--show-name", "--non-interactive"], { env });
  return code === 0 && output.trim() === localStack;
}

/**
 * Whether a command line of idcs-apps, which takes the local stack where none is named, is about the local stack.
 *
 * @param {readonly string[]} args
 */
export function namesLocalStack(args) {
  return (namedStack(args) ?? localStack) === localStack;
}

/** @param {readonly string[]} args */
function namedStack(args) {
  const [command, verb, ...rest] = args;
  const flag = args.findIndex((arg) => arg === "--stack" || arg === "-s");
  if (flag !== -1) return args[flag + 1];
  const joined = args.find((arg) => arg.startsWith("--stack="));
  if (joined) return joined.slice("--stack=".length);
  if (command === "stack" && ["init", "select", "rm"].includes(verb ?? ""))
    return rest.find((arg) => !arg.startsWith("-"));
  return undefined;
}
