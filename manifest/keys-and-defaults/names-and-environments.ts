import { z } from "zod";
import { quote } from "../../wording/quote.ts";
import { line, name, nameRule } from "./text.ts";

/** Schema of a name in the console. @param last the end of the default: `<client>` */
export function displayNameSchema(last: string) {
  return line(125).meta({
    description: `The application's name in the console, at most 125 characters, unique in the identity domain. Default: <team>-${last}.`,
    examples: ["Ledger synchronisation"],
  });
}

/** Schema of an application that exists in the identity domain and comes under management. */
export const adoptSchema = line().meta({
  description:
    "An application that exists already and is adopted instead of creating one: its client ID, OCID or display name. It keeps its ID, client ID and secret. Default: none, the application is created.",
  examples: ["Ledger (by hand)", "ocid1.domainapp.oc1.eu-frankfurt-1.aaaaexample"],
});

const formerName = z.string().regex(/^[a-z][a-z0-9-]{0,39}\/[a-z][a-z0-9-]{0,39}$/, {
  error: ({ input }) => `${quote(input)} is not a former name: write <team>/<client>, each with ${nameRule}.`,
});

/** A former name of a client or a resource application. */
export interface FormerName {
  readonly team: string;
  /** The name of the client, or resource application, in that team. */
  readonly client: string;
}

/** Schema of the former names of a client or resource application: one or several, a list in the data. */
export const formerNamesSchema = z
  .union([formerName, z.array(formerName)])
  .meta({
    description: "Its former name or names: <team>/<name>. It keeps its application and client ID. Default: none.",
    examples: ["payments/ledger", ["payments/ledger", "billing/ledger"]],
  })
  .transform((written): FormerName[] =>
    [written].flat().map((text) => {
      const [team = "", client = ""] = text.split("/");
      return { team, client };
    }),
  );

/** The default display name of a client or resource application. */
export function defaultDisplayName(team: string, name: string): string {
  return `${team}-${name}`;
}

type Required<Schema> = Schema extends z.ZodPrefault<infer Inner> | z.ZodOptional<infer Inner> ? Inner : Schema;

/** The keys of an environment: all optional, and by default the client's, or application's, own. */
export function replaced<Shape extends Readonly<Record<string, z.ZodType>>>(shape: Shape, owner: string) {
  const entries = Object.entries(shape).map(([key, schema]) => {
    const required = schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional ? schema.unwrap() : schema;
    const text = z.globalRegistry.get(required)?.description?.replace(/ Default: .*$/, "");
    const meta = { ...z.globalRegistry.get(required), description: `${text} Default: the ${owner}'s own.` };
    return [key, (required as z.ZodType).meta(meta).optional()];
  });
  return Object.fromEntries(entries) as { [Key in keyof Shape]: z.ZodOptional<Required<Shape[Key]>> };
}

/** Schema of the environments in which a client, or application, exists. */
export function environmentsOf<Override extends z.ZodType>(override: Override, owner: string, example: object) {
  return z
    .record(name("an environment"), override)
    .superRefine(
      (value, context) => {
        if (Object.keys(value).length > 0) return;
        context.addIssue({
          code: "custom",
          message: `lists no environment: the ${owner} would not exist anywhere. Remove the key if it exists in all environments.`,
        });
      },
      { when: ({ value }) => typeof value === "object" && value !== null },
    )
    .transform((environments) => Object.fromEntries(Object.entries(environments).sort(byName)))
    .meta({
      description: `The only environments in which the ${owner} exists, with what differs there. Default: all environments.`,
      examples: [example],
      minProperties: 1,
    })
    .optional();
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
