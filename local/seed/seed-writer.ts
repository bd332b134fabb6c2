import type { DomainContext } from "../domain-context.ts";
import { allRules } from "../resources/all-rules.ts";
import type { Caller } from "../resources/caller.ts";
import { createdResource } from "../resources/new-resource.ts";
import { refuseTaken } from "../resources/operations.ts";
import type { Write } from "../resources/resource-rules.ts";
import { domainAppId } from "../resources/role-holdings.ts";
import { type ResourceTypeName, resourceTypes } from "../schemas/resource-types.ts";
import { type Draft, type Resource, withoutUnassigned } from "../scim/json.ts";
import { readBody } from "../scim/read-body.ts";
import { draftForCreate, refuseMissing } from "../scim/write-rules.ts";
import { type Change, type CollectionName, Directory } from "../storage/directory.ts";
import { noJournal } from "../storage/journal.ts";

/** The creator of the resources that exist from the start. */
const oracle: Caller = { type: "App", id: domainAppId, display: "IDCS Application", adminRoles: new Set() };

/** Creates the resources of a seed, separate from the domain at first, so that a faulty seed leaves nothing behind. */
export interface SeedWriter {
  /** The resources created so far. */
  readonly directory: Directory;
  /**
   * Creates a resource by the rules of a POST. Read-only attributes may be set, since a seed also describes what Oracle
   * creates.
   *
   * @throws ScimError the rule that it breaks
   */
  make(type: ResourceTypeName, id: string, body: Draft, options?: { readonly byOracle: boolean }): void;
  /** Changes a resource that was created. */
  change(type: ResourceTypeName, resource: Resource): void;
  /** Registers the key of a principal that signs its requests. */
  register(key: Resource): void;
  /** Writes everything to the domain: all of it or nothing. */
  finish(): void;
}

/** Starts filling a domain. */
export function seedWriter(real: DomainContext): SeedWriter {
  const directory = new Directory(noJournal);
  const domain: DomainContext = { ...real, directory };
  const touched = new Map<string, readonly [CollectionName, string]>();
  const write = (changes: readonly Change[]) => {
    directory.write(changes);
    for (const change of changes) {
      const id = "put" in change ? change.put.id : change.remove;
      touched.set(`${change.collection} ${id}`, [change.collection, id]);
    }
  };
  return {
    directory,
    make: (name, id, body, { byOracle } = { byOracle: false }) => {
      const type = resourceTypes[name];
      const creation: Write = { domain, caller: oracle, current: undefined };
      const read = readBody(type, withoutUnassigned({ ...body, schemas: [type.schema] }), {
        unknownAttributes: "refuse",
        strict: false,
      });
      const draft: Draft = { ...draftForCreate(type, read), ...read, id };
      allRules[name].complete?.(draft, creation);
      const complete = withoutUnassigned(draft);
      refuseMissing(type, complete);
      // Oracle adds roles to apps that accept none from others.
      if (!byOracle) allRules[name].check?.(complete, creation);
      refuseTaken(type, complete, creation);
      const put = createdResource(domain, type, complete, oracle, id);
      write([{ collection: name, put }, ...(allRules[name].alongWithWrite?.(put, creation) ?? [])]);
    },
    change: (name, put) => write([{ collection: name, put }]),
    register: (put) => write([{ collection: "ApiKey", put }]),
    finish: () =>
      real.directory.write(
        [...touched.values()].flatMap(([collection, id]) => {
          const put = directory.byId(collection, id);
          return put === undefined ? [] : { collection, put };
        }),
      ),
  };
}
