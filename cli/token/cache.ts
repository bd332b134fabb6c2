import { createHash, randomUUID } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { schema, type TokenJson } from "./json.ts";

/** What a cached token is known by. */
export interface CacheKey {
  readonly identityDomainUrl: string;
  readonly clientId: string;
  readonly flow: string;
  readonly scope: string;
  readonly username: string;
}

const entry = z.object({
  key: z.object({
    identityDomainUrl: z.string(),
    clientId: z.string(),
    flow: z.string(),
    scope: z.string(),
    username: z.string(),
  }),
  token: schema,
});

/** A token with less than this left is not taken from the cache, in milliseconds. */
const margin = 60_000;

/**
 * Tokens in a folder for its owner alone (0700; each file 0600). A file that is not as expected, or that another user owns, is no
 * token. Several processes may use it at once.
 */
export class TokenCache {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  find(key: CacheKey, now: Date): TokenJson | undefined {
    const found = this.#read(fileOf(key));
    if (found === undefined || JSON.stringify(found.key) !== JSON.stringify(inOrder(key))) return undefined;
    const { expiresAt } = found.token;
    return expiresAt !== undefined && Date.parse(expiresAt) - now.getTime() > margin ? found.token : undefined;
  }

  /** Keeps a token, without its refresh token. @throws NodeJS.ErrnoException */
  keep(key: CacheKey, { refreshToken: _, ...token }: TokenJson): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    chmodSync(this.#folder, 0o700);
    const file = join(this.#folder, fileOf(key));
    const text = JSON.stringify({ key: inOrder(key), token });
    const next = join(this.#folder, `${randomUUID()}.new.json`);
    try {
      writeFileSync(next, text, { mode: 0o600, flag: "wx" });
      renameSync(next, file);
    } finally {
      rmSync(next, { force: true });
    }
  }

  /** Removes the tokens of a client, or all. @returns how many */
  forget(clientId: string | undefined): number {
    const files = this.#files().filter((file) => clientId === undefined || this.#read(file)?.key.clientId === clientId);
    for (const file of files) rmSync(join(this.#folder, file), { force: true });
    return files.length;
  }

  #files(): string[] {
    try {
      return readdirSync(this.#folder).filter((file) => file.endsWith(".json"));
    } catch {
      return [];
    }
  }

  #read(file: string): z.infer<typeof entry> | undefined {
    try {
      const path = join(this.#folder, file);
      const found = lstatSync(path);
      if (!found.isFile() || found.uid !== (process.getuid?.() ?? found.uid)) return undefined;
      return entry.parse(JSON.parse(readFileSync(path, "utf8")));
    } catch {
      return undefined;
    }
  }
}

function inOrder({ identityDomainUrl, clientId, flow, scope, username }: CacheKey): CacheKey {
  return { identityDomainUrl, clientId, flow, scope, username };
}

function fileOf(key: CacheKey): string {
  return `${createHash("sha256")
    .update(JSON.stringify(inOrder(key)))
    .digest("hex")}.json`;
}
