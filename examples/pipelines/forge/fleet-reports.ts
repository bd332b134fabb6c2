import { readFileSync } from "node:fs";
import { z } from "zod";
import { ForgeError } from "./forge-error.ts";

const schema = z.object({
  operation: z.string(),
  environment: z.string(),
  stacks: z.array(
    z.object({
      stack: z.string(),
      team: z.string().optional(),
      outcome: z.string(),
      reasons: z.array(z.object({ kind: z.string(), what: z.string() })),
    }),
  ),
  drift: z
    .array(
      z.object({
        what: z.string(),
        drift: z.boolean(),
        where: z.array(z.object({ name: z.string(), by: z.string().optional(), at: z.string().optional() })),
      }),
    )
    .optional(),
});

/** What `idcs-apps fleet <operation> --json` prints, as far as the pipelines need it. */
export type FleetReport = z.output<typeof schema>;

/** What became of one stack. */
export type StackReport = FleetReport["stacks"][number];

/** Reads the report of an operation. @throws ForgeError if the file is no such report */
export function readReport(file: string, operation: "up" | "drift" | "status"): FleetReport {
  const found = schema.safeParse(jsonOf(readFileSync(file, "utf8")));
  if (!found.success || found.data.operation !== operation)
    throw new ForgeError(`${file} is not what "idcs-apps fleet ${operation} --json" prints.`);
  return found.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The stacks in which something was changed: those whose clients are to be verified and delivered. */
export function changedStacks({ stacks }: FleetReport): string[] {
  return stacks.filter(({ outcome }) => outcome === "changed").map(({ stack }) => stack);
}

/**
 * The teams with a secret or a rotation that is due, and without drift. A run for a team with drift could undo the drift, which is
 * a person's decision.
 */
export function teamsToRotate(status: FleetReport, drift: FleetReport): string[] {
  const withoutDrift = new Set(drift.stacks.filter(({ outcome }) => outcome === "unchanged").map(({ stack }) => stack));
  return status.stacks.flatMap(({ stack, team, reasons }) => {
    const isDue = reasons.length > 0 && reasons.every(({ kind }) => dueKinds.has(kind));
    return team !== undefined && isDue && withoutDrift.has(stack) ? [team] : [];
  });
}

const dueKinds: ReadonlySet<string> = new Set(["secret-due", "rotation-due"]);
