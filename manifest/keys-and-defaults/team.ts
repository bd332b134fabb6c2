import { z } from "zod";
import type { Services } from "../oracle/services.ts";
import { type ClientManifest, clientSchema, exampleClient } from "./client.ts";
import {
  exampleResourceApplication,
  type ResourceApplicationManifest,
  resourceApplicationSchema,
} from "./resource-application.ts";
import { emailSchema, name, nameRule } from "./text.ts";

/**
 * The team name that is reserved for the environment itself: its resources are in the stack
 * `<environment>.environment`.
 */
const reservedTeam = "environment";

/** Schema of a team's manifest. It fills in every default except what depends on other files. */
export function teamSchema(services: Services) {
  return z
    .strictObject({
      team: name("a team")
        .refine((team) => team !== reservedTeam, {
          error: `"${reservedTeam}" cannot be the name of a team: stack <environment>.${reservedTeam} holds what environments/<environment>.yaml declares.`,
        })
        .meta({
          description: `The team's name: ${nameRule}. Only one file may declare it.`,
          examples: ["payments"],
        }),
      owner: emailSchema.meta({
        description: "The e-mail address of the team's owner, a person or a group.",
        examples: ["payments-dev@example.com"],
      }),
      clients: z
        .array(clientSchema(services))
        .meta({ description: "The team's clients.", examples: [[exampleClient]] }),
      resourceApplications: z
        .array(resourceApplicationSchema)
        .meta({
          description: "The team's own APIs: resource apps with scopes and app roles. Default: none.",
          examples: [[exampleResourceApplication]],
        })
        .prefault([]),
    })
    .meta({
      title: "a team's manifest",
      description: "A team and its OAuth clients, each of them a confidential application of the identity domain.",
      examples: [{ team: "payments", owner: "payments-dev@example.com", clients: [exampleClient] }],
    });
}

/** A team and what it declares: the validated data of one file, with every default filled in. */
export interface TeamManifest {
  readonly team: string;
  /** The e-mail address of the team's owner, a person or a group. */
  readonly owner: string;
  /** The file that declares it, as messages show it. */
  readonly file: string;
  /** Sorted by name. */
  readonly resourceApplications: readonly ResourceApplicationManifest[];
  /** Sorted by name. */
  readonly clients: readonly ClientManifest[];
}
