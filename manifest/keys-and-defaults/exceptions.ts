import { z } from "zod";
import { factsOf, type RuleName, rules } from "../../naming/rules.ts";
import { notFound } from "../../wording/nearest.ts";
import { quote } from "../../wording/quote.ts";
import { isPlainObject, stringAt } from "../yaml/plain-object.ts";
import { daySchema } from "./day.ts";
import { distinct } from "./distinct.ts";
import { line } from "./text.ts";

const names = Object.keys(rules) as RuleName[];

/** The rules that are about a client: an owner is the team's. */
const ofClients = names.filter((name) => name !== "owner");

const exceptionSchema = z
  .strictObject({
    rule: z
      .enum(ofClients as [RuleName, ...RuleName[]], {
        error: ({ input }) =>
          typeof input === "string" ? notFound(input, "a rule of clients", ofClients, "there are") : undefined,
      })
      .meta({ description: "The rule that the client may break.", examples: ["grant-types"] }),
    for: line()
      .meta({
        description:
          "What it may break the rule with: a grant type, a URL, a role of the domain, or <app>/<role or scope>. Default: none, for a rule that can be broken in one way only.",
        examples: ["password", "OICINST_finance/ServiceAdministrator"],
      })
      .optional(),
    reason: line(250).meta({
      description: "Why, in a sentence, at most 250 characters.",
      examples: ["The vendor's scheduler knows no other grant; replaced by March"],
    }),
    until: daySchema().meta({ description: "The last day on which it counts, in UTC.", examples: ["2027-03-31"] }),
    approvedBy: line()
      .meta({
        description:
          "Who approved it: one of the environment's approvers. Required for rights that are denied unless listed. Default: nobody.",
        examples: ["@example/security"],
      })
      .optional(),
  })
  .superRefine(
    (value, context) => {
      const rule = names.find((name) => name === value.rule);
      if (rule === undefined) return;
      const { for: what } = factsOf(rule);
      if (what !== undefined && value.for === undefined) {
        const message = `missing: an exception from ${rule} says from what, ${what}.`;
        context.addIssue({ code: "custom", path: ["for"], message });
      }
      if (what === undefined && value.for !== undefined) {
        const message = `${quote(value.for)} has no meaning here: a client can break ${rule} in one way only. Remove it.`;
        context.addIssue({ code: "custom", path: ["for"], message });
      }
    },
    { when: ({ value }) => isPlainObject(value) },
  )
  .meta({
    title: "an exception",
    description: "A rule of the environment that the client may break until a day.",
    examples: [{ rule: "grant-types", for: "password", reason: "Replaced by March", until: "2027-03-31" }],
  });

/** Schema of `exceptions`. */
export const exceptionsSchema = distinct(
  z.array(exceptionSchema),
  (item) => (isPlainObject(item) ? JSON.stringify([item.rule, item.for]).toLowerCase() : undefined),
  (item, first) => `an exception from ${quote(stringAt(item, "rule"))} for the same is already written, at [${first}].`,
).meta({
  description: "Rules of the environment that the client may break until a day, each with a reason. Default: none.",
  examples: [[{ rule: "grant-types", for: "password", reason: "Replaced by March", until: "2027-03-31" }]],
});
