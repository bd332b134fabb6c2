import {
  type Collection,
  IdentityDomain,
  type ListResponse,
  type RequestOptions,
} from "../../identity-domain/identity-domain.ts";
import { ListsOfStacks } from "./lists-of-stacks.ts";

/** An identity domain with which many stacks are compared, one after the other: lists are those of `ListsOfStacks`. */
export class ComparedDomain extends IdentityDomain {
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
