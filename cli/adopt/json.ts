import { z } from "zod";

const counts = z.strictObject({
  scopes: z.int(),
  roles: z.int().describe("App roles that it holds."),
  users: z.int().describe("Users who are assigned to it."),
  groups: z.int(),
  certificates: z.int(),
  networkPerimeters: z.int(),
  definedRoles: z.int().describe("App roles that it defines."),
});

/** Schema of what `idcs-apps adopt --json` prints. */
export const schema = z.strictObject({
  team: z.string(),
  file: z.string().describe("The manifest, relative to the project."),
  written: z.array(z.string()).describe("The files that were written: none with --dry-run, or if nothing is adopted."),
  adopted: z.array(
    z.strictObject({
      application: z.string().describe("The display name in the identity domain."),
      name: z.string().describe("The name of its entry in the manifest."),
      read: counts.describe("What the identity domain has."),
      wrote: counts.describe("What the manifest says."),
    }),
  ),
  notes: z.array(z.string()).describe("What is said about adopted applications elsewhere than in the manifest."),
  refused: z
    .array(z.strictObject({ application: z.string(), reasons: z.array(z.string()) }))
    .describe("The applications that cannot be adopted."),
  leftOut: z
    .array(z.strictObject({ reason: z.string(), applications: z.int() }))
    .describe("How many applications were not looked at, and why."),
});

/** What `adopt` did. It contains no secret. */
export type Adoption = z.infer<typeof schema>;
