import { quote } from "../../wording/quote.ts";
import { problemAt } from "../yaml/problem.ts";
import type { InEnvironment } from "./each-environment.ts";
import type { UniqueValue } from "./unique-values.ts";

/** Certificates, each with its alias: two clients of an environment must not import the same one under the same alias. */
export function certificateAliasesIn({ clients }: InEnvironment): UniqueValue[] {
  return clients.flatMap((client) =>
    client.certificates.flatMap(({ alias, sha256 }, index): UniqueValue[] => {
      // A certificate without a fingerprint has already been refused.
      if (alias === undefined || sha256 === "") return [];
      const taken = (first: string) =>
        `the alias ${quote(alias)} is already taken, at ${first}, by the same certificate: remove the alias, so that each client imports its own.`;
      const place = problemAt(client, ["certificates", index, "alias"], "");
      return [{ key: `${alias.toLowerCase()} ${sha256}`, place, taken }];
    }),
  );
}
