import type { Collection, ListResponse, RequestOptions } from "../../../identity-domain/identity-domain.ts";
import { DomainWithoutSecrets } from "../../adopt/read/without-secrets.ts";
import { ListsOfStacks } from "../../drift/lists-of-stacks.ts";

/** An identity domain as a report reads it: no client secret is asked for, and lists are those of `ListsOfStacks`. */
export class ReportDomain extends DomainWithoutSecrets {
  readonly #lists = new ListsOfStacks({
    list: (collection, options) => super.list(collection, options),
    listAll: (collection, options) => this.listAll(collection, options),
  });

  /** From now on, what these stacks own is taken from one list. @param tags what the tag `stack` says: `<project>/<stack>` */
  sharing(tags: readonly string[]): void {
    this.#lists.sharing(tags);
  }

  override list(collection: Collection, options: RequestOptions = {}): Promise<ListResponse> {
    return this.#lists.list(collection, options);
  }
}
