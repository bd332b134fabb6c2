import type { Explanation } from "./json.ts";

/** An explanation as text: what happened, what it means, the causes in order, and what was checked. */
export function renderExplanation(explanation: Explanation): string {
  const { error, meaning, causes, checked, notes, detail, reference } = explanation;
  const ruledOut = causes.filter(({ verdict }) => verdict === "ruled-out");
  const left = causes.filter(({ verdict }) => verdict !== "ruled-out");
  const blocks = [
    [
      headlineOf(explanation),
      ...(detail === undefined ? [] : [`  the server says: ${detail}`]),
      ...(reference === undefined ? [] : [`  reference: ${reference}`]),
    ],
    [meaning],
    left.length === 0 ? [] : [words(explanation), ...left.flatMap(causeLines)],
    ruledOut.length === 0 ? [] : ["Ruled out:", ...ruledOut.map(({ what }) => `  - ${what}`)],
    checked.length === 0 ? [] : ["checked:", ...checked.map((line) => `  - ${line}`)],
    notes.length === 0 ? [] : ["notes:", ...notes.map((line) => `  - ${line}`)],
  ];
  if (error !== null && left.length === 0)
    blocks.push(["All known causes are ruled out: ask Oracle Support, with the reference."]);
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n");
}

function headlineOf({ error, code, status, request, client }: Explanation): string {
  const name = code ?? error ?? "unknown error";
  const about = [
    status === undefined ? undefined : `(${status})`,
    request === undefined ? undefined : `from ${[request.method, request.url].filter(Boolean).join(" ")}`,
    client === undefined ? undefined : `for the client ${client.name ?? client.clientId}`,
  ];
  return [name, ...about].filter(Boolean).join(" ");
}

function words({ causes }: Explanation): string {
  return causes.some(({ verdict }) => verdict === "confirmed")
    ? "The cause, and others that are possible:"
    : "Likely causes, in order:";
}

function causeLines({ what, fix, verdict }: Explanation["causes"][number], index: number): string[] {
  const mark = verdict === "confirmed" ? "CONFIRMED: " : "";
  return [`  ${index + 1}. ${mark}${what}`, `     -> ${fix}`];
}
