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

/** The REST API of a forge. Its token is sent to the forge alone, and is never part of an error. */
export class ForgeApi {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;

  /**
   * @param base the API's URL, without a slash at its end
   * @param headers what every request has, the authentication among them
   */
  constructor(base: string, headers: Readonly<Record<string, string>>) {
    this.#base = base;
    this.#headers = headers;
  }

  /** What a GET request answers. @throws ForgeError unless it succeeds */
  async get(path: string): Promise<unknown> {
    return (await this.#send("GET", path)).json();
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
   * @throws ForgeError if the request fails, or the file is too large or no UTF-8
   */
  async text(path: string, most: number): Promise<string> {
    const { body } = await this.#send("GET", path);
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of body ?? []) {
      size += part.byteLength;
      if (size > most) throw new ForgeError(`${this.#base}${path}: is larger than ${most} bytes.`);
      parts.push(part);
    }
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts));
    } catch {
      throw new ForgeError(`${this.#base}${path}: is not text in UTF-8.`);
    }
  }

  async #send(method: string, path: string, body?: object): Promise<Response> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: { ...this.#headers, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(longest),
    });
    if (response.ok) return response;
    await response.body?.cancel();
    const hint =
      response.status === 401 || response.status === 403 ? " Does the job's token have this permission?" : "";
    throw new ForgeError(`${method} ${this.#base}${path}: the forge answered ${response.status}.${hint}`);
  }
}
