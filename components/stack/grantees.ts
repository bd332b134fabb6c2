import type { Principal } from "../look-up/domain-look-up.ts";

/** Users and groups as grantees of assignments; `name` is the end of the assignment's logical name. */
export function grantees({
  users,
  groups,
}: {
  readonly users: readonly Principal[];
  readonly groups: readonly Principal[];
}) {
  return [
    ...users.map(({ id, name }) => ({ granteeType: "User" as const, granteeId: id, name: `user/${name}` })),
    ...groups.map(({ id, name }) => ({ granteeType: "Group" as const, granteeId: id, name: `group/${name}` })),
  ];
}
