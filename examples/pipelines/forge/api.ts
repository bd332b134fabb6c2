import { z } from "zod";
import { ForgeError } from "./forge-error.ts";

/** How long one request may take, in milliseconds. */
const longest = 60_000;

/** The most pages of a list that are read; each has 100 entries. */
const mostPages = 100;

/** A request that changes something. */
export interface Change {
  readonly method: "POST" | "PATCH" | "PUT";
  readonly path: string;
  readonly body: object;
}

/** A commit's name, by SHA-1 or SHA-256: nothing else goes into a shell's variable. */
export const commitId = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);

/** The REST API of a forge. Its token is sent to the forge alone, and is never part of an error. */
export class ForgeApi {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;

  /**
   * @param base the API's URL, without a slash at its end
   * @param headers what every request has. The token must be in `authorization`: `fetch` leaves no other header out where an answer
   *   leads to another host, such as a store of artifacts
   */
  constructor(base: string, headers: Readonly<Record<string, string>>) {
    this.#base = base;
    this.#headers = headers;
  }

  /** What a GET request answers. @throws ForgeError unless it succeeds */
  async get(path: string): Promise<unknown> {
    return (await this.#send("GET", path)).json();
  }

  /** What a GET request answers; absent if the forge has no such thing. @throws ForgeError if it fails otherwise */
  async find(path: string): Promise<unknown> {
    const response = await this.#answer("GET", path);
    if (response.status === 404) return void (await response.body?.cancel());
    return (await this.#expectGood("GET", path, response)).json();
  }

  /**
   * All entries of a list, over all its pages.
   *
   * @param entries where they are in a page; by default, the page is the list
   * @throws ForgeError if a request fails, a page is no list, or there are more than 10,000 entries
   */
  async list(path: string, entries: (page: unknown) => unknown = (page) => page): Promise<unknown[]> {
    const found: unknown[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const separator = path.includes("?") ? "&" : "?";
      const list = entries(await this.get(`${path}${separator}per_page=100&page=${page}`));
      if (!Array.isArray(list)) throw new ForgeError(`${this.#base}${path}: the answer is not a list.`);
      found.push(...list);
      if (list.length < 100) return found;
    }
    throw new ForgeError(`${this.#base}${path}: has more than ${mostPages} pages: delete what nobody needs.`);
  }

  /** Sends a request that changes something. @throws ForgeError unless it succeeds */
  async change({ method, path, body }: Change): Promise<void> {
    await (await this.#send(method, path, body)).body?.cancel();
  }

  /**
   * The content of a file as text. What exceeds the limit is not downloaded.
   *
   * @param most the limit in bytes
   * @returns absent if the file is too large, or not UTF-8
   * @throws ForgeError if the request fails
   */
  async text(path: string, most: number): Promise<string | undefined> {
    const { body } = await this.#send("GET", path);
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of body ?? []) {
      size += part.byteLength;
      if (size > most) return undefined;
      parts.push(part);
    }
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts));
    } catch {
      return undefined;
    }
  }

  async #send(method: string, path: string, body?: object): Promise<Response> {
    return this.#expectGood(method, path, await this.#answer(method, path, body));
  }

  async #answer(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.#base}${path}`, {
      method,
      headers: { ...this.#headers, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(longest),
    });
  }

  async #expectGood(method: string, path: string, response: Response): Promise<Response> {
    if (response.ok) return response;
    await response.body?.cancel();
    const hint =
      response.status === 401 || response.status === 403 ? " Does the job's token have this permission?" : "";
    throw new ForgeError(`${method} ${this.#base}${path}: the forge answered ${response.status}.${hint}`);
  }
}
