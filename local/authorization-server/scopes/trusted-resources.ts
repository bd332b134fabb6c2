import type { DomainContext } from "../../domain-context.ts";
import { type JsonObject, objectsOf, type Resource, textOf } from "../../scim/json.ts";
import { allResources } from "./requested-scopes.ts";
import { type AudienceDecision, defaultRefreshTokenExpiry } from "./scope-decision.ts";
import { notAllowed } from "./scope-refusal.ts";

/** The audience of a token for all resources of the domain. */
export const accountAudience = "urn:opc:resource:scope:account";

const tagPrefix = "urn:opc:resource:scope:tag=";

/** A tag of an app. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/**
 * Decides about `urn:opc:resource:consumer::all`: all resources for a client with `trustScope` `Account`, those that
 * share a tag with it for `Tags`. Never for a public client; `Default` is treated as `Explicit`.
 *
 * @throws OAuthError the error of the settings for any other client, and where no resource has an allowed tag
 * @see Oracle, "Accessing All Resources" and "Accessing Resources with Matching Tags"; identity-domains-api.md 10.7
 */
export function decideAllResources(domain: DomainContext, client: Resource): AudienceDecision {
  return {
    audiences: [trustedAudience(domain, client)],
    scopes: [allResources],
    requested: [allResources],
    refreshTokenExpiry: defaultRefreshTokenExpiry,
    consents: [],
  };
}

/** The tags that an app holds at `tags` or `allowedTags`. */
export function tagsAt(app: JsonObject, attribute: "tags" | "allowedTags"): readonly Tag[] {
  return objectsOf(app[attribute]).flatMap((tag) => {
    const [key, value] = [textOf(tag, "key"), textOf(tag, "value")];
    return key === undefined || value === undefined ? [] : [{ key, value }];
  });
}

/** Whether the list contains the tag: same key and value, case-sensitive. */
export function hasTag(tags: readonly Tag[], { key, value }: Tag): boolean {
  return tags.some((tag) => tag.key === key && tag.value === value);
}

/** `urn:opc:resource:scope:tag=` and base64 of `{"tags":[{"key":…,"value":…}]}`. */
function tagAudience(tags: readonly Tag[]): string {
  const named = { tags: tags.map(({ key, value }) => ({ key, value })) };
  return tagPrefix + Buffer.from(JSON.stringify(named)).toString("base64");
}

/** The tags that an audience names; empty for an audience of another kind. */
export function tagsOfAudience(audience: string): readonly Tag[] {
  if (!audience.startsWith(tagPrefix)) return [];
  try {
    return tagsAt(JSON.parse(Buffer.from(audience.slice(tagPrefix.length), "base64").toString("utf8")), "tags");
  } catch {
    // The audience of an app may be any string.
    return [];
  }
}

function trustedAudience(domain: DomainContext, client: Resource): string {
  if (client.clientType === "public") throw notAllowed(domain, "The client is public.");
  if (client.trustScope === "Account") return accountAudience;
  if (client.trustScope !== "Tags") throw notAllowed(domain, "The client's trustScope is neither Account nor Tags.");
  const shared = sharedTags(domain, client);
  if (shared.length === 0) throw notAllowed(domain, "No active resource has a tag that the client allows.");
  return tagAudience(shared);
}

function sharedTags({ directory }: DomainContext, client: Resource): readonly Tag[] {
  const resources = directory.all("App").filter((app) => app.isOAuthResource === true && app.active === true);
  const known = resources.flatMap((app) => tagsAt(app, "tags"));
  return tagsAt(client, "allowedTags").filter((tag) => hasTag(known, tag));
}
