import { z } from "zod";

const text = z.string().min(1);
const texts = z.array(text);
const flag = z.boolean();
const seconds = z.int().positive();
/** An entry of a list: its required and its optional keys. */
function entry<Required extends z.ZodRawShape, Optional extends z.ZodRawShape>(required: Required, optional: Optional) {
  return z.strictObject({ ...required, ...z.object(optional).partial().shape });
}

const id = z
  .string()
  .regex(/^\w{1,40}$/)
  .meta({ description: "The SCIM id. Default: made from the name, the same in every domain." });

const keyAndValue = z.strictObject({ key: text, value: text });

const scope = entry(
  { value: text.meta({ description: "The scope without the audience." }) },
  { displayName: text, description: text, requiresConsent: flag },
);

const role = entry(
  { displayName: text },
  {
    description: text,
    legacyGroupName: text,
    adminRole: flag,
    public: flag,
    availableToUsers: flag.meta({ description: "Default: true." }),
    availableToGroups: flag.meta({ description: "Default: true." }),
    availableToClients: flag.meta({ description: "Default: true." }),
  },
);

const app = entry(
  { displayName: text },
  {
    id,
    clientId: text.meta({
      description: "The OAuth client ID (`name` in the API). Default: made from the displayName.",
    }),
    description: text,
    active: flag.meta({ description: "Default: true." }),
    oracleCreated: flag.meta({
      description: "An app of an Oracle service: it cannot be deleted and has no visible secret.",
    }),
    infrastructure: flag,
    template: text.meta({ description: "The id of its template. Default: CustomWebAppTemplateId." }),
    serviceTypeURN: text,
    editableAttributes: texts.meta({
      description: "What may be changed on an app that Oracle created. Default: what Oracle documents for all of them.",
    }),
    isUnmanagedApp: flag.meta({ description: "Only such an app, or one that Oracle created, defines roles." }),
    allowAccessControl: flag.meta({ description: "Enforce grants as authorization." }),
    landingPageUrl: text,
    tags: z.array(keyAndValue),

    isOAuthClient: flag.meta({ description: "Default: true where clientType or allowedGrants is given." }),
    clientType: z
      .enum(["confidential", "public", "trusted"])
      .meta({ description: "Default of clients: confidential." }),
    allowedGrants: texts,
    allowedScopes: texts.meta({ description: "Fully qualified scopes: audience and value." }),
    redirectUris: texts,
    postLogoutRedirectUris: texts,
    logoutUri: text,
    allUrlSchemesAllowed: flag,
    trustScope: z.enum(["Explicit", "Account", "Tags", "Default"]),
    allowedTags: z.array(keyAndValue),
    allowedOperations: z.array(z.enum(["introspect", "onBehalfOfUser"])),
    bypassConsent: flag,
    clientIPChecking: z.enum(["anywhere", "whitelisted"]),
    networkPerimeters: texts.meta({ description: "Names of networkPerimeters." }),
    certificates: texts.meta({ description: "Aliases of certificates." }),

    isOAuthResource: flag.meta({ description: "Default: true where an audience is given." }),
    audience: text,
    secondaryAudiences: texts,
    scopes: z.array(scope),
    allowOffline: flag.meta({ description: "Whether refresh tokens are issued for the resource." }),
    accessTokenExpiry: seconds,
    refreshTokenExpiry: seconds,
    roles: z.array(role),
  },
);

const user = entry(
  { userName: text, familyName: text },
  {
    id,
    ocid: text,
    givenName: text,
    displayName: text,
    email: text.meta({ description: "The primary address. Default: the userName, where that is an address." }),
    emailVerified: flag.meta({
      description: "Whether the address is verified: email_verified says so. Default: false.",
    }),
    password: text.meta({ description: "For the local domain alone; kept as a hash." }),
    active: flag.meta({ description: "Default: true." }),
    serviceUser: flag,
  },
);

const group = entry(
  { displayName: text },
  {
    id,
    members: texts.meta({ description: "User names." }),
  },
);

const grant = entry(
  { app: text.meta({ description: "The displayName of the app that is granted, or that defines the role." }) },
  {
    role: text.meta({ description: "The displayName of a role of the app. Without it, access to the app is granted." }),
    client: text.meta({ description: "The displayName of the app that gets the role." }),
    user: text.meta({ description: "The userName of the user that gets it." }),
    group: text.meta({ description: "The displayName of the group that gets it." }),
  },
);

const signer = entry(
  { publicKey: text.meta({ description: "The public key, PEM." }) },
  {
    user: text.meta({ description: "The userName of the user that the key belongs to." }),
    principal: text.meta({ description: "The OCID of a principal that is no user of the domain." }),
    adminRoles: texts.meta({
      description: "Administrator roles whose rights an IAM policy gives to its requests, besides the user's own.",
    }),
  },
);

const certificate = z.strictObject({ alias: text, x509: text.meta({ description: "The certificate, base64 DER." }) });

const perimeter = entry(
  { name: text, ipAddresses: texts.min(1).meta({ description: "Addresses, ranges (a-b) or CIDR blocks." }) },
  {
    description: text,
  },
);

/** What an empty local domain is filled with. */
export const seedSchema = z
  .strictObject({
    $schema: z.string(),
    identityDomain: text.meta({
      description: "The URL of the domain that the seed was exported from. The local domain makes nothing of it.",
    }),
    users: z.array(user),
    groups: z.array(group),
    certificates: z.array(certificate),
    networkPerimeters: z.array(perimeter),
    apps: z.array(app),
    grants: z.array(
      grant.refine((one) => [one.client, one.user, one.group].filter((name) => name !== undefined).length === 1, {
        error: "It must have exactly one of client, user and group.",
      }),
    ),
    signers: z.array(
      signer.refine(({ user, principal }) => (user === undefined) !== (principal === undefined), {
        error: "It must have exactly one of user and principal.",
      }),
    ),
  })
  .partial();

/** A seed as a program gives it. */
export type SeedInput = z.input<typeof seedSchema>;

/** A seed that has the right shape. */
export type Seed = z.output<typeof seedSchema>;

/** The name of a list of a seed. */
export type ListName = Exclude<keyof Seed, "$schema" | "identityDomain">;

/** One entry of a list of a seed. */
export type SeedEntry<List extends ListName> = NonNullable<Seed[List]>[number];
