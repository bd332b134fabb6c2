import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Notes, on this machine, of applications that were deactivated to be deleted and not deleted yet.
 *
 * A plugin that is killed in between leaves an application that the state has as active and that is not. Its note makes the
 * next `up` activate it again, without a request to find that out.
 */
export class InterruptedDeletes {
  readonly #folder: string;

  constructor(
    folder: string = join(process.env.PULUMI_HOME ?? join(homedir(), ".pulumi"), "idcs-apps", "deactivated"),
  ) {
    this.#folder = folder;
  }

  /** To be called before the application is deactivated. Where nothing can be written, `pulumi refresh` finds it instead. */
  note(endpoint: string, id: string): void {
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(this.#file(endpoint, id), `${JSON.stringify({ endpoint, id })}\n`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }

  /** To be called when the application is gone or active again. */
  clear(endpoint: string, id: string): void {
    rmSync(this.#file(endpoint, id), { force: true });
  }

  has(endpoint: string, id: string): boolean {
    return existsSync(this.#file(endpoint, id));
  }

  #file(endpoint: string, id: string): string {
    return join(this.#folder, createHash("sha256").update(`${endpoint} ${id}`).digest("hex").slice(0, 32));
  }
}
