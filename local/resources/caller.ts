import type { DomainContext } from "../domain-context.ts";
import { type Resource, textOf } from "../scim/json.ts";
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

/** The caller of a signed request: the user that the key belongs to, with the roles that it holds now. */
export function signingCaller({ directory }: DomainContext, user: Resource): Caller {
  return {
    type: "User",
    id: user.id,
    display: displayOf(user),
    ocid: textOf(user, "ocid") ?? "",
    adminRoles: roleNamesHeld(directory, { type: "User", id: user.id }, domainAppId),
  };
}
