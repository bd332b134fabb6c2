import { z } from "zod";
import { quote } from "../../wording/quote.ts";
import { stringAt } from "../yaml/plain-object.ts";
import type { Data } from "./data.ts";
import { distinct, ignoringCase } from "./distinct.ts";
import {
  adoptSchema,
  displayNameSchema,
  environmentsOf,
  formerNamesSchema,
  replaced,
} from "./names-and-environments.ts";
import { stateSchema } from "./state.ts";
import { tagsSchema } from "./tags.ts";
import { codePoint, descriptionSchema, line, name, nameRule } from "./text.ts";

/** A minimal resource application. */
export const exampleResourceApplication = {
  name: "orders-api",
  audience: "https://orders.example.com/",
  scopes: [{ value: "orders.read" }],
};

const longestExpiry = 31_536_000;

/** Schema of the scopes of a resource app. */
export const scopesSchema = distinct(
  z.array(
    z
      .strictObject({
        value: word("a scope").meta({
          description:
            "The scope, without the audience; a client sends the audience and the scope, joined without a separator.",
          examples: ["orders.read"],
        }),
        displayName: line(125)
          .meta({ description: "The scope's name in the console. Default: none.", examples: ["Read orders"] })
          .optional(),
        description: descriptionSchema("What the scope allows").optional(),
        requiresConsent: z
          .boolean()
          .meta({ description: "Users are asked for consent. Default: false.", examples: [true] })
          .prefault(false),
      })
      .meta({ title: "a scope", description: "A scope of the resource app.", examples: [{ value: "orders.read" }] }),
  ),
  (scope) => stringAt(scope, "value"),
  (scope, first) => `${quote(stringAt(scope, "value"))} is already listed, at [${first}].`,
).meta({ description: "The scopes of the resource app.", examples: [[{ value: "orders.read" }]] });

/** Schema of the secondary audiences of a resource app. */
export const secondaryAudiencesSchema = distinct(z.array(word("an audience"))).meta({
  description: "Other audiences that the app's tokens carry. Default: none.",
  examples: [["https://orders.internal.example.com/"]],
});

/** Schemas of the token settings of a resource app. */
export const tokenSettings = {
  allowRefresh: z.boolean().meta({
    description: 'Clients may get refresh tokens for it ("Is refresh token allowed"). Default: false.',
    examples: [true],
  }),
  accessTokenExpiry: z
    .int()
    .min(60)
    .max(longestExpiry)
    .meta({
      description: "Lifetime of its access tokens, in seconds, from 60 to 31536000. Default: 3600.",
      examples: [1800],
    }),
  refreshTokenExpiry: z
    .int()
    .min(60)
    .max(longestExpiry)
    .meta({
      description: "Lifetime of its refresh tokens, in seconds, from 60 to 31536000. Default: 604800, a week.",
      examples: [86_400],
    }),
};

/** A lifetime of tokens, or none of the application's own. */
function lifetimeOrNone(seconds: z.ZodInt) {
  const none = z.literal("none", {
    error: ({ input }) =>
      `${quote(input)} is not a lifetime: write seconds, from 60 to ${longestExpiry}, or none for the identity domain's own.`,
  });
  const { description = "", examples } = z.globalRegistry.get(seconds) ?? {};
  return z.union([seconds, none]).meta({
    description: description.replace(" Default:", " none: that of the identity domain. Default:"),
    examples: [...(Array.isArray(examples) ? examples : []), "none"],
  });
}

const roleHolders = ["clients", "users", "groups"] as const;

/** What can hold an app role. */
export type RoleHolder = (typeof roleHolders)[number];

const role = z
  .strictObject({
    name: line(125).meta({ description: "The role's name, unique in the application.", examples: ["OrderClerk"] }),
    description: descriptionSchema("What the role is for").optional(),
    availableTo: distinct(
      z
        .array(
          z.enum(roleHolders, {
            error: ({ input }) =>
              typeof input === "string"
                ? `${quote(input)} cannot hold a role: clients, users and groups can.`
                : undefined,
          }),
        )
        .min(1),
    )
      .meta({
        description: "What the role can be given to. Default: clients, users and groups.",
        examples: [["users", "groups"]],
      })
      .transform((written) => roleHolders.filter((holder) => written.includes(holder)))
      .prefault([...roleHolders]),
  })
  .meta({ title: "an app role", description: "An app role.", examples: [{ name: "OrderClerk" }] });

