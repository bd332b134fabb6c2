import { z } from "zod";
import { identityDomainUrl } from "../../naming/identity-domain-url.ts";
import { quote } from "../../wording/quote.ts";
import { appOf, type Services } from "../oracle/services.ts";
import { isPlainObject, stringAt } from "../yaml/plain-object.ts";
import { addressSchema } from "./address.ts";
import { appKeys, misnamedApp } from "./app-reference.ts";
import type { Data } from "./data.ts";
import { environmentDeliverSchema } from "./deliver.ts";
import { distinct, ignoringCase } from "./distinct.ts";
import { redirectUrlSchema, refuseScheme } from "./redirect-url.ts";
import { scopesSchema, secondaryAudiencesSchema, tokenSettings } from "./resource-application.ts";
import { type Rules, rulesSchema } from "./rules.ts";
import { descriptionSchema, line } from "./text.ts";

const urlSchema = z
  .string()
  .transform((text, context) => {
    const checked = identityDomainUrl(text);
    if ("url" in checked) return checked.url;
    context.addIssue({ code: "custom", message: checked.refused });
    return z.NEVER;
  })
  .meta({
    description: "The identity domain's URL, as the console shows it (Domain URL): https, without a path.",
    examples: ["https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com"],
  });

const networkPerimeter = z
  .strictObject({
    name: line(125).meta({ description: "The perimeter's name, unique in the domain.", examples: ["office"] }),
    addresses: z
      .array(addressSchema)
      .min(1)
      .meta({
        description: "IP addresses, blocks and ranges, version 4 or 6.",
        examples: [["203.0.113.0/24", "10.0.0.1-10.0.0.9", "198.51.100.7"]],
      }),
  })
  .meta({
    title: "a network perimeter",
    description: "Addresses from which clients may be used.",
    examples: [{ name: "office", addresses: ["203.0.113.0/24"] }],
  });

const deletions = ["direct", "after-retirement"] as const;

/** Schema of an environment's file. */
export function environmentSchema(services: Services) {
  return z
    .strictObject({
      identityDomain: z.strictObject({ url: urlSchema }).meta({
        title: "an identity domain",
        description: "The identity domain of the environment's clients.",
        examples: [{ url: "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com" }],
      }),
      allowedDomainRoles: distinct(z.array(line()), ignoringCase)
        .meta({
          description: "App roles of the identity domain itself that clients may have (domainRoles). Default: none.",
          examples: [["User Administrator"]],
        })
        .prefault([]),
      networkPerimeters: distinct(
        z.array(networkPerimeter),
        (item) => ignoringCase(stringAt(item, "name")),
        (item, first) => `${quote(stringAt(item, "name"))} is already declared, at [${first}].`,
      )
        .meta({
          description: "Network perimeters for clients, in addition to existing ones. Default: none.",
          examples: [[{ name: "office", addresses: ["203.0.113.0/24"] }]],
        })
        .prefault([]),
      roleAssignments: roleAssignments(services).prefault([]),
      resourceApplications: managedApplications(services).prefault([]),
      deliver: environmentDeliverSchema.optional(),
      deletion: z
        .enum(deletions, {
          error: ({ input }) =>
            typeof input === "string" ? `${quote(input)} is not a rule: ${deletions.join(" or ")}.` : undefined,
        })
        .meta({
          description:
            "What the removal of a client, or of an API of a team, does: direct deletes its application; after-retirement refuses unless it is retired (state). Default: direct in the environment dev, after-retirement in any other.",
          examples: ["direct"],
        })
        .optional(),
      rules: rulesSchema(services).optional(),
    })
    .meta({
      title: "an environment",
      description: "An environment: the identity domain of its clients, and what all teams share there.",
    });
}

/** An environment's file as `environmentSchema` returns it. */
export type CheckedEnvironment = Data<z.output<ReturnType<typeof environmentSchema>>>;

/** An environment: its identity domain, and what all teams share there. */
export interface Environment extends Omit<CheckedEnvironment, "identityDomain" | "deletion" | "rules"> {
  /** The name of its file. */
  readonly name: string;
  /** The identity domain's URL in its normal form: lower case, no default port, no slash at the end. */
  readonly identityDomainUrl: string;
  /** Whether an application is deleted as soon as no manifest declares it, or only after it was retired. */
  readonly deletion: (typeof deletions)[number];
  /** What its clients must keep to. */
  readonly rules: Rules;
}

/** Addresses from which clients may be used. */
export type NetworkPerimeterManifest = Environment["networkPerimeters"][number];

/** The managed settings of an existing resource app; a setting that is absent stays as it is. */
export type ManagedApplicationManifest = Environment["resourceApplications"][number];

