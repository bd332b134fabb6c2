/**
 * Turns this project's own flag `--no-rotation` of a command line of Pulumi, which does not know it, into the environment
 * variable that the stack's program reads.
 *
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ args: string[], env: NodeJS.ProcessEnv }}
 */
export function withoutRotation(args, env) {
  const others = args.filter((arg) => arg !== "--no-rotation");
  return { args: others, env: others.length < args.length ? { ...env, IDCS_APPS_NO_ROTATION: "1" } : env };
}
