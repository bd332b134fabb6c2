import { z } from "zod";
import { compare } from "../../wording/order.ts";
import { quote } from "../../wording/quote.ts";
import { CommandError } from "../errors/command-error.ts";
import { type Comparison, format, formatVersion, type Report, type ReportClient, severities } from "./json.ts";

const list = z.array(z.string());

/** What is compared of an earlier report. Keys that an earlier version did not have are not compared. */
const earlierSchema = z.object({
  format: z.literal(format),
  version: z.int(),
  created: z.iso.datetime(),
  environments: z.array(z.object({ name: z.string() })),
  findings: z.array(
    z.object({
      id: z.string(),
      environment: z.string(),
      kind: z.string(),
      severity: z.enum(severities),
      subject: z.string(),
      what: z.string(),
      status: z.string(),
    }),
  ),
  clients: z.array(
    z.object({
      environment: z.string(),
      name: z.string(),
      clientId: z.string().optional(),
      owner: z.string().optional(),
      state: z.string().optional(),
      clientType: z.string().optional(),
      grantTypes: list.optional(),
      access: z.array(z.object({ app: z.string(), scopes: list, roles: list })).optional(),
      domainRoles: list.optional(),
      authorizedResources: z.string().optional(),
      allowedOperations: list.optional(),
      bypassesConsent: z.boolean().optional(),
      enforcesGrants: z.boolean().optional(),
      users: list.optional(),
      groups: list.optional(),
      networkPerimeters: list.optional(),
      redirectUrls: list.optional(),
      secret: z.object({ since: z.string().optional() }).optional(),
    }),
  ),
});

/** An earlier report, as far as it is compared. */
export type EarlierReport = z.infer<typeof earlierSchema>;

type EarlierClient = EarlierReport["clients"][number];

/**
 * Reads an earlier report. It may have been written by an earlier version.
 *
 * @param text the content of the file
 * @param file its name, for messages
 * @throws CommandError if it is no report, or one of a later version
 */
export function earlierReport(text: string, file: string): EarlierReport {
  let value: unknown;
  try {
    // Some shells begin a file with a byte order mark when they redirect.
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new CommandError(`${file} is not JSON: name a file that \`idcs-apps report --json\` has written.`);
  }
  const { format: found, version } = (value ?? {}) as { readonly format?: unknown; readonly version?: unknown };
  if (found !== format)
    throw new CommandError(
      `${file} is no report: its "format" is ${quote(found)}, but ${quote(format)} is expected. Name a file that \`idcs-apps report --json\` has written.`,
    );
  if (typeof version === "number" && version > formatVersion)
    throw new CommandError(
      `${file} is a report of version ${version}, and this program knows versions up to ${formatVersion}: use the idcs-apps that wrote it, or a later one.`,
    );
  const { data, error } = earlierSchema.safeParse(value);
  if (data !== undefined) return data;
  const problems = error.issues.slice(0, 5).map(({ path, message }) => `${quote(path.join("."))}: ${message}`);
  throw new CommandError(`${file} is no whole report: ${problems.join("; ")}.`);
}

/** What has changed since an earlier report, in the environments that both have. */
export function comparisonWith(
  earlier: EarlierReport,
  now: Pick<Report, "environments" | "findings" | "clients">,
): Comparison {
  const names = (report: { readonly environments: readonly { readonly name: string }[] }) =>
    new Set(report.environments.map(({ name }) => name));
  const [before, after] = [names(earlier), names(now)];
  const isShared = ({ environment }: { readonly environment: string }) =>
    before.has(environment) && after.has(environment);
  const idOf = ({ environment, id }: { readonly environment: string; readonly id: string }) => `${environment} ${id}`;
  const nameOf = ({ environment, name }: { readonly environment: string; readonly name: string }) =>
    `${environment} ${name}`;
  const known = new Set(earlier.findings.map(idOf));
  const present = new Set(now.findings.map(idOf));
  const earlierClients = new Map(earlier.clients.filter(isShared).map((one) => [nameOf(one), one]));
  const clients = now.clients.filter(isShared);
  const namesNow = new Set(clients.map(nameOf));
  const place = ({ environment, name }: { readonly environment: string; readonly name: string }) => ({
    environment,
    name,
  });
  return {
    created: earlier.created,
    notCompared: [...new Set([...before, ...after])]
      .filter((one) => !(before.has(one) && after.has(one)))
      .sort(compare),
    newFindings: now.findings
      .filter(isShared)
      .map(idOf)
      .filter((id) => !known.has(id)),
    resolvedFindings: earlier.findings
      .filter((one) => isShared(one) && !present.has(idOf(one)))
      .map(({ environment, id, kind, severity, subject, what }) => ({
        environment,
        id,
        kind,
        severity,
        subject,
        what,
        status: "resolved" as const,
      })),
    newClients: clients.filter((one) => !earlierClients.has(nameOf(one))).map(place),
    goneClients: [...earlierClients].filter(([name]) => !namesNow.has(name)).map(([, one]) => place(one)),
    changedClients: clients.flatMap((one) => {
      const was = earlierClients.get(nameOf(one));
      const changes = was === undefined ? [] : changesOf(was, one);
      return changes.length === 0 ? [] : [{ ...place(one), changes }];
    }),
  };
}

type Values = Readonly<Record<string, readonly string[] | undefined>>;

/** What is compared of a client, each in the words of a report. */
function compared(client: EarlierClient | ReportClient): Values {
  const one = (value: string | boolean | undefined) => (value === undefined ? undefined : [String(value)]);
  return {
    "client ID": one(client.clientId),
    owner: one(client.owner),
    state: client.state === "not compared" ? undefined : one(client.state),
    "client type": one(client.clientType),
    "grant types": client.grantTypes,
    scopes: client.access?.flatMap(({ app, scopes }) => scopes.map((scope) => `${app}: ${scope}`)),
    roles: client.access?.flatMap(({ app, roles }) => roles.map((role) => `${app}: ${role}`)),
    "domain roles": client.domainRoles,
    "authorized resources": one(client.authorizedResources),
    "allowed operations": client.allowedOperations,
    "bypasses consent": one(client.bypassesConsent),
    "enforces grants": one(client.enforcesGrants),
    users: client.users,
    groups: client.groups,
    "network perimeters": client.networkPerimeters,
    "redirect URLs": client.redirectUrls,
    "last rotation":
      client.secret === undefined ? undefined : client.secret.since === undefined ? [] : [client.secret.since],
  };
}

function changesOf(was: EarlierClient, is: ReportClient): Comparison["changedClients"][number]["changes"] {
  const now = compared(is);
  return Object.entries(compared(was)).flatMap(([what, before]) => {
    const after = now[what];
    // What one of the versions does not know is not compared.
    if (before === undefined || after === undefined) return [];
    const gone = before.filter((value) => !after.includes(value));
    const added = after.filter((value) => !before.includes(value));
    return gone.length + added.length === 0 ? [] : [{ what, before: gone, after: added }];
  });
}
