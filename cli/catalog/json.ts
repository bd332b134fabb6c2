import { z } from "zod";

const role = z.strictObject({
  name: z.string().describe("The role's display name, as `roles` of a manifest has it."),
  availableTo: z.array(z.enum(["clients", "users", "groups"])).describe("What it can be granted to."),
});

const scope = z.strictObject({
  value: z.string().describe("The scope within the app, as `scopes` of a manifest has it."),
  fullyQualified: z.string().describe("The audience and the value: what a client requests."),
  description: z.string().optional(),
  requiresConsent: z.boolean().optional().describe("Whether users are asked for their consent."),
});

/** Schema of the public attributes of a resource app: what the cache keeps. */
export const publicAppSchema = z.strictObject({
  app: z.string().describe("The display name, as `app` of a manifest has it."),
  description: z.string().optional(),
  active: z.boolean().describe("Whether the app is activated."),
  audience: z.string().describe("The primary audience: the beginning of every fully qualified scope."),
  secondaryAudiences: z.array(z.string()),
  allowsRefresh: z.boolean().describe("Whether clients may get refresh tokens for it."),
  scopes: z.array(scope),
  roles: z.array(role).describe("Its app roles."),
});

const use = z.strictObject({
  client: z.string().describe("`<team>/<client>`"),
  place: z.string().describe("Where the manifest says it: `<file>:<line>`."),
});

/** Schema of what `idcs-apps catalog --json` prints. */
export const schema = z.strictObject({
  identityDomain: z.string().describe("The identity domain's URL."),
  readAt: z.string().describe("When the apps were read from the domain: ISO 8601, UTC."),
  total: z.int().describe("How many resource apps were found; `apps` has at most --limit of them."),
  apps: z
    .array(
      publicAppSchema.extend({
        service: z.string().optional().describe("The service whose naming rule the app follows."),
        instance: z.string().optional().describe("The instance of that service."),
        usedBy: z.array(use).describe("The clients whose manifests name the app."),
      }),
    )
    .describe("The resource apps, the best match first."),
});

/** The public attributes of a resource app. */
export type PublicApp = z.infer<typeof publicAppSchema>;

/** What the command prints. */
export type Catalog = z.infer<typeof schema>;

/** A resource app with what the project's files say about it. */
export type CatalogApp = Catalog["apps"][number];
