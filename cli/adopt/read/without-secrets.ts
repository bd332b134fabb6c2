import {
  type Collection,
  IdentityDomain,
  type ListResponse,
  type RequestOptions,
  type StoredResource,
} from "../../../identity-domain/identity-domain.ts";

/** Shows of applications what is asked for by name: whoever asks for whole sets of attributes would get the client secret. */
export class DomainWithoutSecrets extends IdentityDomain {
  #attributes: readonly string[] = ["displayName"];

  /** From now on, applications are shown with these attributes if a request asks for a set. */
  showing(attributes: readonly string[]): void {
    this.#attributes = attributes;
  }

  override read(collection: Collection, id: string, options: RequestOptions = {}): Promise<StoredResource> {
    return super.read(collection, id, this.#named(collection, options));
  }

  override list(collection: Collection, options: RequestOptions = {}): Promise<ListResponse> {
    return super.list(collection, this.#named(collection, options));
  }

  #named(collection: Collection, options: RequestOptions): RequestOptions {
    if (collection !== "Apps") return options;
    const { attributeSets, attributes = "", ...query } = options.query ?? {};
    const asksForSets = attributeSets !== undefined || attributes === "";
    const names = [attributes, asksForSets ? this.#attributes : []].flat(2).map(String).filter(Boolean);
    return { ...options, query: { ...query, attributes: [...new Set(names)].join(",") } };
  }
}
