import { z } from "zod";
import { quote } from "../../wording/quote.ts";
import { line, name, nameRule } from "./text.ts";

/** A name in the console. @param last what the default ends with: `<client>` */
export function displayNameSchema(last: string) {
  return line(125).meta({
    description: `The application's name in the console, at most 125 characters, unique in the identity domain. Default: <team>-${last}.`,
    examples: ["Ledger synchronisation"],
  });
}

const formerName = z.string().regex(/^[a-z][a-z0-9-]{0,39}\/[a-z][a-z0-9-]{0,39}$/, {
  error: ({ input }) => `${quote(input)} is not a former name: write <team>/<client>, each of ${nameRule}.`,
});

/** The names that a client or resource application had. */
export const formerNamesSchema = z.union([formerName, z.array(formerName)]).meta({
  description: "The name, or names, that it had: <team>/<name>. It keeps its application and client ID. Default: none.",
  examples: ["payments/ledger", ["payments/ledger", "billing/ledger"]],
});

/** Keys of an environment: if one is left out, what the client, or application, says holds. */
export function replaced<Shape extends Readonly<Record<string, z.ZodType>>>(shape: Shape, owner: string) {
  const entries = Object.entries(shape).map(([key, schema]) => {
    const text = schema.meta()?.description?.replace(/ Default: .*$/, "");
    return [key, schema.meta({ description: `${text} Default: the ${owner}'s own.`, default: undefined }).optional()];
  });
  return Object.fromEntries(entries) as { [Key in keyof Shape]: z.ZodOptional<Shape[Key]> };
}

/** The environments in which a client, or application, exists. */
export function environmentsOf<Override extends z.ZodType>(override: Override, owner: string, example: object) {
  return z
    .record(name("an environment"), override)
    .superRefine(
      (value, context) => {
        if (Object.keys(value).length > 0) return;
        context.addIssue({
          code: "custom",
          message: `names no environment: the ${owner} would exist nowhere. Leave the key out if it exists everywhere.`,
        });
      },
      { when: ({ value }) => typeof value === "object" && value !== null },
    )
    .meta({
      description: `The only environments in which the ${owner} exists, with what differs there. Default: all environments.`,
      examples: [example],
      minProperties: 1,
    })
    .optional();
}
