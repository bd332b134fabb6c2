import type { StackManifest } from "../../manifest/load-stack.ts";
import type { DomainLookUp } from "../look-up/domain-look-up.ts";
import { type LiveApplication, nameInManifest } from "../look-up/live-application.ts";
import { LookUpError } from "../look-up/look-up-error.ts";
import { stackTag } from "../parts/ownership.ts";
import { type ApplicationsInState, applicationsInState } from "./applications-in-state.ts";
import { type DeclaredApplication, declaredApplications, isDeclaredAs } from "./declared-application.ts";
import { fixedClientIds } from "./fixed-client-ids.ts";
import { deletions, goneApplications } from "./gone-applications.ts";
import type { Notice } from "./notice.ts";
import { fromOtherStacks, movesBetweenStacks, toOtherStacks } from "./state-moves.ts";

/** What the comparison of manifests with the identity domain shows before anything is declared. */
export interface DomainComparison {
  /** What must not be provisioned as it is. */
  readonly refusals: readonly Notice[];
  /** What is lost or has no effect. */
  readonly warnings: readonly Notice[];
  readonly information: readonly Notice[];
  /** Whether state of other stacks may have been moved to this one since its last `up`. */
  readonly isMoved: boolean;
}

/**
 * Compares what a stack declares with what its domain has: one list request, and one more if something does not exist yet. The
 * state is read only if it decides whether something is lost.
 *
 * If the domain does not list the applications, the comparison says so and refuses nothing.
 */
export async function compareWithDomain(stack: StackManifest, lookUp: DomainLookUp): Promise<DomainComparison> {
  const declared = declaredApplications(stack.teams);
  if (stack.environment !== undefined && declared.length === 0 && stack.otherTeams.length > 0) return nothing;
  try {
    const own = await lookUp.applicationsOfStack(stackTag());
    const missing = declared.filter((application) => !own.some((live) => isDeclaredAs(live, application)));
    const elsewhere = await inOtherStacks(missing, stack.environmentName, lookUp);
    const gone = goneApplications({ live: own, declared });
    const state = gone.length + elsewhere.length > 0 ? await applicationsInState() : undefined;
    return compared(stack, { declared, own, missing, elsewhere, gone, state });
  } catch (error) {
    if (!(error instanceof LookUpError)) throw error;
    const message = `the identity domain does not list the applications of this stack, so that nobody is warned of what this \`up\` deletes: ${error.message}`;
    return { refusals: [], warnings: movesBetweenStacks(stack), information: [{ message }], isMoved: true };
  }
}

const nothing: DomainComparison = { refusals: [], warnings: [], information: [], isMoved: false };

interface Found {
  readonly declared: readonly DeclaredApplication[];
  /** The applications with the stack's tag. */
  readonly own: readonly LiveApplication[];
  /** What is declared, and is not among `own`. */
  readonly missing: readonly DeclaredApplication[];
  /** What stands for the missing ones in other stacks of the environment. */
  readonly elsewhere: readonly LiveApplication[];
  /** What is among `own`, and not declared. */
  readonly gone: readonly LiveApplication[];
  readonly state: ApplicationsInState | undefined;
}

function compared(stack: StackManifest, found: Found): DomainComparison {
  const { declared, own, missing, elsewhere, state } = found;
  const isInState = (live: LiveApplication, ifUnknown: boolean): boolean =>
    state?.has({ kind: live.kind, name: nameInManifest(live) }) ?? ifUnknown;
  const gone = found.gone.filter((live) => isInState(live, true));
  const others = declaredApplications(stack.otherTeams);
  const leaving = gone.filter((live) => others.some((application) => isDeclaredAs(live, application)));
  const arriving = elsewhere.filter((live) => !isInState(live, true));
  const absent = missing.filter((application) => !elsewhere.some((live) => isDeclaredAs(live, application)));
  return {
    refusals: [...fromOtherStacks(arriving, declared, state), ...toOtherStacks(leaving, others)],
    warnings: [
      ...(state === undefined && elsewhere.length > 0 ? movesBetweenStacks(stack) : []),
      ...fixedClientIds(declared, [...own, ...elsewhere]),
      ...deletions(
        gone.filter((live) => !leaving.includes(live)),
        { environment: stack.environmentName, teams: stack.teams, declared, live: own, missing: absent },
      ),
    ],
    information: [],
    isMoved: elsewhere.length > 0,
  };
}

/** The applications that stand for missing ones in the other stacks of the environment. */
async function inOtherStacks(
  missing: readonly DeclaredApplication[],
  environment: string,
  lookUp: DomainLookUp,
): Promise<LiveApplication[]> {
  const names = missing.flatMap(({ name, formerNames }) => [name, ...formerNames]);
  const found = await lookUp.applicationsOfTeams(names.map((name) => name.slice(0, name.indexOf("/"))));
  const [project] = stackTag().split("/");
  const whole = `${project}/${environment}`;
  return found
    .filter(({ stack }) => stack !== stackTag() && (stack === whole || stack.startsWith(`${whole}.`)))
    .filter((live) => missing.some((application) => isDeclaredAs(live, application)));
}
