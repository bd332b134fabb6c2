import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { describedCommands } from "./help-text.ts";
import { program } from "./program.ts";

const project = join(import.meta.dirname, "..");

/** The page whose table of commands is written. */
const page = "docs/command.md";

/** What surrounds the table in the page. */
const [begin, end] = ["<!-- commands: npm run command-docs -->", "<!-- end of commands -->"];

/**
 * The documents that follow from the commands: the JSON Schemas of what they print with `--json`, from `cli/<command>/json.ts`, and the
 * page with the table of all commands. Path in the project → content.
 */
export async function commandDocuments(): Promise<Readonly<Record<string, string>>> {
  const schemas = await schemaFiles();
  const text = readFileSync(join(project, page), "utf8");
  const table = `${begin}\n${commandTable(Object.keys(schemas))}\n${end}`;
  const [before = "", , after = ""] = text.split(new RegExp(`(${begin}[^]*${end})`));
  return { ...schemas, [page]: `${before}${table}${after}` };
}

async function schemaFiles(): Promise<Record<string, string>> {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
    .filter((file) => /^[a-z-]+\/json\.ts$/.test(file))
    .sort();
  const written = files.map(async (file) => {
    const { schema } = (await import(join(import.meta.dirname, file))) as { readonly schema: z.ZodType };
    const json = z.toJSONSchema(schema, { target: "draft-07" });
    return [schemaOf(file.split("/")[0] ?? ""), `${JSON.stringify(json, null, 2)}\n`] as const;
  });
  return Object.fromEntries(await Promise.all(written));
}

function schemaOf(command: string): string {
  return `docs/json/${command}.schema.json`;
}

/** The table of all commands with their exit codes. */
function commandTable(schemas: readonly string[]): string {
  const rows = describedCommands(program).map(({ name, command, exitCodes }) => {
    const hasJson = command.options.some(({ long }) => long === "--json");
    const schema = schemaOf(name.split(" ")[0] ?? "");
    const json = hasJson && schemas.includes(schema) ? `[schema](${schema.replace("docs/", "")})` : "–";
    return `| \`${name}\` | ${exitCodes.get(0) ?? ""} | ${exitCodes.get(2) ?? "–"} | ${json} |`;
  });
  return ["| command | 0 | 2 | `--json` |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

if (import.meta.main) {
  for (const [file, content] of Object.entries(await commandDocuments())) writeFileSync(join(project, file), content);
}
