import type { StoredResource } from "../identity-domain/client.ts";
import { IdentityDomainError } from "../identity-domain/identity-domain-error.ts";
import type { Run } from "./run.ts";

/** The steps of a creation. */
export interface CreationSteps {
  readonly post: () => Promise<StoredResource>;
  /** Looks for what an earlier or a lost request has made. */
  readonly findTwin: () => Promise<StoredResource | undefined>;
}

/** What there is after a creation. */
export interface Creation {
  readonly resource: StoredResource;
  /** Whether it had been there before, or had been made by a request whose answer was lost. */
  readonly isTwin: boolean;
}

/** The wait before the first look for a resource whose answer was lost, in milliseconds; it doubles each time. */
const firstPause = 1000;

/**
 * Creates a resource so that there is one of it, whatever becomes of the answers.
 *
 * Normally one POST. After a lost answer, or where something is in the way, the resource is looked for. If it is not there
 * after a lost answer, the POST is repeated: the domain refuses a second one, if the first is still under way.
 */
export async function createOnce(
  steps: CreationSteps,
  { creations, pause, isCancelled }: Pick<Run, "creations" | "pause" | "isCancelled">,
): Promise<Creation> {
  for (let repetition = 0; ; repetition++) {
    try {
      return { resource: await steps.post(), isTwin: false };
    } catch (error) {
      if (!(error instanceof IdentityDomainError) || isCancelled()) throw error;
      const isLost = mayHaveBeenDone(error);
      if (!isLost && error.code !== "CONFLICT") throw error;
      if (isLost) await pause(firstPause * 2 ** repetition);
      if (isCancelled()) throw error;
      const twin = await lookedFor(steps, error);
      if (twin !== undefined) return { resource: twin, isTwin: true };
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

async function lookedFor({ findTwin }: CreationSteps, error: IdentityDomainError): Promise<StoredResource | undefined> {
  try {
    return await findTwin();
  } catch (reason) {
    if (!(reason instanceof IdentityDomainError)) throw reason;
    const message = `${error.message}\nLooking for it in the domain failed too: ${reason.message}`;
    throw new IdentityDomainError(error.code, message, error.details);
  }
}
