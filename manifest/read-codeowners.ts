import ignore from "ignore";
import type { Files } from "./yaml/files.ts";
import { unreadable } from "./yaml/files.ts";

/** Where GitHub and GitLab look for CODEOWNERS, in this order; the first that exists counts. */
export const codeownersPlaces = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/** The owners of a file by CODEOWNERS, or why there are none. */
export type Owners = { readonly owners: readonly string[] } | { readonly refused: string };

/**
 * The owners of a file of the project by its CODEOWNERS.
 *
 * @param file relative to the project's folder: `environments/prod.yaml`
 * @param files the project's files
 */
export function readCodeowners(file: string, files: Files): Owners {
  for (const place of codeownersPlaces) {
    const content = contentOf(place, files);
    if (content === undefined) continue;
    if (typeof content !== "string") return { refused: `${place} ${content.refused}` };
    const owners = ownersOf(file, content);
    return owners.length > 0 ? { owners } : { refused: `${place} names no owner of ${file}: write a line for it.` };
  }
  return { refused: `there is no CODEOWNERS in the project (${codeownersPlaces.join(", ")}): write it, or a list of names.` };
}

function contentOf(place: string, files: Files): string | { readonly refused: string } | undefined {
  try {
    return Buffer.from(files.read(place)).toString("utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR" ? undefined : { refused: unreadable(error) };
  }
}

/** A line of CODEOWNERS that is about the file: the owners, of whom there may be none. */
interface Section {
  /** Whoever owns the entries without owners of their own: GitLab writes them next to the section's name. */
  readonly usual: readonly string[];
  /** Those of the last line that is about the file. */
  last: readonly string[];
}

/** The owners by the last line that is about the file; in GitLab's sections, by the last of each section. */
function ownersOf(file: string, content: string): string[] {
  let section: Section = { usual: [], last: [] };
  const sections = [section];
  for (const line of content.split(/\r?\n/)) {
    const [first, ...owners] = wordsOf(line);
    if (first === undefined || first.startsWith("!")) continue;
    const title = /^\^?\[.*\](\[\d+\])?$/.test(first) || /^\^?\[/.test(line);
    if (title) {
      section = { usual: owners.filter(isOwner), last: [] };
      sections.push(section);
    } else if (isAbout(first, file)) section.last = owners.length > 0 ? owners.filter(isOwner) : section.usual;
  }
  return [...new Set(sections.flatMap(({ last }) => last))];
}

/** The words of a line without its comment; a space in a path is written `\ `. */
function wordsOf(line: string): string[] {
  const words = line.trim().match(/(?:\\.|\S)+/g) ?? [];
  const comment = words.findIndex((word) => word.startsWith("#"));
  return comment < 0 ? words : words.slice(0, comment);
}

/** `@user`, `@organisation/team` or an e-mail address. */
function isOwner(word: string): boolean {
  return word.includes("@");
}

/** Patterns are those of .gitignore, except that the last `*` of `folder/*` stands for files of that folder alone. */
function isAbout(pattern: string, file: string): boolean {
  const matcher = ignore().add(pattern);
  if (!matcher.ignores(file)) return false;
  const folder = file.split("/").slice(0, -1).join("/");
  return !(pattern.endsWith("/*") && folder !== "" && matcher.ignores(folder));
}
