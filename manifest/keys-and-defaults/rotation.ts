import { z } from "zod";
import { quote } from "../../wording/quote.ts";
import { daysSchema } from "./secret.ts";

/** When a client is rotated, and how long the previous pair works. */
export interface RotationSchedule {
  /** The number of the rotation: another number rotates. */
  readonly version: number;
  /** After how many days it rotates; absent: never. */
  readonly every?: number;
  /** How many days the previous pair works after the new one was published. */
  readonly grace: number;
}

const scheduleSchema = z
  .strictObject({
    version: z
      .int()
      .min(1)
      .meta({
        description: "The number of the rotation: changing it rotates at the next `pulumi up`. Default: 1.",
        examples: [3],
      })
      .optional(),
    every: daysSchema("90d")
      .meta({ description: "After how many days `pulumi up` rotates. Default: never.", examples: ["90d"] })
      .optional(),
    grace: daysSchema("7d")
      .meta({
        description:
          "How long the previous client ID and secret work after the new ones were published; shorter than every. Default: 7d.",
        examples: ["7d"],
      })
      .optional(),
  })
  .superRefine((value, context) => {
    if (value.version === undefined && value.every === undefined) {
      const message = 'does not say when: write "every" or "version", for example {every: 90d, grace: 7d}.';
      context.addIssue({ code: "custom", message });
    }
    const { every, grace = 7 } = value;
    if (every === undefined || grace < every) return;
    const path = value.grace === undefined ? ["every"] : ["grace"];
    const message = `a grace of ${grace}d does not end before the next rotation, after ${every}d: write a shorter grace, or a longer period.`;
    context.addIssue({ code: "custom", path, message });
  })
  .meta({
    title: "rotation",
    description: "When the client is rotated, and how long the previous pair works.",
    examples: [{ every: "90d", grace: "7d" }],
  })
  .transform(
    ({ version = 1, every, grace = 7 }): RotationSchedule => ({
      version,
      ...(every !== undefined && { every }),
      grace,
    }),
  );

const noneSchema = z.literal("none", {
  error: ({ input }) =>
    `${quote(input)} is not a rotation: write {every: 90d, grace: 7d}, or none to end the rotation.`,
});

/** Schema of `rotation`. */
export const rotationSchema = z.union([scheduleSchema, noneSchema]).meta({
  description:
    "Rotation of the client secret with overlap: two applications with the same access, of which one is in use. none ends it. Default: one application.",
  examples: [{ every: "90d", grace: "7d" }, "none"],
});
