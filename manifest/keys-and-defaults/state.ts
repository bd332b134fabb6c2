import { z } from "zod";
import { quote } from "../../wording/quote.ts";

const states = ["active", "retired"] as const;

/**
 * Schema of the state of a client or resource application. A retired one is deactivated and marked, and keeps everything: only
 * then may it be deleted, in an environment whose `deletion` is `after-retirement`.
 *
 * @param what it is: `client` or `application`
 */
export function stateSchema(what: string) {
  return z
    .enum(states, {
      error: ({ input }) =>
        typeof input === "string" ? `${quote(input)} is not a state of the ${what}: active or retired.` : undefined,
    })
    .meta({
      description: `retired: the ${what} is deactivated and keeps everything, its ID too; its entry may be removed later, which deletes it. Default: active.`,
      examples: ["retired"],
    });
}
