import { z } from "zod";
import { notFound } from "../../wording/nearest.ts";
import { quote } from "../../wording/quote.ts";
import { consoleWordOf, type GrantType } from "../data/grant-type.ts";
import type { Services } from "../data/services.ts";
import { accessListSchema } from "./access.ts";
import { certificatesSchema } from "./certificate.ts";
import { spelled } from "./console-words.ts";
import { distinct, ignoringCase } from "./distinct.ts";
import { grantTypeSchema } from "./grant-type.ts";
import { displayNameSchema, environmentsOf, formerNamesSchema, replaced } from "./names-and-environments.ts";
import { integrationCallbackSchema, redirectUrlSchema } from "./redirect-url.ts";
import { tagsSchema, wantedTagsSchema } from "./tags.ts";
import { descriptionSchema, line, name, nameRule } from "./text.ts";

/** A client as short as it can be. */
export const exampleClient = {
  name: "ledger-sync",
  grantTypes: ["client_credentials"],
  access: [{ service: "integration", instance: "finance" }],
};

const encryptions = ["A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM"] as const;

/** Users and groups, as they are written. */
export const assignSchema = z
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

const authorizedResources = z
  .union([
    z.strictObject({ tagged: wantedTagsSchema }).meta({
      title: "authorizedResources",
      description: "Resource apps with tags.",
      examples: [{ tagged: { color: "green" } }],
    }),
    spelled({ specific: "Specific", all: "All" }, "a choice of authorized resources"),
  ])
  .meta({
    description:
      "For which resource apps the client may get tokens: those of access (specific), all, or those with one of the tags. Default: specific.",
    default: "specific",
    examples: ["all", { tagged: { color: "green" } }],
  });

/** What an environment may replace. */
function replaceable(services: Services) {
  return {
    description: descriptionSchema("What the client is for"),
    access: accessListSchema(services),
    active: z.boolean().meta({
      description: "Whether the application is activated: an inactive one gets no tokens. Default: true.",
      default: true,
      examples: [false],
    }),
    redirectUrls: distinct(z.array(redirectUrlSchema)).meta({
      description: "The URLs to which a browser may be sent back with a code or a token. Default: none.",
      default: [],
      examples: [["https://ledger.example.com/callback"]],
    }),
    integrationCallback: integrationCallbackSchema.meta({
      description:
        "The host, or URL, of an Oracle Integration instance: its callback is added to the redirect URLs. Default: none.",
      examples: ["finance-ab12cd34-ia.integration.ocp.oraclecloud.com"],
    }),
    postLogoutRedirectUrls: distinct(z.array(redirectUrlSchema)).meta({
      description: "The URLs to which a browser may be sent after it signed out. Default: none.",
      default: [],
      examples: [["https://ledger.example.com/bye"]],
    }),
    logoutUrl: redirectUrlSchema.meta({
      description: "The URL that the domain calls when a user signs out. Default: none.",
      examples: ["https://ledger.example.com/logout"],
    }),
    authorizedResources,
    domainRoles: distinct(z.array(line()), ignoringCase).meta({
      description:
        "App roles of the identity domain itself for the client; the environment has to allow them. Default: none.",
      default: [],
      examples: [["User Administrator"]],
    }),
    tags: tagsSchema,
    networkPerimeters: distinct(z.array(line()), ignoringCase).meta({
      description: "The network perimeters from which the client may be used. Default: none, which is from anywhere.",
      default: [],
      examples: [["office"]],
    }),
    certificates: certificatesSchema,
    enforceGrants: z.boolean().meta({
      description: "Only users and groups that are assigned get tokens. Default: false.",
      default: false,
      examples: [true],
    }),
    assign: assignSchema,
    secretVersion: z
      .int()
      .min(1)
      .meta({
        description:
          "Counts the client secrets: another number makes a new one, and the old one stops working at once. Default: 1.",
        default: 1,
        examples: [2],
      }),
  };
}

function overrideSchema(services: Services) {
  return z.strictObject(replaced(replaceable(services), "client")).meta({
    title: "an environment of a client",
    description: "What differs in this environment: each key replaces the client's as a whole.",
    examples: [{}],
  });
}

/** A client as it is written. */
export function clientSchema(services: Services) {
  return z
    .strictObject({
      name: name("a client").meta({
        description: `The client's name within the team: ${nameRule}.`,
        examples: ["ledger-sync"],
      }),
      displayName: displayNameSchema("<client>").optional(),
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
      grantTypes: distinct(
        z.array(grantTypeSchema).min(1),
        ignoringCase,
        (item, first) =>
          `${quote(item)} (${quote(consoleWordOf(item as GrantType))} in the console) is listed already, at [${first}].`,
      ).meta({
        description:
          "The OAuth grant types by which the client gets its tokens, as the API or as the console writes them.",
        examples: [["client_credentials"], ["Resource owner", "Refresh token"]],
      }),
      ...optional(replaceable(services)),
      clientType: spelled({ confidential: "Confidential", trusted: "Trusted" }, "a type of client")
        .meta({
          description: "trusted: the client may sign assertions about users itself. Default: confidential.",
          default: "confidential",
          examples: ["trusted"],
        })
        .optional(),
      showInMyApps: z
        .boolean()
        .meta({ description: "Users see it among their apps. Default: false.", default: false, examples: [true] })
        .optional(),
      allowHttpUrls: z
        .boolean()
        .meta({
          description:
            "Redirect and logout URLs need not be https. Default: false, which allows http on the own machine only.",
          default: false,
          examples: [true],
        })
        .optional(),
      allowedOperations: distinct(
        z.array(spelled({ introspect: "Introspect", onBehalfOfUser: "On behalf of" }, "an allowed operation")),
      )
        .meta({
          description:
            "What the client may do besides getting tokens: introspect tokens, act on behalf of their users beyond its own roles. Default: nothing.",
          default: [],
          examples: [["introspect"], ["On behalf of"]],
        })
        .optional(),
      bypassConsent: z
        .boolean()
        .meta({ description: "Users are never asked for consent. Default: false.", default: false, examples: [true] })
        .optional(),
      idTokenEncryption: z
        .enum(encryptions, {
          error: ({ input }) =>
            typeof input === "string"
              ? notFound(input, "an encryption of ID tokens", encryptions, "there are")
              : undefined,
        })
        .meta({ description: "How ID tokens are encrypted. Default: not at all.", examples: ["A128CBC-HS256"] })
        .optional(),
      was: formerNamesSchema.optional(),
      environments: environmentsOf(overrideSchema(services), "client", {
        dev: {},
        test: { assign: { groups: ["qa"] } },
      }),
    })
    .meta({
      title: "a client",
      description: "An OAuth client: a confidential application.",
      examples: [exampleClient],
    });
}

/** A client as it is written, after it was checked. */
export type WrittenClient = z.output<ReturnType<typeof clientSchema>>;

/** What an environment replaces in a client, as it is written, after it was checked. */
export type WrittenClientOverride = z.output<ReturnType<typeof overrideSchema>>;

function optional<Shape extends Readonly<Record<string, z.ZodType>>>(shape: Shape) {
  return Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, schema.optional()])) as {
    [Key in keyof Shape]: z.ZodOptional<Shape[Key]>;
  };
}
