import type { DomainLookUp } from "../look-up/domain-look-up.ts";
import type { LiveApplication } from "../look-up/live-application.ts";
import { isOfEnvironment, stackTag } from "../parts/ownership.ts";
import { type DeclaredApplication, isDeclaredAs } from "./declared-application.ts";

/**
 * The applications that stand for declared ones and have the tag of another stack of the environment: it has them in its state, or
 * their state was moved to this one since its last `up`. At most one list request.
 *
 * @param missing what is declared, and has no application with this stack's tag
 */
export async function inOtherStacks(
  missing: readonly DeclaredApplication[],
  lookUp: DomainLookUp,
): Promise<LiveApplication[]> {
  const names = missing.flatMap(({ name, formerNames }) => [name, ...formerNames]);
  const found = await lookUp.applicationsOfTeams(names.map((name) => name.slice(0, name.indexOf("/"))));
  return found
    .filter(({ stack }) => stack !== stackTag() && isOfEnvironment(stack))
    .filter((live) => missing.some((application) => isDeclaredAs(live, application)));
}
