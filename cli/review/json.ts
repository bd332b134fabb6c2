import { z } from "zod";

const place = z.strictObject({
  file: z.string().describe("Relative to the project."),
  line: z.int().describe("Counted from 1; 0 if it is about the file itself."),
  column: z.int().describe("Counted from 1; 0 if it is about the file itself."),
});

const remark = z.strictObject({
  ...place.partial().shape,
  rule: z
    .string()
    .describe(
      "What kind of remark it is, such as `manifest`, `unknown-name`, or the name of a rule of the environment's file.",
    ),
  id: z.string().optional().describe("Stable from review to review, for a finding of a rule."),
  subject: z.string().optional().describe("`<team>/<client>`."),
  environments: z.array(z.string()).describe("The environments that it is about; empty if it is about all of them."),
  message: z.string(),
});

const change = z.strictObject({
  aspect: z.string().describe("What changed, such as `scopes`, `app roles` or `redirect URLs`."),
  added: z.array(z.string()),
  removed: z.array(z.string()),
});

const subject = z.strictObject({
  subject: z.string().describe("`<team>/<client>`."),
  team: z.string(),
  what: z.enum(["client", "API"]),
  kind: z.enum(["new", "gone", "renamed", "changed"]),
  was: z.string().optional().describe("Its former name, of one that is renamed."),
  environments: z.array(z.string()).describe("The environments in which it changes like this."),
  ...place.shape,
  changes: z.array(change),
});

const commit = z.strictObject({ revision: z.string(), commit: z.string() });

/** Schema of what `idcs-apps review --json` prints. Strings are as they are in the manifests: they may contain anything. */
export const schema = z.strictObject({
  base: commit,
  head: commit,
  parted: z.string().optional().describe("The commit from which base and head have parted, if it is not the base."),
  folder: z
    .string()
    .optional()
    .describe("Where the project is in its repository, such as `identity/`; absent at its top."),
  refused: z.boolean().describe("Whether the pull request cannot be merged like this: there are problems."),
  environments: z.array(
    z.strictObject({
      environment: z.string(),
      catalog: z.string().optional().describe("The file with which names were compared; absent: they were not."),
    }),
  ),
  problems: z.array(remark).describe("What must be put right: at most 1,000."),
  problemCount: z.int().describe("How many problems there are."),
  warnings: z.array(remark).describe("What a reviewer must look at: at most 1,000."),
  warningCount: z.int().describe("How many warnings there are."),
  exceptions: z
    .array(z.strictObject({ ...remark.shape, until: z.string(), state: z.enum(["new", "used", "expiring"]) }))
    .describe("Exceptions from rules that the clients use."),
  approvals: z
    .array(z.strictObject({ ...remark.shape, approvedBy: z.array(z.string()) }))
    .describe("What needs somebody's approval, and whose it has."),
  rotations: z
    .array(z.strictObject({ subject: z.string(), environment: z.string(), since: z.string(), every: z.int() }))
    .describe("Secrets that are older than their manifest says, by the catalogue."),
  notJudged: z.array(z.string()).describe("Changed paths that a review does not judge: at most 100."),
  notJudgedCount: z.int().describe("How many there are."),
  changes: z.array(subject).describe("The access diff, by team."),
});

/** What a review found. */
export type Review = z.infer<typeof schema>;
/** A problem or a warning. */
export type Remark = Review["problems"][number];
/** What changes for a client or an API. */
export type SubjectChange = Review["changes"][number];
/** What changes in one aspect of it. */
export type AspectChange = SubjectChange["changes"][number];
