import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The folder in Pulumi's home where this machine remembers interrupted operations. */
export function interruptedOperationsFolder(): string {
  return join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "idcs-apps");
}

/**
 * Remembers, on this machine, which operations on applications were begun and are not known to have ended.
 *
 * If the plugin is killed in between, neither the state nor the domain shows what is left to do. What is remembered here lets
 * the next `up` complete the operation, without a request to find out. If the file cannot be written or read, nothing is
 * remembered.
 */
export class InterruptedOperations {
  readonly #folder: string;

  /** @param folder one for each kind of operation */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** To be called before an operation begins. @param detail what else to remember; nothing secret */
  begin(endpoint: string, id: string, detail = ""): void {
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(this.#file(endpoint, id), `${JSON.stringify({ endpoint, id, text: detail })}\n`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }

  /** To be called when an operation has ended, or is no longer to be completed. */
  end(endpoint: string, id: string): void {
    rmSync(this.#file(endpoint, id), { force: true });
  }

  /** The detail of an operation that was begun and has not ended; undefined if there is none. */
  detail(endpoint: string, id: string): string | undefined {
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