function roleAssignments(services: Services) {
  const principals = (description: string, example: string) =>
    distinct(z.array(line()), ignoringCase)
      .meta({ description, examples: [[example]] })
      .optional();
  const schema = z
    .strictObject({
      ...appKeys(services),
      role: line().meta({ description: "The app role's name.", examples: ["ServiceUser"] }),
      users: principals("User names of the users who get it. Default: none.", "callan@example.com"),
      groups: principals("Display names of the groups that get it. Default: none.", "integration-testers"),
    })
    .superRefine(namesOneApp(services), { when: ({ value }) => isPlainObject(value) })
    .superRefine(
      (entry, context) => {
        if (entry.users === undefined && entry.groups === undefined) {
          context.addIssue({ code: "custom", message: 'assigns the role to nobody: write "users" or "groups".' });
        }
      },
      { when: ({ value }) => isPlainObject(value) },
    )
    .meta({
      title: "a role assignment",
      description: "An app role of a resource app, and the users and groups that get it.",
      examples: [{ service: "integration", instance: "finance", role: "ServiceUser", groups: ["integration-testers"] }],
    })
    .transform(({ role, users = [], groups = [], ...named }) => ({
      app: appNamedBy(services, named),
      role,
      users,
      groups,
    }));
  return z
    .array(schema)
    .superRefine((list, context) => assignedTwice(services, list, context), {
      when: ({ value }) => Array.isArray(value),
    })
    .meta({
      description:
        "App roles of users and groups: declared here, because two teams must not own the same assignment. Default: none.",
      examples: [[{ app: "OICINST_finance", role: "ServiceUser", users: ["callan@example.com"] }]],
    });
}

function managedApplications(services: Services) {
  const schema = z
    .strictObject({
      ...appKeys(services),
      manage: z
        .literal(true, {
          error: ({ input }) =>
            input === undefined
              ? 'missing: write "manage: true" to manage the settings of this existing app here.'
              : "is not true: remove the whole entry if the settings are not to be managed here.",
        })
        .meta({ description: "Marks an existing app whose settings are managed here.", examples: [true] }),
      description: descriptionSchema("What the app is for").optional(),
      ...tokenSettingsAsTheyAre,
      redirectUrls: distinct(z.array(redirectUrlSchema.superRefine(refuseHttp)))
        .meta({
          description: "All of its redirect URLs. Default: unchanged.",
          examples: [["https://finance.example.com/callback"]],
        })
        .optional(),
      secondaryAudiences: secondaryAudiencesSchema
        .meta({ description: "Audiences to add to those that it has. Default: none." })
        .prefault([]),
      scopes: scopesSchema.meta({ description: "Scopes to add to those that it has. Default: none." }).prefault([]),
    })
    .superRefine(namesOneApp(services), { when: ({ value }) => isPlainObject(value) })
    .meta({
      title: "a managed resource app",
      description: "An existing resource app, usually Oracle's, whose settings are managed.",
      examples: [{ app: "OICINST_finance", manage: true, allowRefresh: true }],
    })
    .transform(({ manage: _, service, instance, app, ...settings }) => ({
      app: appNamedBy(services, { service, instance, app }),
      ...settings,
    }));
  return distinct(
    z.array(schema),
    (entry) => (isPlainObject(entry) ? appOf(services, entry)?.toLowerCase() : undefined),
    (entry, first) =>
      `${quote(appOf(services, entry as Record<string, unknown>))} already has an entry, at [${first}].`,
  ).meta({
    description: "Existing resource apps whose settings are managed. Default: none.",
    examples: [[{ service: "integration", instance: "finance", manage: true, allowRefresh: true }]],
  });
}

const tokenSettingsAsTheyAre = {
  allowRefresh: tokenSettings.allowRefresh
    .meta({
      description: 'Clients may get refresh tokens for it ("Is refresh token allowed"). Default: unchanged.',
    })
    .optional(),
  accessTokenExpiry: tokenSettings.accessTokenExpiry
    .meta({ description: "Lifetime of its access tokens, in seconds, from 60 to 31536000. Default: unchanged." })
    .optional(),
  refreshTokenExpiry: tokenSettings.refreshTokenExpiry
    .meta({ description: "Lifetime of its refresh tokens, in seconds. Default: unchanged." })
    .optional(),
};

/** The display name of the app that a checked entry names. */
function appNamedBy(services: Services, entry: Readonly<Record<string, unknown>>): string {
  const app = appOf(services, entry);
  if (app === undefined) throw new TypeError("environmentSchema: an entry that was not checked");
  return app;
}

function namesOneApp(services: Services) {
  return (entry: unknown, context: z.core.$RefinementCtx) => {
    const [key, message] = misnamedApp(services, entry as Record<string, unknown>) ?? [];
    if (message !== undefined) context.addIssue({ code: "custom", path: key === undefined ? [] : [key], message });
  };
}

/** Refuses an app role that is assigned twice to the same user or group. */
function assignedTwice(services: Services, list: readonly unknown[], context: z.core.$RefinementCtx): void {
  const firsts = new Map<string, number>();
  for (const [index, entry] of list.entries()) {
    if (!isPlainObject(entry)) continue;
    for (const kind of ["users", "groups"]) {
      const names: readonly unknown[] = Array.isArray(entry[kind]) ? entry[kind] : [];
      for (const [position, principal] of names.entries()) {
        const key = JSON.stringify([appOf(services, entry), entry.role, kind, principal]).toLowerCase();
        const first = firsts.get(key) ?? index;
        firsts.set(key, first);
        if (first === index) continue;
        const message = `${quote(principal)} already has this role, at [${first}].`;
        context.addIssue({ code: "custom", path: [index, kind, position], message });
      }
    }
  }
}

function refuseHttp(url: string, context: z.core.$RefinementCtx): void {
  if (refuseScheme(url) === undefined) return;
  context.addIssue({
    code: "custom",
    message: `${quote(url)} is not https: write ${quote(url.replace(/^[^:]*:/, "https:"))}.`,
  });
}
