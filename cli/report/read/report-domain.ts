import type {
  Collection,
  ListResponse,
  RequestOptions,
  StoredResource,
} from "../../../identity-domain/identity-domain.ts";
import { managedByValue, ownershipTags } from "../../../naming/ownership-tags.ts";
import { DomainWithoutSecrets } from "../../adopt/read/without-secrets.ts";
import { member } from "../../drift/deviation.ts";

const tagged = (key: string, value: string) =>
  `tags[key eq ${JSON.stringify(key)} and value eq ${JSON.stringify(value)}]`;

/** The filter for everything that stacks of this program own. */
export const ofThisProgram = tagged(ownershipTags.managedBy, managedByValue);

/**
 * An identity domain as a report reads it: no client secret is asked for, a list that was read is not read again, and what each of
 * many stacks owns is taken from one list of what all stacks own.
 */
export class ReportDomain extends DomainWithoutSecrets {
  readonly #lists = new Map<string, Promise<ListResponse>>();
  readonly #owned = new Map<string, Promise<readonly StoredResource[]>>();
  #stacks: ReadonlyMap<string, string> = new Map();

  /** From now on, what these stacks own is taken from one list. @param tags what the tag `stack` says: `<project>/<stack>` */
  sharing(tags: readonly string[]): void {
    this.#stacks = new Map(tags.map((tag) => [tagged(ownershipTags.stack, tag), tag]));
  }

  override list(collection: Collection, options: RequestOptions = {}): Promise<ListResponse> {
    const question = JSON.stringify([collection, options.query]);
    const answer = this.#lists.get(question) ?? this.#listNow(collection, options);
    this.#lists.set(question, answer);
    return answer;
  }

  async #listNow(collection: Collection, options: RequestOptions): Promise<ListResponse> {
    const { filter, startIndex = 1, count, ...query } = options.query ?? {};
    const stack = this.#stacks.get(String(filter));
    if (stack === undefined || this.#stacks.size < 2) return super.list(collection, options);
    const question = JSON.stringify([collection, query]);
    const owned = this.#owned.get(question) ?? this.listAll(collection, { query: { ...query, filter: ofThisProgram } });
    this.#owned.set(question, owned);
    const all = await owned;
    // A domain does not show the tags of everything that it finds by them.
    if (!all.every(({ tags }) => Array.isArray(tags))) return super.list(collection, options);
    const found = all.filter(({ tags }) => tagOf(tags, ownershipTags.stack) === stack);
    const page = found.slice(
      Number(startIndex) - 1,
      count === undefined ? undefined : Number(startIndex) - 1 + Number(count),
    );
    return {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
      totalResults: found.length,
      startIndex: Number(startIndex),
      itemsPerPage: page.length,
      Resources: page,
    };
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
