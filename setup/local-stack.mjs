import { readFileSync } from "node:fs";
import { join } from "node:path";
import { capture } from "./command.mjs";

/** The stack of the local identity domain (Pulumi.dev.yaml). */
export const localStack = "dev";

/**
 * Whether a stack is one of the local identity domain: that of the environment, or of a part of it (`dev.<team>`).
 *
 * @param {string} stack
 */
export function isLocalStack(stack) {
  return stack === localStack || stack.startsWith(`${localStack}.`);
}

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
 * Gives an environment the fingerprint of the local domain's administrator key, where the user has not set one. The key is
 * made at the domain's first start, so Pulumi.dev.yaml cannot hold it. The official plugin requires it; this project's
 * computes it.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} [dataFolder] of the local domain
 * @returns {NodeJS.ProcessEnv}
 */
export function withLocalFingerprint(env, dataFolder = ".local-domain") {
  const fingerprint = fingerprintIn(join(dataFolder, "oci-config"));
  if (fingerprint === undefined || env.OCI_FINGERPRINT !== undefined) return env;
  return { ...env, OCI_FINGERPRINT: fingerprint };
}

/**
 * What commands of Pulumi on the local stack run with.
 *
 * @param {NodeJS.ProcessEnv} env
 */
export function forLocalStack(env) {
  return withLocalFingerprint(withLocalPassphrase(env));
}

/** @param {string} ociConfig the file in which the local domain describes its administrator */
function fingerprintIn(ociConfig) {
  try {
    return /^fingerprint=(.+)$/m.exec(readFileSync(ociConfig, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}

/**
 * Whether a command line of Pulumi is certainly about the local stack, and about no other. Not by understanding every
 * command line, but by knowing some: what is not in the tables below, Pulumi asks the passphrase for.
 *
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export async function isForLocalStack(args, env) {
  // Each can set an option of the command, such as its stack.
  if (Object.keys(env).some((name) => name.startsWith("PULUMI_OPTION_"))) return false;
  const line = read(args);
  if (!line) return false;
  if (line.stack !== undefined) return isLocalStack(line.stack);
  if (line.mustName) return false;
  if (env.PULUMI_STACK) return isLocalStack(env.PULUMI_STACK);
  const { code, output } = await capture("", "pulumi", ["stack", "--show-name", "--non-interactive"], { env });
  return code === 0 && isLocalStack(output.trim());
}

/**
 * The commands that can neither create nor re-encrypt a stack other than the one that is named or selected, and what
 * their arguments are, apart from options: none; some, which name no stack; the name of the stack, without which the
 * command would ask for one.
 *
 * @type {Readonly<Record<string, "none" | "some" | "stack">>}
 */
const commands = {
  up: "none",
  update: "none",
  preview: "none",
  pre: "none",
  refresh: "none",
  destroy: "none",
  down: "none",
  dn: "none",
  stack: "none",
  "stack output": "some",
  "stack export": "none",
  "stack history": "none",
  "stack init": "stack",
  "stack select": "stack",
  "stack rm": "stack",
  config: "none",
  "config get": "some",
  "config set": "some",
  "config rm": "some",
};

/** Their options that take no value from the next argument. */
const switches = words(`
  --clear-pending-creates --continue-on-error --create --debug --diff --emoji --exclude-dependents --exclude-protected
  --expect-no-changes --force --help --json --logflow --logtostderr --non-interactive --path --plaintext --preview-only
  --refresh --remove --run-program --secret --shell --show-config --show-full-output --show-name --show-reads
  --show-replacement-steps --show-sames --show-secrets --show-urns --skip-pending-creates --skip-preview
  --suppress-outputs --suppress-progress --target-dependents --yes
  -d -e -f -h -j -r -y
`);

/**
 * Their options that take a value. Those that name another folder, file or way to encrypt are missing, and -c, which is
 * `--config` of most commands and `--create` of `stack select`.
 */
const withValue = words(`
  --color --config --exclude --message --parallel --replace --stack --target --target-replace --tracing --verbose
  -m -p -s -t -v
`);

/** The tables, for the test that holds them to the engine. */
export const known = { commands, switches, withValue };

/** @param {string} text */
function words(text) {
  return new Set(text.trim().split(/\s+/));
}

/**
 * Reads a command line that consists of nothing but what the tables hold.
 *
 * @param {readonly string[]} args
 * @returns {{ stack: string | undefined, mustName: boolean } | undefined} the stack that it names, and whether it had to
 */
function read(args) {
  const [first = "", second = ""] = args;
  const name = Object.hasOwn(commands, `${first} ${second}`) ? `${first} ${second}` : first;
  const kind = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (kind === undefined) return undefined;
  /** @type {string[]} */
  const stacks = [];
  const rest = args.slice(name.split(" ").length);
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [option = "", ...joined] = arg.split("=");
    if (!arg.startsWith("-")) {
      if (kind === "none") return undefined;
      if (kind === "stack") stacks.push(arg);
    } else if (withValue.has(option)) {
      const value = joined.length > 0 ? joined.join("=") : rest.shift();
      if (value === undefined) return undefined;
      if (option === "--stack" || option === "-s") stacks.push(value);
    } else if (!switches.has(option)) return undefined;
  }
  return stacks.length > 1 ? undefined : { stack: stacks[0], mustName: kind === "stack" };
}
