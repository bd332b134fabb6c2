import { quote } from "../../wording/quote.ts";
import type { ClientManifest, ExceptionManifest } from "../keys-and-defaults/client.ts";
import type { Environment } from "../keys-and-defaults/environment.ts";
import { inEnvironment } from "../keys-and-defaults/in-environment.ts";
import type { Finding } from "../yaml/problem.ts";
import { called } from "./exceptions.ts";
import type { RuleFinding } from "./rule-finding.ts";

/**
 * The exceptions of clients that no environment needs. An exception counts in several environments: nothing is said of it
 * unless all of them are known as a whole, and not as a name only.
 */
export function unusedExceptions(
  clients: readonly ClientManifest[],
  environments: readonly (string | Environment)[],
  findings: readonly RuleFinding[],
): Finding[] {
  const used = new Set(findings.map(({ exception }) => exception));
  const names = environments.map((one) => (typeof one === "string" ? one : one.name));
  const whole = new Set(environments.flatMap((one) => (typeof one === "string" ? [] : one.name)));
  return clients.flatMap((client) => {
    const applies = new Map<ExceptionManifest, string[]>();
    for (const name of Object.keys(client.environments ?? {}).length > 0
      ? Object.keys(client.environments ?? {})
      : names) {
      const there = inEnvironment(client, name);
      if (there === undefined || there.state === "retired") continue;
      for (const one of there.exceptions ?? []) applies.set(one, [...(applies.get(one) ?? []), name]);
    }
    return [...applies].flatMap(([exception, places]) =>
      used.has(exception) || !places.every((name) => whole.has(name)) ? [] : [unused(exception, places)],
    );
  });
}

function unused(exception: ExceptionManifest, environments: readonly string[]): Finding {
  const where = environments.map((name) => quote(name)).join(", ");
  const message = `the client does not break ${called(exception)} in ${environments.length === 1 ? "environment" : "environments"} ${where}: remove the exception.`;
  return { node: exception, path: ["rule"], message };
}
