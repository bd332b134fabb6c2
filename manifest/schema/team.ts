import { z } from "zod";
import { quote } from "../../wording/quote.ts";
import type { Services } from "../data/services.ts";
import { clientSchema, exampleClient } from "./client.ts";
import { exampleResourceApplication, resourceApplicationSchema } from "./resource-application.ts";
import { name, nameRule } from "./text.ts";

/** The team name that stands for an environment itself: stack `<environment>.environment` holds what it declares. */
const reservedTeam = "environment";

/** A team's manifest as it is written. */
export function teamSchema(services: Services) {
  return z
    .strictObject({
      team: name("a team")
        .refine((team) => team !== reservedTeam, {
          error: `"${reservedTeam}" cannot be the name of a team: stack <environment>.${reservedTeam} holds what environments/<environment>.yaml declares.`,
        })
        .meta({
          description: `The team's name: ${nameRule}. One file declares it.`,
          examples: ["payments"],
        }),
      owner: z
        .email({
          error: ({ input }) => (typeof input === "string" ? `${quote(input)} is not an e-mail address.` : undefined),
        })
        .meta({ description: "The e-mail address that answers for the team.", examples: ["payments-dev@example.com"] }),
      clients: z
        .array(clientSchema(services))
        .meta({ description: "The team's clients.", examples: [[exampleClient]] }),
      resourceApplications: z
        .array(resourceApplicationSchema)
        .meta({
          description: "APIs of the team itself: resource apps with scopes and app roles. Default: none.",
          default: [],
          examples: [[exampleResourceApplication]],
        })
        .optional(),
    })
    .meta({
      title: "a team's manifest",
      description: "A team and its OAuth clients, each of them a confidential application of the identity domain.",
      examples: [{ team: "payments", owner: "payments-dev@example.com", clients: [exampleClient] }],
    });
}

/** A team's manifest as it is written, after it was checked. */
export type WrittenTeam = z.output<ReturnType<typeof teamSchema>>;
