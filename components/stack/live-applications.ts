import type { DomainLookUp } from "../look-up/domain-look-up.ts";
import type { LiveApplication } from "../look-up/live-application.ts";
import { isOfEnvironment, stackTag } from "../parts/ownership.ts";
import { type DeclaredApplication, declarationOf, missingAmong } from "./declared-application.ts";

/** What the domain has for a stack. */
export interface LiveApplications {
  /** The applications with the stack's tag. */
  readonly own: readonly LiveApplication[];
  /** What is declared, and is not among `own`. */
  readonly missing: readonly DeclaredApplication[];
  /** What stands for the missing ones in other stacks of the environment. */
  readonly elsewhere: readonly LiveApplication[];
}

/** What the domain has for what is declared: one list request, and one more if something is missing. */
export async function liveApplications(
  declared: readonly DeclaredApplication[],
  lookUp: DomainLookUp,
): Promise<LiveApplications> {
  const own = await lookUp.applicationsOfStack(stackTag());
  const missing = missingAmong(declared, own);
  return { own, missing, elsewhere: await inOtherStacks(missing, lookUp) };
}

/**
 * The applications that stand for declared ones and have the tag of another stack of the environment: it has them in its state, or
 * their state was moved to this one since its last `up`.
 */
async function inOtherStacks(
  missing: readonly DeclaredApplication[],
  lookUp: DomainLookUp,
): Promise<LiveApplication[]> {
  const names = missing.flatMap(({ name, formerNames }) => [name, ...formerNames]);
  const found = await lookUp.applicationsOfTeams(names.map((name) => name.slice(0, name.indexOf("/"))));
  const declaredAs = declarationOf(missing);
  return found
    .filter(({ stack }) => stack !== stackTag() && isOfEnvironment(stack))
    .filter((live) => declaredAs(live) !== undefined);
}
