import { z } from "zod";
import { quote } from "../../wording/quote.ts";
import { appOf, type Services } from "../oracle/services.ts";
import { isPlainObject } from "../yaml/plain-object.ts";
import { isFullyQualified } from "./access.ts";
import { appKeys, misnamedApp } from "./app-reference.ts";
import type { Data } from "./data.ts";
import { distinct, ignoringCase } from "./distinct.ts";
import { grantTypeSchema } from "./grant-type.ts";
import { patternsSchema } from "./pattern.ts";
import { daysSchema } from "./secret.ts";
import { line } from "./text.ts";

const any = z.literal("any", {
  error: ({ input }) => `${quote(input)} is not a list: write a list, or any.`,
});

const subjects = patternsSchema();

const scheme = z.string().regex(/^[a-z][a-z0-9+.-]*$/, {
  error: ({ input }) => `${quote(input)} is not the scheme of a URL: write it without ":", in lower case: https.`,
});

function listed(description: string, example: string) {
  return z
    .union([subjects.max(1000), z.array(z.never()).max(0), any])
    .meta({ description, examples: [[example], "any"] })
    .optional();
}

/** Schema of the rules of an environment. */
export function rulesSchema(services: Services) {
  return z
    .strictObject({
      forbiddenGrantTypes: distinct(z.array(grantTypeSchema))
        .meta({
          description:
            "Grant types that no client may have, in the API's or the console's spelling. Default: none in the environment dev, password and implicit in any other.",
          examples: [["Resource owner", "Implicit"]],
        })
        .optional(),
      redirectSchemes: z
        .union([distinct(z.array(scheme).min(1)), any])
        .meta({
          description:
            "The schemes of redirect and logout URLs; http is always allowed for localhost. any: whatever allowHttpUrls allows. Default: any in the environment dev, [https] in any other.",
          examples: [["https", "com.example.shop"], "any"],
        })
        .optional(),
      owners: patternsSchema(["team"])
        .meta({
          description: "What the address of a team's owner looks like, with one * for any characters. Default: any.",
          examples: [["*@example.com"]],
        })
        .optional(),
      clientNames: patternsSchema(["team"])
        .meta({
          description: "What the name of a client looks like, with one * for any characters. Default: any.",
          examples: [["*-sync", "*-portal"]],
        })
        .optional(),
      displayNames: patternsSchema(["team", "client"])
        .meta({
          description:
            "What the display name of a client looks like, with one * for any characters; {team} and {client} are its names. Default: any.",
          examples: [["{team}-*"]],
        })
        .optional(),
      expiry: z
        .strictObject({
          required: z
            .boolean()
            .meta({ description: "Whether each client has a date, expires. Default: true.", examples: [true] })
            .optional(),
          longest: daysSchema("366d")
            .meta({
              description: "How far ahead that date may be, in days. Default: any.",
              examples: ["366d"],
            })
            .optional(),
        })
        .meta({
          title: "expiry",
          description: "What is demanded of the dates until which clients are needed. Default: nothing.",
          examples: [{ required: true, longest: "366d" }],
        })
        .transform(({ required = true, longest }) => ({ required, ...(longest !== undefined && { longest }) }))
        .optional(),
      secretAge: daysSchema("90d")
        .meta({
          description:
            "After how many days each client secret is replaced at the latest: every client has secret.every or rotation.every, at most so long. Default: never.",
          examples: ["90d"],
        })
        .optional(),
      networkPerimeters: z
        .union([distinct(z.array(line()).min(1), ignoringCase), any])
        .meta({
          description:
            "The network perimeters of which each client has at least one, and no other. any: at least one. Default: none is demanded.",
          examples: [["office"], "any"],
        })
        .optional(),
      approval: z
        .array(approvalSchema(services))
        .min(1)
        .meta({
          description:
            "App roles and scopes that a client has only with an exception that names an approver. Default: none.",
          examples: [[{ service: "integration", instance: "finance", roles: ["ServiceAdministrator"] }]],
        })
        .optional(),
      approvers: z
        .union([
          distinct(z.array(line()).min(1), ignoringCase),
          z.literal("codeowners", {
            error: ({ input }) => `${quote(input)} is not a list: write a list of names, or codeowners.`,
          }),
        ])
        .meta({
          description:
            "Who may approve exceptions: names, or codeowners for the owners of this file by CODEOWNERS. Default: nobody.",
          examples: ["codeowners", ["@example/security"]],
        })
        .optional(),
      allResources: listed(
        "The clients that may have authorizedResources all, as <team>/<client>, with one * for any characters. Default: any in the environment dev, none in any other.",
        "platform/gateway",
      ),
      onBehalfOf: listed(
        "The clients that may have the operation onBehalfOfUser, as <team>/<client>. Default: any in the environment dev, none in any other.",
        "platform/gateway",
      ),
      bypassConsent: listed(
        "The clients that may bypass consent, as <team>/<client>. Default: any in the environment dev, none in any other.",
        "platform/portal",
      ),
      adoptedApis: listed(
        "The APIs of teams that may adopt an application which exists already, as <team>/<name>. Default: any in the environment dev, none in any other.",
        "orders/orders-api",
      ),
      exceptions: z
        .strictObject({
          longest: daysSchema("366d").meta({
            description: "How far ahead the end of an exception may be, in days.",
            examples: ["366d"],
          }),
        })
        .meta({
          title: "exceptions",
          description: "What is demanded of exceptions. Default: {longest: 366d}.",
          examples: [{ longest: "90d" }],
        })
        .optional(),
    })
    .meta({
      title: "rules",
      description: "What the clients of the environment must keep to. Default: see each rule.",
      examples: [{ secretAge: "90d", approvers: "codeowners" }],
    });
}

