import { z } from "zod";
import type { Data } from "../../manifest/keys-and-defaults/data.ts";

/** The version of the schema: another number for a change that an older reader would misunderstand. */
export const formatVersion = 1;

/** What marks a file as a report. */
export const format = "idcs-apps report";

/** How much a finding matters, the most important first. */
export const severities = ["high", "medium", "low"] as const;

const text = z.string();
const list = z.array(text);
const day = z.string().describe("A day in UTC, YYYY-MM-DD.");

const author = {
  by: text.optional().describe("Who did it: a display name or an id of the domain."),
  at: text.optional().describe("When: ISO 8601, UTC."),
};

const finding = z.object({
  id: text.describe("Stable: the same thing has the same id in every report. <kind>:<subject>[:<what>]"),
  environment: text,
  kind: text.describe("What kind of finding it is; an exception of a client names it as its rule."),
  severity: z.enum(severities),
  subject: text.describe("<team>/<client>, or what else it is about."),
  what: text.describe("The finding in words, without its subject."),
  advice: text.describe("What to do."),
  status: z.enum(["active", "archived"]).describe("archived: an exception of the client's manifest accepts it."),
  archived: z
    .object({ reason: text, until: day.optional(), approvedBy: text.optional() })
    .optional()
    .describe("Why it is accepted: an exception, or what the environment's file lists (without a date)."),
  place: z
    .object({ file: text, line: z.number(), column: z.number() })
    .optional()
    .describe("The place in a manifest: of the rule that is broken, otherwise of the client."),
  ...author,
});

const exception = z.object({
  environment: text,
  client: text.describe("<team>/<client>"),
  rule: text,
  for: text.optional(),
  reason: text,
  until: day,
  approvedBy: text.optional(),
  state: z.enum(["active", "expiring", "expired"]).describe("expiring: ends within 14 days."),
});

const access = z.object({
  app: text.describe("The display name of the resource app."),
  scopes: list,
  roles: list.describe("App roles that the client holds there."),
});

const secret = z.object({
  kind: z
    .enum(["none", "unscheduled", "regenerated", "rotated", "unknown"])
    .describe("none: a public client. unscheduled: replaced only if somebody asks. unknown: the domain was not asked."),
  since: day.optional().describe("The day of the last rotation, as far as anybody counts it."),
  age: z.number().optional().describe("In days, if it is known."),
  notOlderThan: day.optional().describe("The day on which the application was created: no secret of it is older."),
  adopted: day.optional().describe("The day of its adoption: before that, nobody here counted."),
  due: day.optional().describe("The first day on which `pulumi up` replaces it."),
  previousUntil: day.optional().describe("The day until which the previous pair works."),
});

const client = z.object({
  environment: text,
  name: text.describe("<team>/<client>"),
  team: text,
  owner: text.describe("The e-mail address of the team's owner."),
  clientId: text,
  displayName: text,
  applicationId: text.optional().describe("The application's id in the domain; absent if it does not exist."),
  clientType: text,
  state: z.enum(["active", "inactive", "retired", "not in the domain", "not compared"]),
  grantTypes: list.describe("In the API's spelling."),
  access: z.array(access),
  domainRoles: list.describe("App roles of the domain itself that it holds."),
  authorizedResources: text.describe("specific, all, or the tags of the resource apps."),
  allowedOperations: list,
  bypassesConsent: z.boolean(),
  enforcesGrants: z.boolean().describe("Whether only assigned users and groups get tokens."),
  users: list,
  groups: list,
  networkPerimeters: list,
  redirectUrls: list,
  certificates: z.array(z.object({ alias: text, expires: text })),
  secret,
  expires: day.optional().describe("The day on which the client is to end, by its manifest."),
  lastModified: z.object(author).optional(),
  file: text.optional().describe("The manifest that declares it."),
});

const api = z.object({
  environment: text,
  name: text.describe("<team>/<name>"),
  owner: text,
  displayName: text,
  audience: text,
  scopes: list,
  roles: list,
});

const change = z.object({ what: text, before: list, after: list });

const comparison = z.object({
  created: text.describe("When the earlier report was created."),
  notCompared: list.describe("Environments that only one of the reports has: nothing of them is compared."),
  newFindings: list.describe("Ids, each with its environment: <environment> <id>."),
  resolvedFindings: z.array(
    z.object({
      environment: text,
      id: text,
      kind: text,
      severity: z.enum(severities),
      subject: text,
      what: text,
      status: z.literal("resolved"),
    }),
  ),
  newClients: z.array(z.object({ environment: text, name: text })),
  goneClients: z.array(z.object({ environment: text, name: text })),
  changedClients: z.array(z.object({ environment: text, name: text, changes: z.array(change) })),
});

const environment = z.object({
  name: text,
  identityDomain: text,
  isCompared: z.boolean().describe("false: the manifests alone, without the domain (--offline)."),
  stacks: list,
  teams: z.array(z.object({ name: text, owner: text, clients: z.number(), apis: z.number() })),
  unmanaged: z
    .object({ confidential: z.number(), public: z.number() })
    .optional()
    .describe("Clients of the domain that no manifest declares and this project never created; without Oracle's own."),
  elsewhere: z.number().optional().describe("Applications of the domain that stacks of other environments have."),
  notes: list.describe("What is not known, and why."),
});

/** Schema of what `report --json` prints. It contains no secret. */
export const schema = z
  .object({
    format: z.literal(format),
    version: z.literal(formatVersion),
    created: text.describe("ISO 8601, UTC."),
    environments: z.array(environment),
    counts: z.object({
      active: z.number(),
      archived: z.number(),
      high: z.number().describe("Of the active findings; so are the next two."),
      medium: z.number(),
      low: z.number(),
    }),
    findings: z.array(finding).describe("The most important first; archived ones last."),
    exceptions: z.array(exception),
    clients: z.array(client),
    apis: z.array(api),
    comparison: comparison.optional().describe("What has changed since an earlier report (--diff)."),
  })
  .describe("What an auditor asks about the clients of identity domains.");

/** A report. It contains no secret. */
export type Report = Data<z.infer<typeof schema>>;

/** How much a finding matters. */
export type Severity = (typeof severities)[number];

/** Something that an auditor should look at. */
export type ReportFinding = Report["findings"][number];

/** A client of a manifest, as the domain has it. */
export type ReportClient = Report["clients"][number];

/** The secret of a client, without its value. */
export type ReportSecret = ReportClient["secret"];

/** An exception of a client's manifest. */
export type ReportException = Report["exceptions"][number];

/** A team's API. */
export type ReportApi = Report["apis"][number];

/** An environment that is reported on. */
export type ReportEnvironment = Report["environments"][number];

/** What has changed since an earlier report. */
export type Comparison = NonNullable<Report["comparison"]>;
