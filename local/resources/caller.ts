import type { DomainContext } from "../domain-context.ts";
import { listOf, type Resource, textOf } from "../scim/json.ts";
import type { Directory } from "../storage/directory.ts";
import { displayOf } from "./references.ts";
import { domainAppId, roleNamesHeld } from "./role-holdings.ts";

/** The sender of an authenticated request. */
export interface Caller {
  readonly type: "App" | "User";
  readonly id: string;
  readonly display: string | undefined;
  /** The OCID of a user who signed the request; absent for a bearer token. */
  readonly ocid?: string;
  /** The administrator roles that the request may use: display names of roles of `IDCSApp`. */
  readonly adminRoles: ReadonlySet<string>;
}

/**
 * The caller of a signed request: the user that the key belongs to, with the roles that it holds now and those that a
 * policy gives; or a principal that is no user. `undefined` if the user is gone.
 */
export function signingCaller({ directory }: DomainContext, key: Resource): Caller | undefined {
  const byPolicy = listOf(key.adminRoles).map(String);
  const principal = textOf(key, "principal");
  if (principal !== undefined) {
    return { type: "User", id: principal, display: undefined, ocid: principal, adminRoles: new Set(byPolicy) };
  }
  const user = directory.byId("User", textOf(key, "userId") ?? "");
  return user && signingUser(directory, user, byPolicy);
}

/** The caller of a request that a user signed, with the roles that the user holds now and those that a policy gives. */
export function signingUser(directory: Directory, user: Resource, byPolicy: readonly string[] = []): Caller {
  const held = roleNamesHeld(directory, { type: "User", id: user.id }, domainAppId);
  return {
    type: "User",
    id: user.id,
    display: displayOf(user),
    ocid: textOf(user, "ocid") ?? "",
    adminRoles: new Set([...held, ...byPolicy]),
  };
}
