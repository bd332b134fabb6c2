import { z } from "zod";
import { notFound } from "../../wording/nearest.ts";
import { quote } from "../../wording/quote.ts";
import { consoleWordOf, type GrantType } from "../oracle/grant-types.ts";
import type { Services } from "../oracle/services.ts";
import { accessListSchema } from "./access.ts";
import { type CertificateManifest, certificatesSchema } from "./certificate.ts";
import { spelled } from "./console-words.ts";
import type { Data } from "./data.ts";
import { daySchema } from "./day.ts";
import { deliverSchema } from "./deliver.ts";
import { distinct, ignoringCase } from "./distinct.ts";
import { exceptionsSchema } from "./exceptions.ts";
import { grantTypeSchema } from "./grant-type.ts";
import {
  adoptSchema,
  displayNameSchema,
  environmentsOf,
  formerNamesSchema,
  replaced,
} from "./names-and-environments.ts";
import { integrationCallbackSchema, integrationCallbackUrl, redirectUrlSchema, webPageSchema } from "./redirect-url.ts";
import { apiSchema } from "./resource-application.ts";
import { rotationSchema } from "./rotation.ts";
import { refuseBothSecrets, secretSchema, secretVersionSchema, withSecret } from "./secret.ts";
import { stateSchema } from "./state.ts";
import { requiredTagsSchema, tagsSchema } from "./tags.ts";
import { descriptionSchema, emailSchema, line, name, nameRule } from "./text.ts";

/** A minimal client. */
export const exampleClient = {
  name: "ledger-sync",
  grantTypes: ["client_credentials"],
  access: [{ service: "integration", instance: "finance" }],
};

const encryptions = ["A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512", "A128GCM", "A192GCM", "A256GCM"] as const;

const assignSchema = z
  .strictObject({
    users: distinct(z.array(line()), ignoringCase)
      .meta({ description: "User names. Default: none.", examples: [["callan@example.com"]] })
      .prefault([]),
    groups: distinct(z.array(line()), ignoringCase)
      .meta({ description: "Display names of groups. Default: none.", examples: [["integration-testers"]] })
      .prefault([]),
  })
  .meta({
    title: "assign",
    description: "The users and groups that are assigned to the client. Default: nobody.",
    examples: [{ users: ["callan@example.com"], groups: ["integration-testers"] }],
  });

const authorizedResourcesSchema = z
  .union([
    z
      .strictObject({ tagged: requiredTagsSchema })
      .meta({
        title: "authorizedResources",
        description: "Resource apps with tags.",
        examples: [{ tagged: { color: "green" } }],
      })
      .transform(({ tagged }) => ({ kind: "tagged" as const, tags: tagged })),
    spelled({ specific: "Specific", all: "All" }, "a choice of authorized resources").transform((kind) => ({ kind })),
  ])
  .meta({
    description:
      "The resource apps for which the client may get tokens: those of access (specific), all, or those with one of the tags. Default: specific.",
    examples: ["all", { tagged: { color: "green" } }],
  });

