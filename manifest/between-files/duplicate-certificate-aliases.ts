import { quote } from "../../wording/quote.ts";
import { clientsIn } from "../keys-and-defaults/in-environment.ts";
import type { TeamManifest } from "../keys-and-defaults/team.ts";
import { type Problem, problemAt } from "../yaml/problem.ts";
import { byPlace, inEachEnvironment } from "./each-environment.ts";
import { takenTwice, type UniqueValue } from "./taken-twice.ts";

/** Certificates that two clients of an environment would import under the same alias. */
export function duplicateCertificateAliases(
  teams: readonly TeamManifest[],
  environments: readonly string[],
): Problem[] {
  return inEachEnvironment(environments, (environment) => {
    const clients = teams.flatMap((team) => clientsIn(team, environment)).sort(byPlace);
    return takenTwice(
      clients.flatMap((client) =>
        client.certificates.flatMap(({ alias, sha256 }, index): UniqueValue[] => {
          // A certificate without a fingerprint has already been refused.
          if (alias === undefined || sha256 === "") return [];
          const taken = (first: string) =>
            `the alias ${quote(alias)} is already taken, at ${first}, by the same certificate: remove the alias, so that each client imports its own.`;
          const place = problemAt(client, ["certificates", index, "alias"], "");
          return [{ key: `${alias.toLowerCase()} ${sha256}`, place, taken }];
        }),
      ),
    );
  });
}
