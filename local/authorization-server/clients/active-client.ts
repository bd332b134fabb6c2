import type { DomainContext } from "../../domain-context.ts";
import type { Resource } from "../../scim/json.ts";

/** The active OAuth client of that client ID (case-sensitive). */
export function activeClient({ directory }: DomainContext, clientId: string | undefined): Resource | undefined {
  return directory
    .matching("App", "name", clientId ?? "")
    .find((app) => app.name === clientId && app.isOAuthClient === true && app.active === true);
}
