import { count } from "../../wording/plural.ts";
import { visible } from "../../wording/quote.ts";
import type { Remark, Review, SubjectChange } from "./json.ts";

/** The longest string from a manifest that is shown. */
const longest = 400;

/**
 * A string from a pull request as it may be shown: on one line, without characters that are not visible, shortened. No runner of
 * pipelines takes `##[…]` or `##vso[…]` in it for a command.
 */
export function shown(text: string, most = longest): string {
  const characters = [...text.slice(0, 2 * most)];
  const short = characters.length > most || text.length > 2 * most ? `${characters.slice(0, most).join("")}…` : text;
  return visible(short).replaceAll(/##(?=\w*\[)/g, "# #");
}

/** The place of a remark: `teams/payments.yaml:12:9`; `""` if it has none. */
export function placeOf({ file, line = 0, column = 0 }: Pick<Remark, "file" | "line" | "column">): string {
  if (file === undefined) return "";
  return line > 0 ? `${file}:${line}:${column}` : file;
}

/** In which environments something is so: `in dev and prod`; `""` if in all of them. */
export function whereWords(
  environments: readonly string[],
  { environments: all }: Pick<Review, "environments">,
): string {
  if (environments.length === 0 || environments.length >= all.length) return "";
  return `in ${environments.join(", ")}`;
}

/** What happens to a client or an API: `new client`, `renamed, was payments/old`. */
export function kindWords({ kind, what, was }: SubjectChange): string {
  if (kind === "renamed") return `renamed ${what}, was ${was}`;
  if (kind === "gone") return what === "client" ? "client gone: its client ID and client secret are lost" : "API gone";
  return `${kind} ${what}`;
}

/** The result in one line. */
export function verdict({ refused, problemCount, warningCount, approvals, changes }: Review): string {
  const missing = approvals.filter(({ approvedBy }) => approvedBy.length === 0).length;
  const found = [
    count(problemCount, "problem"),
    count(warningCount, "warning"),
    ...(missing > 0 ? [count(missing, "missing approval")] : []),
    count(
      new Set(changes.map(({ subject, what }) => `${what} ${subject}`)).size,
      "changed client or API",
      "changed clients and APIs",
    ),
  ];
  return `${refused ? "Refused" : "Nothing to object"}: ${found.join(", ")}.`;
}

/** The changes of each team, in the order of teams. */
export function byTeam(changes: readonly SubjectChange[]): [team: string, changes: SubjectChange[]][] {
  return [...Map.groupBy(changes, ({ team }) => team)];
}

/** How many clients and APIs are new, changed and gone: `2 new, 1 gone`. */
export function countsOf(changes: readonly SubjectChange[]): string {
  const kinds = Map.groupBy(changes, ({ kind }) => kind);
  return (["new", "renamed", "changed", "gone"] as const)
    .flatMap((kind) => {
      const number = new Set(kinds.get(kind)?.map(({ subject, what }) => `${what} ${subject}`)).size;
      return number > 0 ? [`${number} ${kind}`] : [];
    })
    .join(", ");
}
