import { stringify } from "yaml";
import { ownCommand } from "../../setup/own-command.mjs";
import type { ConformanceReport } from "./json.ts";

/**
 * The answers as the local domain loads them (`--answers`): every question that was settled, and as comments those that are open. It holds
 * no secret, no id and no name of the tenancy; `issuer` is what every token of the domain says.
 */
export function answersFile({ questions }: Pick<ConformanceReport, "questions">): string {
  const settled = questions.flatMap(({ key, answer }) => (answer === undefined ? [] : [[key, answer] as const]));
  const open = questions.flatMap(({ key, open }) => (open === undefined ? [] : [`# ${key} is open. ${open}\n`]));
  const answers = settled.length === 0 ? "" : stringify(Object.fromEntries(settled));
  return `# What an identity domain does: ${ownCommand("local-domain", "serve --answers <this file>")}\n\n${answers}${open.length === 0 ? "" : "\n"}${open.join("")}`;
}
