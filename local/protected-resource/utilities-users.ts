import { z } from "zod";
import type { DomainContext } from "../domain-context.ts";
import type { Resource } from "../scim/json.ts";

/** Stands for an OAuth client. */
const clientUserType = "OAuth Client";

/** The data of a user of the Utilities application. */
export const utilitiesUserSchema = z.strictObject({ userType: z.literal(clientUserType) });

/** A user of the Utilities application: the application's own, not one of the identity domain. */
export type UtilitiesUser = z.output<typeof utilitiesUserSchema> & {
  /** For an OAuth client, its client ID (case-sensitive). */
  readonly login: string;
};

/** The users in the order of their creation. */
export function utilitiesUsers({ directory }: DomainContext): readonly UtilitiesUser[] {
  return directory.all("UtilitiesUser").map(asUser);
}

/** The user of that login. */
export function utilitiesUser({ directory }: DomainContext, login: string): UtilitiesUser | undefined {
  const record = directory.byId("UtilitiesUser", login);
  return record === undefined ? undefined : asUser(record);
}

/** Stores a user, and replaces one of the same login. */
export function keepUtilitiesUser({ directory }: DomainContext, { login, userType }: UtilitiesUser): void {
  directory.write([{ collection: "UtilitiesUser", put: { id: login, userType } }]);
}

/** Removes a user. */
export function forgetUtilitiesUser({ directory }: DomainContext, login: string): void {
  directory.write([{ collection: "UtilitiesUser", remove: login }]);
}

function asUser({ id }: Resource): UtilitiesUser {
  return { login: id, userType: clientUserType };
}
