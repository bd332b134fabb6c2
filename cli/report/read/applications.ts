import { z } from "zod";
import type { IdentityDomain, StoredResource } from "../../../identity-domain/identity-domain.ts";
import { managedByValue, ownershipTags } from "../../../naming/ownership-tags.ts";
import type { Author } from "../../../wording/who-and-when.ts";
import { lastChange } from "../../drift/deviation.ts";
import { ofThisProgram, tagOf } from "../../drift/lists-of-stacks.ts";

/** An application of the domain that a stack of this program has created or adopted. */
export interface TaggedApplication {
  readonly id: string;
  readonly displayName: string;
  readonly clientId: string;
  readonly active: boolean;
  /** `<project>/<stack>` */
  readonly stack: string;
  readonly team: string;
  /** The name of the client, or resource application, in its team's manifest. */
  readonly client: string;
  readonly owner?: string;
  readonly lastModified: Author;
}

/** How many clients of the domain this program has never created. */
export interface UnmanagedClients {
  readonly confidential: number;
  readonly public: number;
}

const listed = z.looseObject({ id: z.string(), displayName: z.string(), name: z.string().optional() });

/**
 * The applications of this program in the domain, of whichever project and stack: one list request for a thousand, which the plans of
 * stacks use too.
 */
export async function taggedApplications(domain: IdentityDomain): Promise<TaggedApplication[]> {
  const attributeSets = ["default", "request"];
  const found = await domain.listAll("Apps", { query: { filter: ofThisProgram, attributeSets } });
  return found.flatMap((app) => {
    const [stack, team, client, owner] = [
      ownershipTags.stack,
      ownershipTags.team,
      ownershipTags.client,
      ownershipTags.owner,
    ].map((key) => tagOf(app.tags, key));
    const { data } = listed.safeParse(app);
    if (data === undefined || stack === undefined || team === undefined || client === undefined) return [];
    const { id, displayName, name: clientId = "" } = data;
    const about = { id, displayName, clientId, active: app.active === true, stack, team, client };
    return [{ ...about, ...(owner !== undefined && { owner }), lastModified: lastChange(app) }];
  });
}

/** Counts the clients of the domain that this program has never created, without Oracle's own: one list request. */
export async function unmanagedClients(domain: IdentityDomain): Promise<UnmanagedClients> {
  const attributes = "displayName,clientType,tags,isOPCService,infrastructure";
  const found = await domain.listAll("Apps", { query: { filter: "isOAuthClient eq true", attributes } });
  const unmanaged = found.filter((app) => !isOurs(app) && app.isOPCService !== true && app.infrastructure !== true);
  const ofPublic = unmanaged.filter(({ clientType }) => clientType === "public").length;
  return { confidential: unmanaged.length - ofPublic, public: ofPublic };
}

function isOurs({ tags }: StoredResource): boolean {
  return tagOf(tags, ownershipTags.managedBy) === managedByValue;
}