function approvalSchema(services: Services) {
  const scopes = patternsSchema().superRefine(
    (list, context) => {
      for (const [index, scope] of list.entries())
        if (typeof scope === "string" && isFullyQualified(scope))
          context.addIssue({
            code: "custom",
            path: [index],
            message: `${quote(scope)} begins with an audience: write the app, and the scope within it.`,
          });
    },
    { when: ({ value }) => Array.isArray(value) },
  );
  return z
    .strictObject({
      ...appKeys(services),
      roles: patternsSchema()
        .meta({
          description: "App roles, with one * for any characters. Default: none.",
          examples: [["ServiceAdministrator"]],
        })
        .optional(),
      scopes: scopes
        .meta({
          description: "Scopes without their audience, with one * for any characters. Default: none.",
          examples: [["urn:opc:resource:consumer::all"]],
        })
        .optional(),
    })
    .superRefine(
      (entry, context) => {
        const { service, instance, app, roles, scopes } = entry as Readonly<Record<string, unknown>>;
        if (roles === undefined && scopes === undefined)
          context.addIssue({ code: "custom", message: 'names nothing to approve: write "roles" or "scopes".' });
        if (service === undefined && instance === undefined && app === undefined) return;
        const [key, message] = misnamedApp(services, entry as Record<string, unknown>) ?? [];
        if (message !== undefined) context.addIssue({ code: "custom", path: key === undefined ? [] : [key], message });
      },
      { when: ({ value }) => isPlainObject(value) },
    )
    .meta({
      title: "what needs approval",
      description: "App roles and scopes of a resource app, or of any if none is named.",
      examples: [{ app: "OICINST_finance", roles: ["ServiceAdministrator"] }],
    })
    .transform(({ roles = [], scopes = [], ...named }) => {
      const app = appOf(services, named);
      return { ...(app !== undefined && { app }), roles, scopes };
    });
}

/** The rules of an environment as they are written. */
export type WrittenRules = Data<z.output<ReturnType<typeof rulesSchema>>>;

/** What a client of an environment must keep to: every rule that the environment's file omits has its default. */
export interface Rules
  extends Omit<
      WrittenRules,
      "forbiddenGrantTypes" | "approval" | "approvers" | "exceptions" | keyof ListedRights | "redirectSchemes"
    >,
    ListedRights {
  readonly forbiddenGrantTypes: NonNullable<WrittenRules["forbiddenGrantTypes"]>;
  readonly redirectSchemes: NonNullable<WrittenRules["redirectSchemes"]>;
  readonly approval: NonNullable<WrittenRules["approval"]>;
  /** Names of those who may approve exceptions. */
  readonly approvers: readonly string[];
  /** How many days ahead the end of an exception may be. */
  readonly longestException: number;
}

/** Rights that are denied unless they are listed: patterns of `<team>/<client>`. */
export interface ListedRights {
  readonly allResources: readonly string[] | "any";
  readonly onBehalfOf: readonly string[] | "any";
  readonly bypassConsent: readonly string[] | "any";
  readonly adoptedApis: readonly string[] | "any";
}