/** The keys that an environment may replace, each with its default. */
function replaceable(services: Services) {
  return {
    description: descriptionSchema("What the client is for").optional(),
    access: accessListSchema(services).prefault([]),
    active: z
      .boolean()
      .meta({
        description: "Whether the application is activated: an inactive one gets no tokens. Default: true.",
        examples: [false],
      })
      .prefault(true),
    redirectUrls: distinct(z.array(redirectUrlSchema))
      .meta({
        description: "The URLs to which a browser may be sent back with a code or a token. Default: none.",
        examples: [["https://ledger.example.com/callback"]],
      })
      .prefault([]),
    integrationCallback: integrationCallbackSchema
      .meta({
        description:
          "The host, or URL, of an Oracle Integration instance: its callback is added to the redirect URLs. Default: none.",
        examples: ["finance-ab12cd34-ia.integration.ocp.oraclecloud.com"],
      })
      .optional(),
    postLogoutRedirectUrls: distinct(z.array(redirectUrlSchema))
      .meta({
        description: "The URLs to which a browser may be sent after the user has signed out. Default: none.",
        examples: [["https://ledger.example.com/bye"]],
      })
      .prefault([]),
    logoutUrl: redirectUrlSchema
      .meta({
        description: "The URL that the domain calls when a user signs out. Default: none.",
        examples: ["https://ledger.example.com/logout"],
      })
      .optional(),
    authorizedResources: authorizedResourcesSchema.prefault("specific"),
    domainRoles: distinct(z.array(line()), ignoringCase)
      .meta({
        description:
          "App roles of the identity domain itself for the client; the environment must allow them. Default: none.",
        examples: [["User Administrator"]],
      })
      .prefault([]),
    tags: tagsSchema.prefault({}),
    networkPerimeters: distinct(z.array(line()), ignoringCase)
      .meta({
        description:
          "The network perimeters from which the client may be used. Default: none, so it may be used from anywhere.",
        examples: [["office"]],
      })
      .prefault([]),
    certificates: certificatesSchema.prefault([]),
    enforceGrants: z
      .boolean()
      .meta({ description: "Only assigned users and groups get tokens. Default: false.", examples: [true] })
      .prefault(false),
    assign: assignSchema.prefault({}),
    exclusive: z
      .boolean()
      .meta({
        description:
          "true: `pulumi up` revokes rights beside the manifest, app roles of the client and users and groups that are assigned to it, and they are drift. false: they are neither drift nor warned of. Default: app roles are drift outside the environment dev, and nothing is revoked.",
        examples: [true],
      })
      .optional(),
    secretVersion: secretVersionSchema.optional(),
    secret: secretSchema.optional(),
    rotation: rotationSchema.optional(),
    deliver: deliverSchema.optional(),
    state: stateSchema("client").prefault("active"),
    expires: daySchema()
      .meta({
        description:
          "The last day on which the client is needed, in UTC: a warning 30 days before. Nothing happens by itself. Default: no date.",
        examples: ["2027-12-31"],
      })
      .optional(),
    exceptions: exceptionsSchema.optional(),
    landingPageUrl: webPageSchema("the page at which users open the application", "https://ledger.example.com/"),
    iconUrl: webPageSchema("the application's icon", "https://ledger.example.com/icon.png"),
    customSignInUrl: webPageSchema("a sign-in page of your own", "https://ledger.example.com/sign-in"),
    customSignOutUrl: webPageSchema("a sign-out page of your own", "https://ledger.example.com/sign-out"),
    customErrorUrl: webPageSchema("an error page of your own", "https://ledger.example.com/error"),
    privacyPolicyUrl: webPageSchema("the privacy policy", "https://ledger.example.com/privacy"),
    termsOfServiceUrl: webPageSchema("the terms of service", "https://ledger.example.com/terms"),
    contactEmailAddress: emailSchema
      .meta({
        description: "The e-mail address for questions about the application, shown to users. Default: none.",
        examples: ["ledger-help@example.com"],
      })
      .optional(),
    api: apiSchema.optional(),
    adopt: adoptSchema.optional(),
  };
}

/** The names of the keys that an environment may replace in a client. */
export function keysOfEnvironments(): string[] {
  return Object.keys(replaceable({}));
}

