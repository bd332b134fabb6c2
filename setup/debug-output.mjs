import { SetupError } from "./command.mjs";

/** What a user sets to `1` who wants logs with secrets in them. */
const consent = "IDCS_APPS_SECRETS_IN_LOGS";

/**
 * Refuses what makes the engine write client secrets in clear into a log, a file or the terminal, unless the user has
 * said by a variable that this is wanted. (`--debug`, `--json` and `--logtostderr` alone show none:
 * components/parts/debug-log.ts.)
 *
 * @param {readonly string[]} args of Pulumi
 * @param {NodeJS.ProcessEnv} env
 * @throws SetupError
 */
export function refuseSecretsInLogs(args, env) {
  if (env[consent] === "1") return;
  const found = [
    ...args.filter((arg) => options.test(arg)),
    ...Object.keys(env).filter((name) => variables.test(name)),
  ];
  if (found.length === 0) return;
  throw new SetupError(
    `${found.join(", ")}: with this, Pulumi writes client secrets in clear. ` +
      `If you want that, set ${consent}=1 and run the command again. Delete the logs afterwards.`,
  );
}

/** Verbose logs (`-v`, also behind other one-letter options without a value) and traces of requests. */
const options = /^(--(verbose|tracing|otel-traces)(=|$)|-[^-=cCmpstx]*v)/;

const variables = /^PULUMI_(DEBUG_GRPC|OPTION_(VERBOSE|TRACING|OTEL_TRACES))$/;
