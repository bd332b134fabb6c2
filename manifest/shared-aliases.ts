import { byPlace, inEachEnvironment } from "./each-environment.ts";
import { clientsIn } from "./environment.ts";
import { type Problem, problemAt, renderPlace } from "./problem.ts";
import { quote } from "./quote.ts";
import type { TeamManifest } from "./team.ts";

/** Certificates that two clients of an environment would import under one name. */
export function sharedAliases(teams: readonly TeamManifest[], environments: readonly string[]): Problem[] {
  return inEachEnvironment(environments, (environment) => {
    const firsts = new Map<string, Problem>();
    return teams
      .flatMap((team) => clientsIn(team, environment))
      .sort(byPlace)
      .flatMap((client) =>
        client.certificates.flatMap(({ alias, sha256 }, index) => {
          // Without a fingerprint it was refused already.
          if (alias === undefined || sha256 === "") return [];
          const key = `${alias.toLowerCase()} ${sha256}`;
          const place = problemAt(client, ["certificates", index, "alias"], "");
          const first = firsts.get(key);
          if (first === undefined) {
            firsts.set(key, place);
            return [];
          }
          const message = `the alias ${quote(alias)} is taken already, at ${renderPlace(first)}, by the same certificate: leave the alias out, and each client imports its own.`;
          return [{ ...place, message, otherFile: first.file }];
        }),
      );
  });
}
