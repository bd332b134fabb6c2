import { z } from "zod";

const match = z
  .strictObject({
    method: z
      .string()
      .regex(/^[A-Za-z]+$/)
      .transform((method) => method.toUpperCase())
      .meta({ description: "The method, in any case. Without it, every method." }),
    path: z
      .string()
      .startsWith("/")
      .max(1000)
      .meta({ description: "A prefix of the path or, with * (within a segment) or ** (across segments), a pattern." }),
    nth: z.int().positive().meta({ description: "Only the n-th request that matches, counted from 1." }),
  })
  .partial();

const shared = {
  match: match.default({}),
  times: z.int().positive().optional().meta({ description: "How many requests at most. Without it, all." }),
  milliseconds: z.int().min(0).max(600_000).optional().meta({ description: "How long the request waits first." }),
};

/** One kind of failure, and the requests that fail. */
export const faultRule = z.discriminatedUnion("fault", [
  z.strictObject({ ...shared, fault: z.literal("latency"), milliseconds: z.int().min(0).max(600_000) }),
  z.strictObject({
    ...shared,
    fault: z.literal("status"),
    status: z.int().min(400).max(599),
    retryAfter: z.int().min(0).optional(),
  }),
  z.strictObject({ ...shared, fault: z.literal("drop") }),
  z.strictObject({ ...shared, fault: z.literal("drop-after") }),
]);

/**
 * A fault for `PUT /local/faults` and the option `faults`:
 * `latency` answers late; `status` answers an error instead of the domain; `drop` ends the connection before the
 * request is handled; `drop-after` handles it, and ends the connection instead of answering.
 */
export type FaultRule = z.input<typeof faultRule>;

/** A fault rule that was checked. */
export type CheckedFaultRule = z.output<typeof faultRule>;
