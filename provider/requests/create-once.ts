import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import type { Run } from "./run.ts";

/** The steps of a creation: of a resource, or of a client secret. */
export interface CreationSteps<Created> {
  readonly post: () => Promise<Created>;
  /** Looks for what an earlier or a lost request has created; undefined if nothing would identify it. */
  readonly findTwin: (() => Promise<Created | undefined>) | undefined;
}

/** The result of a creation. */
export interface Creation<Created> {
  readonly created: Created;
  /** Whether it existed before, or was created by a request whose answer was lost. */
  readonly isTwin: boolean;
}

/** The wait before the first look for something whose answer was lost, in milliseconds; it doubles each time. */
const firstPause = 1000;

/**
 * Creates something exactly once, even if answers are lost.
 *
 * Normally this is one POST. After a lost answer or a conflict, the twin is looked for. If there is none after a lost answer,
 * the POST is repeated: the domain refuses the second one if the first is still under way.
 */
export async function createOnce<Created>(
  { post, findTwin }: CreationSteps<Created>,
  { creations, pause, isCancelled }: Pick<Run, "creations" | "pause" | "isCancelled">,
): Promise<Creation<Created>> {
  for (let repetition = 0; ; repetition++) {
    try {
      return { created: await post(), isTwin: false };
    } catch (error) {
      if (!(error instanceof IdentityDomainError) || findTwin === undefined || isCancelled()) throw error;
      const isLost = mayHaveBeenDone(error);
      if (!isLost && error.code !== "CONFLICT") throw error;
      if (isLost) await pause(firstPause * 2 ** repetition);
      if (isCancelled()) throw error;
      const twin = await findTwin().catch((reason: unknown) => {
        throw alsoFailed(error, reason);
      });
      if (twin !== undefined) return { created: twin, isTwin: true };
      if (!isLost || repetition >= creations) throw error;
    }
  }
}

/** Whether a request that failed may have been carried out. */
export function mayHaveBeenDone({ code, details }: IdentityDomainError): boolean {
  if (code === "ANSWER_LOST" || code === "ANSWER_TOO_LARGE" || code === "UNEXPECTED_ANSWER") return true;
  if (code === "CANCELLED") return details.mayHaveBeenDone === true;
  return code === "SERVER_FAILED" && details.status !== 503;
}

function alsoFailed(error: IdentityDomainError, reason: unknown): unknown {
  if (!(reason instanceof IdentityDomainError)) return reason;
  const message = `${error.message}\nLooking for it in the domain failed too: ${reason.message}`;
  return new IdentityDomainError(error.code, message, error.details);
}
