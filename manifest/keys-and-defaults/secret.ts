import { z } from "zod";
import { quote } from "../../wording/quote.ts";

/** When the client secret is regenerated. */
export interface SecretManifest {
  /** The number of the client secret: another number regenerates it. */
  readonly version: number;
  /** After how many days it is regenerated; absent: never. */
  readonly every?: number;
}

/** The longest period, in days: ten years. */
const longest = 3650;

/** Schema of a period in whole days, written `90d`: a number of days in the data. */
export function daysSchema(example: string) {
  return z
    .string()
    .regex(/^[1-9][0-9]{0,3}d$/, {
      abort: true,
      error: ({ input }) => `${quote(input)} is not a period: write days and "d", for example ${example}.`,
    })
    .refine((text) => Number.parseInt(text, 10) <= longest, {
      error: ({ input }) => `${quote(input)} is longer than ten years: write at most ${longest}d.`,
    })
    .transform((text) => Number.parseInt(text, 10));
}

/** Schema of the number of a client secret. */
export const secretVersionSchema = z
  .int()
  .min(1)
  .meta({
    description:
      "The number of the client secret, as secret.version: changing it regenerates the secret, and the old one stops working at once. Default: 1.",
    examples: [2],
  });

/** Schema of `secret`. */
export const secretSchema = z
  .strictObject({
    version: z
      .int()
      .min(1)
      .meta({
        description:
          "The number of the secret: changing it regenerates the secret, and the old one stops working at once. Default: 1.",
        examples: [3],
      })
      .optional(),
    every: daysSchema("90d")
      .meta({
        description:
          "After how many days `pulumi up` regenerates the secret; the old one stops working at once. Default: never.",
        examples: ["90d"],
      })
      .optional(),
  })
  .superRefine(
    (value, context) => {
      if (Object.keys(value).length > 0) return;
      context.addIssue({
        code: "custom",
        message: 'says nothing: write "version" or "every", for example {every: 90d}.',
      });
    },
    { when: ({ value }) => typeof value === "object" && value !== null },
  )
  .meta({
    title: "secret",
    description: "When the client secret is regenerated in place. Default: never.",
    examples: [{ every: "90d" }, { version: 3 }],
    minProperties: 1,
  })
  .transform(
    ({ version = 1, every }): SecretManifest => ({
      version,
      ...(every !== undefined && { every }),
    }),
  );

/** Refuses `secretVersion` and `secret` next to each other. */
export function refuseBothSecrets(value: object, context: z.RefinementCtx): void {
  if (!("secret" in value) || !("secretVersion" in value)) return;
  const { secretVersion } = value;
  const instead = typeof secretVersion === "number" ? `{version: ${secretVersion}}` : "{version: 2}";
  context.addIssue({
    code: "custom",
    path: ["secretVersion"],
    message: `"secretVersion" and "secret" say the same thing: remove "secretVersion", and write its number in "secret", ${instead}.`,
  });
}

/** Turns `secretVersion` into `secret`. */
export function withSecret<Keys extends { secret?: SecretManifest | undefined; secretVersion?: number | undefined }>({
  secretVersion,
  ...keys
}: Keys): Omit<Keys, "secretVersion"> {
  if (secretVersion === undefined || keys.secret !== undefined) return keys;
  return { ...keys, secret: { version: secretVersion } };
}
