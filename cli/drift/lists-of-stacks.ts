import type {
  Collection,
  IdentityDomain,
  ListResponse,
  RequestOptions,
  StoredResource,
} from "../../identity-domain/identity-domain.ts";
import { managedByValue, ownershipTags } from "../../naming/ownership-tags.ts";
import { member } from "./deviation.ts";

const tagged = (key: string, value: string) =>
  `tags[key eq ${JSON.stringify(key)} and value eq ${JSON.stringify(value)}]`;

/** The filter for everything that stacks of this program own. */
export const ofThisProgram = tagged(ownershipTags.managedBy, managedByValue);

/** How to ask a domain: each as in `IdentityDomain`. */
export type Asking = Pick<IdentityDomain, "list" | "listAll">;

/**
 * Answers to list requests for comparisons of many stacks with one identity domain: no list is read twice, and what each of the
 * stacks owns is taken from one list of what all stacks own.
 */
export class ListsOfStacks {
  readonly #domain: Asking;
  readonly #lists = new Map<string, Promise<ListResponse>>();
  readonly #owned = new Map<string, Promise<ReadonlyMap<string, readonly StoredResource[]> | undefined>>();
  #stacks: ReadonlyMap<string, string> = new Map();

  /** @param domain its `list` sends a request; its `listAll` asks these lists for pages */
  constructor(domain: Asking) {
    this.#domain = domain;
  }

  /** From now on, what these stacks own is taken from one list. @param tags what the tag `stack` says: `<project>/<stack>` */
  sharing(tags: readonly string[]): void {
    this.#stacks = new Map(tags.map((tag) => [tagged(ownershipTags.stack, tag), tag]));
  }

  /** One page of a list. */
  list(collection: Collection, options: RequestOptions = {}): Promise<ListResponse> {
    const question = JSON.stringify([collection, options.query, options.headers]);
    let answer = this.#lists.get(question);
    if (answer === undefined) {
      answer = this.#listNow(collection, options);
      this.#lists.set(question, answer);
      answer.catch(() => this.#lists.delete(question));
    }
    return answer;
  }

  async #listNow(collection: Collection, options: RequestOptions): Promise<ListResponse> {
    const { filter, startIndex = 1, count, ...query } = options.query ?? {};
    const stack = this.#stacks.get(String(filter));
    if (stack === undefined || this.#stacks.size < 2) return this.#domain.list(collection, options);
    const { headers } = options;
    const question = JSON.stringify([collection, query, headers]);
    let owned = this.#owned.get(question);
    if (owned === undefined) {
      owned = this.#ownedByStack(collection, { query, ...(headers && { headers }) });
      this.#owned.set(question, owned);
      owned.catch(() => this.#owned.delete(question));
    }
    const byStack = await owned;
    if (byStack === undefined) return this.#domain.list(collection, options);
    const found = byStack.get(stack) ?? [];
    const first = Number(startIndex) - 1;
    const page = found.slice(first, count === undefined ? undefined : first + Number(count));
    return {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
      totalResults: found.length,
      startIndex: first + 1,
      itemsPerPage: page.length,
      Resources: page,
    };
  }

  /** What each stack owns, by its tag; undefined if the domain does not show the tags of everything that it finds by them. */
  async #ownedByStack(collection: Collection, { query, ...options }: RequestOptions) {
    const all = await this.#domain.listAll(collection, { ...options, query: { ...query, filter: ofThisProgram } });
    if (!all.every(({ tags }) => Array.isArray(tags))) return undefined;
    return Map.groupBy(all, ({ tags }) => tagOf(tags, ownershipTags.stack) ?? "");
  }
}

/** The value of a tag of a resource. */
export function tagOf(tags: StoredResource[string], key: string): string | undefined {
  const list = (Array.isArray(tags) ? tags : []) as readonly StoredResource[string][];
  const value = member(
    list.find((tag) => member(tag, "key") === key),
    "value",
  );
  return typeof value === "string" ? value : undefined;
}
