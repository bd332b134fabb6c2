import { z } from "zod";

/** The operations of `idcs-apps fleet`. */
const operations = ["up", "preview", "refresh", "drift", "destroy", "status"] as const;

/** What became of a stack, or what would become of it. */
const outcomes = [
  "changed",
  "unchanged",
  "would-change",
  "failed",
  "skipped",
  "interrupted",
  "not-run",
  "gone",
] as const;

const reason = z.strictObject({
  kind: z
    .enum([
      "asked",
      "new",
      "inputs",
      "not-by-fleet",
      "last-run-failed",
      "interrupted",
      "secret-due",
      "rotation-due",
      "expiring",
      "drifted",
      "unknown",
      "locked",
      "gone",
      "manifest",
    ])
    .describe("Why the stack is to be run, or cannot be."),
  what: z.string().describe("The reason in words, without the stack."),
});

const change = z.strictObject({
  operation: z
    .enum(["create", "update", "replace", "delete", "read", "import"])
    .describe("What happens to the resource."),
  type: z.string().describe("Its type, such as `DomainsApp`."),
  name: z.string().describe("Its logical name, such as `payments/ledger-sync`."),
});

const stack = z.strictObject({
  stack: z.string().describe("`<environment>.<team>`, or `<environment>.environment`."),
  team: z.string().optional().describe("Absent for the stack of what the environment's file declares."),
  outcome: z
    .enum(outcomes)
    .describe(
      "`changed`: something was changed; `would-change`: it is to be run (status), or would change (preview), or differs from the domain (drift); `skipped`: a stack failed whose API it uses; `interrupted`: it was cancelled while it ran; `not-run`: the run was cancelled before; `gone`: no manifest declares the team, and its stack still has resources.",
    ),
  reasons: z.array(reason).describe("Why it was run, or is to be run; empty if there is no reason."),
  changes: z.array(change).optional().describe("What was changed, or would be; absent if it was not run."),
  problem: z.string().optional().describe("Why it failed or was skipped, line by line; it contains no secret."),
  next: z.string().optional().describe("What to do about it."),
  warnings: z.array(z.string()).optional().describe("Warnings of the run."),
  seconds: z.number().optional().describe("How long it ran."),
});

/** Schema of what `idcs-apps fleet <operation> --json` prints; `drift` has the entries of `idcs-apps drift` too. */
export const schema = z.strictObject({
  operation: z.enum(operations),
  environment: z.string(),
  identityDomain: z.string(),
  counts: z
    .strictObject({
      changed: z.int(),
      unchanged: z.int(),
      wouldChange: z.int(),
      failed: z.int(),
      skipped: z.int(),
      interrupted: z.int(),
      notRun: z.int(),
      gone: z.int(),
    })
    .describe("The stacks by outcome."),
  stacks: z.array(stack).describe("The stacks, in the order in which they are run."),
  drift: z
    .array(
      z.strictObject({
        kind: z.string().describe("The kind of difference, as `idcs-apps drift --json` has it."),
        what: z.string().describe("The difference in words, without whose it is."),
        drift: z.boolean().describe("Whether it counts: false for rights that are left alone."),
        where: z
          .array(z.strictObject({ name: z.string(), by: z.string().optional(), at: z.string().optional() }))
          .describe("Everywhere it was found, across all teams, with who did it and when as far as that is known."),
      }),
    )
    .optional()
    .describe("Only of `drift`: the differences, each cause once for all teams."),
  problems: z
    .array(z.string())
    .describe(
      "What is wrong with files that do not say whose they are: a team that seems to be gone may be in one of them.",
    ),
  notes: z.array(z.string()).describe("What was not looked at, and why."),
  seconds: z.number(),
});

/** What a run of the fleet did, or found. */
export type FleetReport = z.infer<typeof schema>;

/** What became of one stack. */
export type StackReport = FleetReport["stacks"][number];

/** Why a stack is to be run. */
export type Reason = z.infer<typeof reason>;

/** What happens, or happened, to one resource. */
export type Change = z.infer<typeof change>;
