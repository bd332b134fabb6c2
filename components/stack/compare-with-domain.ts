import type { StackManifest } from "../../manifest/load-stack.ts";
import type { DomainLookUp } from "../look-up/domain-look-up.ts";
import { goesAlong } from "../look-up/goes-along.ts";
import { type LiveApplication, nameInManifest } from "../look-up/live-application.ts";
import { LookUpError } from "../look-up/look-up-error.ts";
import { type ApplicationsInState, applicationsInState } from "./applications-in-state.ts";
import { type DeclaredApplication, declarationOf, declaredApplications, missingAmong } from "./declared-application.ts";
import { fixedClientIds } from "./fixed-client-ids.ts";
import { deletions, goneApplications } from "./gone-applications.ts";
import { type LiveApplications, liveApplications } from "./live-applications.ts";
import type { Notice } from "./notice.ts";
import { isRetired, notRetired, retirements } from "./retirement.ts";
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
 *
 * @throws LookUpError in an environment that deletes only what is retired, if the domain does not list the applications
 */
export async function compareWithDomain(stack: StackManifest, lookUp: DomainLookUp): Promise<DomainComparison> {
  const declared = declaredApplications(stack.teams);
  if (stack.environment !== undefined && declared.length === 0 && stack.otherTeams.length > 0) return nothing;
  try {
    const live = await liveApplications(declared, lookUp);
    const gone = goneApplications({ live: live.own, declared });
    const state = gone.length + live.elsewhere.length > 0 ? await applicationsInState() : undefined;
    return compared(stack, { ...live, declared, gone, state }, await alongWith(gone, lookUp));
  } catch (error) {
    if (!(error instanceof LookUpError)) throw error;
    if (stack.deletion === "after-retirement") throw unknownDeletions(stack.environmentName, error);
    const message = `the identity domain does not list the applications of this stack, so that nobody is warned of what this \`up\` deletes: ${error.message}`;
    return { refusals: [], warnings: movesBetweenStacks(stack), information: [{ message }], isMoved: true };
  }
}

/** What each application takes along; if the domain does not list that, the warnings say so. */
async function alongWith(gone: readonly LiveApplication[], lookUp: DomainLookUp): Promise<ReadonlyMap<string, string>> {
  try {
    return await goesAlong(gone, lookUp);
  } catch (error) {
    if (!(error instanceof LookUpError)) throw error;
    return new Map(gone.map(({ id }) => [id, `The domain does not list what it takes along: ${error.message}`]));
  }
}

function unknownDeletions(environment: string, { message }: LookUpError): LookUpError {
  return new LookUpError(
    `the identity domain does not list the applications of this stack, so that this run could delete one that is not retired. Nothing was changed: ${JSON.stringify(environment)} deletes only what is retired (docs/retire.md). ${message}`,
  );
}

const nothing: DomainComparison = { refusals: [], warnings: [], information: [], isMoved: false };

interface Found extends LiveApplications {
  readonly declared: readonly DeclaredApplication[];
  /** What is among `own`, and not declared. */
  readonly gone: readonly LiveApplication[];
  readonly state: ApplicationsInState | undefined;
}

function compared(stack: StackManifest, found: Found, along: ReadonlyMap<string, string>): DomainComparison {
  const { declared, own, missing, elsewhere, state } = found;
  const isInState = (live: LiveApplication, ifUnknown: boolean): boolean =>
    state?.has({ kind: live.kind, name: nameInManifest(live) }) ?? ifUnknown;
  const gone = found.gone.filter((live) => isInState(live, true));
  const others = declaredApplications(stack.otherTeams);
  const declaredByOthers = declarationOf(others);
  const leaving = gone.filter((live) => declaredByOthers(live) !== undefined);
  const arriving = elsewhere.filter((live) => !isInState(live, true));
  const absent = missingAmong(missing, elsewhere);
  const removed = gone.filter((live) => !leaving.includes(live));
  const mayBeDeleted = (live: LiveApplication) => stack.deletion === "direct" || isRetired(live);
  const comparison = {
    environment: stack.environmentName,
    teams: stack.teams,
    declared,
    live: own,
    missing: absent,
  };
  return {
    refusals: [
      ...fromOtherStacks(arriving, declared, state),
      ...toOtherStacks(leaving, others),
      ...(stack.deletion === "direct" ? [] : notRetired(removed, comparison)),
    ],
    warnings: [
      ...retirements(declared, [...own, ...elsewhere]),
      ...(state === undefined && elsewhere.length > 0 ? movesBetweenStacks(stack) : []),
      ...fixedClientIds(declared, [...own, ...elsewhere]),
      ...deletions(removed.filter(mayBeDeleted), comparison, along),
    ],
    information: [],
    isMoved: elsewhere.length > 0,
  };
}
