import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import type { Run } from "./run.ts";

/** The steps of a creation: of a resource, or of a client secret. */
export interface CreationSteps<Made> {
  readonly post: () => Promise<Made>;
  /** Looks for what an earlier or a lost request has made. */
  readonly findTwin: () => Promise<Made | undefined>;
}

/** What there is after a creation. */
export interface Creation<Made> {
  readonly made: Made;
  /** Whether it had been there before, or had been made by a request whose answer was lost. */
  readonly isTwin: boolean;
}

/** The wait before the first look for a resource whose answer was lost, in milliseconds; it doubles each time. */
const firstPause = 1000;

/**
 * Creates something so that there is one of it, whatever becomes of the answers.
 *
 * Normally one POST. After a lost answer, or where something is in the way, the resource is looked for. If it is not there
 * after a lost answer, the POST is repeated: the domain refuses a second one, if the first is still under way.
 */
export async function createOnce<Made>(
  steps: CreationSteps<Made>,
  { creations, pause, isCancelled }: Pick<Run, "creations" | "pause" | "isCancelled">,
): Promise<Creation<Made>> {
  for (let repetition = 0; ; repetition++) {
    try {
      return { made: await steps.post(), isTwin: false };
    } catch (error) {
      if (!(error instanceof IdentityDomainError) || isCancelled()) throw error;
      const isLost = mayHaveBeenDone(error);
      if (!isLost && error.code !== "CONFLICT") throw error;
      if (isLost) await pause(firstPause * 2 ** repetition);
      if (isCancelled()) throw error;
      const twin = await lookedFor(steps, error);
      if (twin !== undefined) return { made: twin, isTwin: true };
      if (!isLost || repetition >= creations) throw error;
    }
  }
}

/** Whether a request may have been carried out, although it failed: nobody knows what became of it. */
export function mayHaveBeenDone({ code, details }: IdentityDomainError): boolean {
  if (code === "ANSWER_LOST" || code === "UNEXPECTED_ANSWER") return true;
  if (code === "CANCELLED") return details.mayHaveBeenDone === true;
  return code === "SERVER_FAILED" && details.status !== 503;
}

async function lookedFor<Made>(
  { findTwin }: CreationSteps<Made>,
  error: IdentityDomainError,
): Promise<Made | undefined> {
  try {
    return await findTwin();
  } catch (reason) {
    if (!(reason instanceof IdentityDomainError)) throw reason;
    const message = `${error.message}\nLooking for it in the domain failed too: ${reason.message}`;
    throw new IdentityDomainError(error.code, message, error.details);
  }
}
