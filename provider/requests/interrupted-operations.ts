import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where this machine's notes are: in Pulumi's home. */
export function notesFolder(): string {
  return join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "idcs-apps");
}

/**
 * Notes, on this machine, of what was begun with an application and is not known to be done.
 *
 * A plugin that is killed in between leaves something that neither the state nor the domain tells. Its note makes the next
 * `up` complete it, without a request to find that out. Where no note can be written or read, there is none.
 */
export class Notes {
  readonly #folder: string;

  /** @param folder one for each kind of note */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** To be called before it is begun. @param text what else to remember; no secret */
  write(endpoint: string, id: string, text = ""): void {
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(this.#file(endpoint, id), `${JSON.stringify({ endpoint, id, text })}\n`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }

  /** To be called when it is done, or is not to be done any more. */
  clear(endpoint: string, id: string): void {
    rmSync(this.#file(endpoint, id), { force: true });
  }

  /** The note's text, or undefined if there is no note. */
  read(endpoint: string, id: string): string | undefined {
    try {
      return String(JSON.parse(readFileSync(this.#file(endpoint, id), "utf8")).text);
    } catch {
      return undefined;
    }
  }

  #file(endpoint: string, id: string): string {
    return join(this.#folder, createHash("sha256").update(`${endpoint} ${id}`).digest("hex").slice(0, 32));
  }
}
