import { CommandError } from "../../errors/command-error.ts";
import { type DeliveredDocument, markOf, textOf } from "../document.ts";
import { replaceFile } from "./replace-file.ts";
import { placeOf, type Target } from "./target.ts";

/** A file with the document as JSON, for its owner alone. */
export function jsonFile(place: string): Target {
  return {
    name: `--json-file ${place}`,
    deliver: async (document) => written(placeOf(place, document), textOf(document), (old) => isOurs(old, document)),
  };
}

/** A file of environment variables, for its owner alone: for `source`, and for programs that read `.env` files. */
export function dotenvFile(place: string, prefix: string): Target {
  return {
    name: `--dotenv-file ${place}`,
    deliver: async (document) => {
      const heading = `# ${markOf(document)}, by idcs-apps deliver`;
      const path = placeOf(place, document);
      const lines = Object.entries(variablesOf(document, prefix)).map(([name, value]) => {
        if (unwritable.test(value)) throw new CommandError(notTheSame(path, name));
        return `${name}=${plain.test(value) ? value : `'${value}'`}`;
      });
      return written(path, `${[heading, ...lines].join("\n")}\n`, (old) => old.split("\n")[0] === heading);
    },
  };
}

/** The environment variables of a client. */
export function variablesOf(
  { clientId, clientSecret, scope, tokenUrl }: DeliveredDocument,
  prefix: string,
): Readonly<Record<string, string>> {
  return {
    [`${prefix}CLIENT_ID`]: clientId,
    [`${prefix}CLIENT_SECRET`]: clientSecret,
    [`${prefix}SCOPE`]: scope,
    [`${prefix}TOKEN_URL`]: tokenUrl,
  };
}

/** Needs no quotes for any reader: shells, `.env` parsers, systemd, and `docker --env-file`, which would keep them. */
const plain = /^[\w./:@%+,=-]+$/;

/** What shells and `.env` parsers read differently, even in single quotes. */
const unwritable = /['\\\p{Cc}]/u;

function notTheSame(path: string, name: string): string {
  return `${path}: the value of ${name} contains a quote, a backslash or a control character, which shells and readers of .env files understand differently: nothing was written. Use --json-file.`;
}

function written(path: string, text: string, isOurs: (present: string) => boolean): string {
  return replaceFile(path, text, isOurs) ? `written to ${path}` : `${path} has it already`;
}

function isOurs(present: string, document: DeliveredDocument): boolean {
  try {
    const other = JSON.parse(present) as DeliveredDocument;
    return other.version === document.version && markOf(other) === markOf(document);
  } catch {
    return false;
  }
}
