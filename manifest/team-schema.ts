import { z } from "zod";
import { accessListSchema } from "./access-schema.ts";
import { distinct, ignoringCase } from "./distinct.ts";
import { grantTypes, unknownGrantType } from "./grant-type.ts";
import { quote } from "./quote.ts";
import { line, name, nameRule } from "./text.ts";

const exampleClient = {
  name: "ledger-sync",
  grantTypes: ["client_credentials"],
  access: [{ service: "integration", instance: "finance" }],
};

const description = z
  .string()
  .trim()
  .min(1)
  .max(250)
  .meta({
    description: "What the client is for, at most 250 characters. Default: none.",
    examples: ["Posts the nightly ledger to Oracle Integration"],
  });

const enforceGrants = z.boolean().meta({
  description: "Only users and groups that are assigned get tokens. Default: false.",
  default: false,
  examples: [true],
});

const assign = z
  .strictObject({
    users: distinct(z.array(line()), ignoringCase)
      .meta({ description: "User names. Default: none.", default: [], examples: [["callan@example.com"]] })
      .optional(),
    groups: distinct(z.array(line()), ignoringCase)
      .meta({
        description: "Display names of groups. Default: none.",
        default: [],
        examples: [["integration-testers"]],
      })
      .optional(),
  })
  .meta({
    title: "assign",
    description: "The users and groups that are assigned to the client. Default: nobody.",
    examples: [{ users: ["callan@example.com"], groups: ["integration-testers"] }],
  });

const secretVersion = z
  .int()
  .min(1)
  .meta({
    description: "Counts the client secrets. This version only records it, as a tag. Default: 1.",
    default: 1,
    examples: [2],
  });

/** A key of an environment: if it is left out, what the client says holds. */
function replaced<T extends z.ZodType>(schema: T) {
  const { description = "", default: _, ...meta } = schema.meta() ?? {};
  const text = description.replace(/ Default: .*$/, "");
  return schema.meta({ ...meta, description: `${text} Default: the client's own.` }).optional();
}

const overrideSchema = z
  .strictObject({
    description: replaced(description),
    access: replaced(accessListSchema),
    enforceGrants: replaced(enforceGrants),
    assign: replaced(assign),
    secretVersion: replaced(secretVersion),
  })
  .meta({
    title: "an environment of a client",
    description: "What differs in this environment: each key replaces the client's as a whole.",
    examples: [{}],
  });

const environments = z
  .record(name("an environment"), overrideSchema)
  .superRefine(
    (value, context) => {
      if (Object.keys(value).length > 0) return;
      context.addIssue({
        code: "custom",
        message: "names no environment: the client would exist nowhere. Leave the key out if it exists everywhere.",
      });
    },
    { when: ({ value }) => typeof value === "object" && value !== null },
  )
  .meta({
    description:
      "The only environments in which the client exists, with what differs there. Default: all environments.",
    examples: [{ dev: {}, test: { assign: { groups: ["qa"] } } }],
    minProperties: 1,
  });

const formerName = z.string().regex(/^[a-z][a-z0-9-]{0,39}\/[a-z][a-z0-9-]{0,39}$/, {
  error: ({ input }) => `${quote(input)} is not a former name: write <team>/<client>, each of ${nameRule}.`,
});

const grantType = z.enum(grantTypes, {
  error: ({ input }) => (typeof input === "string" ? unknownGrantType(input) : undefined),
});

const clientSchema = z
  .strictObject({
    name: name("a client").meta({
      description: `The client's name within the team: ${nameRule}.`,
      examples: ["ledger-sync"],
    }),
    description: description.optional(),
    displayName: line(125)
      .meta({
        description:
          "The application's name in the console, at most 125 characters, unique in the identity domain. Default: <team>-<client>.",
        examples: ["Ledger synchronisation"],
      })
      .optional(),
    clientId: z
      .string()
      .regex(/^[A-Za-z0-9_]+$/, {
        error: ({ input }) =>
          `${quote(input)} cannot be a client ID: an identity domain accepts only letters, digits and "_".`,
      })
      .meta({
        description:
          'The OAuth client ID: letters, digits and "_". It cannot change later. Default: <team>_<client>_<stack>.',
        examples: ["payments_ledger_sync"],
      })
      .optional(),
    grantTypes: distinct(z.array(grantType).min(1)).meta({
      description:
        "The OAuth grant types by which the client gets its tokens. This version provisions client_credentials.",
      examples: [["client_credentials"]],
    }),
    access: accessListSchema,
    enforceGrants: enforceGrants.optional(),
    assign: assign.optional(),
    secretVersion: secretVersion.optional(),
    was: z
      .union([formerName, z.array(formerName)])
      .meta({
        description:
          "The name, or names, that the client had: <team>/<client>. It keeps its application, client ID and secret. Default: none.",
        examples: ["payments/ledger", ["payments/ledger", "billing/ledger"]],
      })
      .optional(),
    environments: environments.optional(),
  })
  .meta({
    title: "a client",
    description: "An OAuth client: a confidential application.",
    examples: [exampleClient],
  });

/** A team's manifest as it is written. */
export const teamSchema = z
  .strictObject({
    team: name("a team").meta({
      description: `The team's name: ${nameRule}. One file declares it.`,
      examples: ["payments"],
    }),
    owner: z
      .email({
        error: ({ input }) => (typeof input === "string" ? `${quote(input)} is not an e-mail address.` : undefined),
      })
      .meta({ description: "The e-mail address that answers for the team.", examples: ["payments-dev@example.com"] }),
    clients: z.array(clientSchema).meta({ description: "The team's clients.", examples: [[exampleClient]] }),
  })
  .meta({
    title: "a team's manifest",
    description: "A team and its OAuth clients, each of them a confidential application of the identity domain.",
    examples: [{ team: "payments", owner: "payments-dev@example.com", clients: [exampleClient] }],
  });

/** A team's manifest as it is written, after it was checked. */
export type WrittenTeam = z.output<typeof teamSchema>;