/** Every key of a client: what it accepts, what it means, and its default. */
function keysOfClient(services: Services) {
  const override = z.strictObject(replaced(replaceable(services), "client")).meta({
    title: "an environment of a client",
    description: "What differs in this environment: each key replaces the client's as a whole.",
    examples: [{}],
  });
  return z.strictObject({
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
        `${quote(item)} (${quote(consoleWordOf(item as GrantType))} in the console) is already listed, at [${first}].`,
    ).meta({
      description:
        "The OAuth grant types with which the client gets its tokens, in the API's or in the console's spelling.",
      examples: [["client_credentials"], ["Resource owner", "Refresh token"]],
    }),
    ...replaceable(services),
    clientType: spelled({ confidential: "Confidential", trusted: "Trusted", public: "Public" }, "a type of client")
      .meta({
        description:
          "trusted: the client may sign assertions about users itself. public: an app of a browser or a mobile device, without a secret. Default: confidential.",
        examples: ["trusted"],
      })
      .prefault("confidential"),
    showInMyApps: z
      .boolean()
      .meta({ description: "Users see it among their apps. Default: false.", examples: [true] })
      .prefault(false),
    allowHttpUrls: z
      .boolean()
      .meta({
        description: "Redirect and logout URLs need not be https. Default: false, which allows http on localhost only.",
        examples: [true],
      })
      .prefault(false),
    allowedOperations: distinct(
      z.array(spelled({ introspect: "Introspect", onBehalfOfUser: "On behalf of" }, "an allowed operation")),
    )
      .meta({
        description:
          "What the client may do besides getting tokens: introspect tokens, or act on behalf of users beyond its own roles. Default: nothing.",
        examples: [["introspect"], ["On behalf of"]],
      })
      .prefault([]),
    bypassConsent: z
      .boolean()
      .meta({ description: "Users are never asked for consent. Default: false.", examples: [true] })
      .prefault(false),
    idTokenEncryption: z
      .enum(encryptions, {
        error: ({ input }) =>
          typeof input === "string"
            ? notFound(input, "an encryption of ID tokens", encryptions, "allowed:")
            : undefined,
      })
      .meta({ description: "How ID tokens are encrypted. Default: not at all.", examples: ["A128CBC-HS256"] })
      .optional(),
    was: formerNamesSchema.prefault([]),
    environments: environmentsOf(override.superRefine(refuseBothSecrets).transform(normalised), "client", {
      dev: {},
      test: { assign: { groups: ["qa"] } },
    }),
  });
}

/** Schema of a client. It fills in every default except what depends on the team's name or on other files. */
export function clientSchema(services: Services) {
  return keysOfClient(services)
    .meta({
      title: "a client",
      description: "An OAuth client: a confidential application.",
      examples: [exampleClient],
    })
    .superRefine(refuseBothSecrets)
    .transform((keys) => {
      const { secret = { version: 1 }, ...others } = normalised(keys);
      return { ...others, secret };
    });
}

/** What was written in another form, in the form of the data. */
function normalised<Keys extends Parameters<typeof withCallback>[0] & Parameters<typeof withSecret>[0]>(keys: Keys) {
  return withSecret(withCallback(keys));
}

/** Adds the callback of Oracle Integration to the redirect URLs. */
function withCallback<Keys extends { redirectUrls?: string[] | undefined; integrationCallback?: string | undefined }>({
  integrationCallback,
  ...keys
}: Keys): Omit<Keys, "integrationCallback"> {
  if (integrationCallback === undefined) return keys;
  const redirectUrls = new Set([...(keys.redirectUrls ?? []), integrationCallbackUrl(integrationCallback)]);
  return { ...keys, redirectUrls: [...redirectUrls] };
}

/** A client as `clientSchema` returns it. */
export type CheckedClient = Data<z.output<ReturnType<typeof clientSchema>>>;

/** An OAuth client: a confidential application, what it may call, and who may use it. Its schema explains each key. */
export type ClientManifest = Omit<CheckedClient, "displayName" | "certificates" | "environments"> & {
  /** Unique in the identity domain (case-insensitive). */
  readonly displayName: string;
  readonly certificates: readonly CertificateManifest[];
  /** The environments in which it exists, with what differs there; absent if it exists in all of them. */
  readonly environments?: Readonly<Record<string, ClientOverride>>;
};

/** What an environment replaces in a client, each key as a whole. */
export type ClientOverride = Omit<NonNullable<CheckedClient["environments"]>[string], "certificates"> & {
  readonly certificates?: readonly CertificateManifest[];
};

/** The resource apps for which a client may get tokens: those of `access`, all, or those with one of the tags. */
export type AuthorizedResources = ClientManifest["authorizedResources"];

/** A rule of the environment that a client may break until a day. */
export type ExceptionManifest = NonNullable<ClientManifest["exceptions"]>[number];

/** A resource app, and what a client may do there. */
export type AccessManifest = ClientManifest["access"][number];
