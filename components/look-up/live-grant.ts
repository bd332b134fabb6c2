import { mechanismsOfDomain } from "../../manifest/oracle/grant-mechanisms.ts";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import type { Author } from "../../wording/who-and-when.ts";

/** A grant in the identity domain: who may use an application, or holds one of its app roles. */
export interface LiveGrant {
  readonly id: string;
  /** Id of the application. */
  readonly appId: string;
  /** Id of the app role; absent if the application as a whole is granted. */
  readonly roleId?: string;
  readonly grantee: {
    /** `User`, `Group` or `App`. */
    readonly type: string;
    readonly id: string;
    /** As the domain displays it; its id if it does not. */
    readonly name: string;
  };
  /** The stack that declares it: `<project>/<stack>`; absent for a grant of anybody else. */
  readonly stack?: string;
  /** Such as `ADMINISTRATOR_TO_APP`. */
  readonly mechanism: string;
  /** Who granted it, and when. */
  readonly creation: Author;
}

/** What is read of a grant. */
interface Listed {
  readonly id: string;
  readonly grantMechanism: string;
  readonly apps: readonly { readonly value: string }[];
  readonly entitlements: readonly { readonly attributeName: string; readonly attributeValue: string }[];
  readonly grantees: readonly { readonly type: string; readonly value: string; readonly display: string }[];
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly idcsCreatedBies?: readonly { readonly display: string; readonly ocid: string; readonly value: string }[];
  readonly metas?: readonly { readonly created: string }[];
}

/** A listed grant; absent for one of a group's member, which follows from the group's, and without an application or a grantee. */
export function liveGrant(listed: Listed): LiveGrant | undefined {
  const { id, grantMechanism, apps, entitlements, grantees, tags } = listed;
  if (mechanismsOfDomain.includes(grantMechanism)) return undefined;
  const [app, grantee] = [apps[0], grantees[0]];
  if (app === undefined || grantee === undefined) return undefined;
  const roleId = entitlements.find(({ attributeName }) => attributeName === "appRoles")?.attributeValue;
  const stack = tags.find(({ key }) => key === ownershipTags.stack)?.value;
  return {
    id,
    appId: app.value,
    ...(roleId !== undefined && { roleId }),
    grantee: { type: grantee.type, id: grantee.value, name: grantee.display || grantee.value },
    ...(stack !== undefined && { stack }),
    mechanism: grantMechanism,
    creation: creationOf(listed),
  };
}

/** A caller with a signature is "OCI User", with an OCID: so the display name comes first, and then what identifies it. */
function creationOf({ idcsCreatedBies = [], metas = [] }: Listed): Author {
  const [creator] = idcsCreatedBies;
  const by = [creator?.display, creator?.ocid, creator?.value].find((one) => one !== undefined && one !== "");
  const at = metas[0]?.created;
  return { ...(by !== undefined && { by }), ...(at !== undefined && at !== "" && { at }) };
}