const rolesSchema = distinct(
  z.array(role),
  (item) => ignoringCase(stringAt(item, "name")),
  (item, first) => `${quote(stringAt(item, "name"))} is already listed, at [${first}].`,
)
  .meta({
    description: "The app roles that it defines. Default: none.",
    examples: [[{ name: "OrderClerk", availableTo: ["users", "groups"] }]],
  })
  .prefault([]);

/** What tokens for an API are like, each key with its default. */
const tokens = {
  audience: word("an audience").meta({
    description:
      "The beginning of each fully qualified scope, unique in the identity domain; usually a URL that ends with a slash.",
    examples: ["https://orders.example.com/"],
  }),
  secondaryAudiences: secondaryAudiencesSchema.prefault([]),
  allowRefresh: tokenSettings.allowRefresh.prefault(false),
  accessTokenExpiry: lifetimeOrNone(tokenSettings.accessTokenExpiry).optional(),
  refreshTokenExpiry: lifetimeOrNone(tokenSettings.refreshTokenExpiry).optional(),
};

/** Schema of what a client is as an API. */
export const apiSchema = z.strictObject({ ...tokens, scopes: scopesSchema.min(1), roles: rolesSchema }).meta({
  title: "api",
  description: "What the client is as an API: the same application has an audience and scopes. Default: no API.",
  examples: [{ audience: "https://ledger.example.com/", scopes: [{ value: "entries.read" }] }],
});

/** The keys that an environment may replace, each with its default. */
const replaceable = {
  description: descriptionSchema("What the application is for").optional(),
  tags: tagsSchema.prefault({}),
  active: z
    .boolean()
    .meta({
      description: "Whether the application is activated: there are no tokens for an inactive one. Default: true.",
      examples: [false],
    })
    .prefault(true),
  ...tokens,
  adopt: adoptSchema.optional(),
  state: stateSchema("application").prefault("active"),
};

/** The names of the keys that an environment may replace in a resource application. */
export const keysOfApplicationEnvironments: readonly string[] = Object.keys(replaceable);

/** Schema of a resource application. It fills in every default except the one that depends on the team's name. */
export const resourceApplicationSchema = z
  .strictObject({
    name: name("a resource application").meta({
      description: `The application's name within the team: ${nameRule}.`,
      examples: ["orders-api"],
    }),
    displayName: displayNameSchema("<name>").optional(),
    ...replaceable,
    scopes: scopesSchema.min(1),
    roles: rolesSchema,
    was: formerNamesSchema.prefault([]),
    environments: environmentsOf(
      z.strictObject(replaced(replaceable, "application")).meta({
        title: "an environment of a resource application",
        description: "What differs in this environment: each key replaces the application's as a whole.",
        examples: [{}],
      }),
      "application",
      { dev: {}, prod: { audience: "https://orders.prod.example.com/" } },
    ),
  })
  .meta({
    title: "a resource application",
    description: "An API of the team: a resource app with its scopes and app roles.",
    examples: [exampleResourceApplication],
  });

/** A resource application as `resourceApplicationSchema` returns it. */
export type CheckedResourceApplication = Data<z.output<typeof resourceApplicationSchema>>;

/** An API of the team itself: a resource app with its scopes and app roles. Its schema explains each key. */
export type ResourceApplicationManifest = Omit<CheckedResourceApplication, "displayName"> & {
  /** Unique in the identity domain (case-insensitive). */
  readonly displayName: string;
};

/** An application as an API: an audience, scopes, and the tokens for it. */
export type ApiManifest = Pick<ResourceApplicationManifest, keyof typeof tokens | "scopes" | "roles">;

function notAWord(text: string, what: string): string {
  if (text === "") return '"" is empty.';
  const [found = " "] = /[\s\p{C}]/u.exec(text) ?? [];
  return `${quote(text)} contains ${/\s/.test(found) ? "a space" : codePoint(found)}, which ${what} must not.`;
}

/** Schema of a string without spaces: in OAuth, a space separates scopes. */
function word(what: string) {
  return z.string().regex(/^[^\s\p{C}]+$/u, { error: ({ input }) => notAWord(String(input), what) });
}
