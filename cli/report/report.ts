import type { AuthenticationSettings } from "../../identity-domain/credentials/authentication-settings.ts";
import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import { type Files, filesIn } from "../../manifest/yaml/files.ts";
import { dayOf } from "../../wording/days.ts";
import { comparisonWith, type EarlierReport } from "./diff.ts";
import { byImportance, environmentReport } from "./environment-report.ts";
import { format, formatVersion, type Report, type ReportFinding } from "./json.ts";
import { environmentState } from "./read/environment-state.ts";

/** Options of `report`. */
export interface ReportOptions {
  /** The environments to report on. */
  readonly environments: readonly string[];
  /** The project's folder. @default the working directory */
  readonly folder?: string;
  /** The project's files. @default those of the folder */
  readonly files?: Files;
  /** Reads the manifests alone, and leaves the domains alone. @default false */
  readonly offline?: boolean;
  /** An earlier report to compare with. */
  readonly earlier?: EarlierReport | undefined;
  /** How to authenticate, instead of what the stacks' configuration says. */
  readonly authentication?: AuthenticationSettings;
  readonly environment?: NodeJS.ProcessEnv;
  /** Options of the client of the identity domain, in addition to the stacks' settings. */
  readonly client?: ClientOptions;
  /** @default the system's clock */
  readonly now?: () => Date;
}

/**
 * What an auditor asks about the clients of environments: findings, inventory, and what has changed since an earlier report. Only GET
 * requests are sent, none asks for a client secret, and neither an engine nor a state is needed.
 *
 * @throws ManifestError, IdentityDomainError or CommandError
 */
export async function report(options: ReportOptions): Promise<Report> {
  const { folder = ".", offline = false, authentication = {}, environment = process.env, client = {} } = options;
  const { files = filesIn(folder), now = () => new Date(), earlier } = options;
  const created = now();
  const reports: Awaited<ReturnType<typeof environmentReport>>[] = [];
  const today = dayOf(created);
  for (const name of new Set(options.environments)) {
    const place = { name, folder, files, today, offline, authentication, environment, client };
    reports.push(environmentReport(await environmentState(place), today));
  }
  const findings = reports.flatMap((one) => one.findings).sort(byImportance);
  const found = {
    environments: reports.map((one) => one.environment),
    findings,
    clients: reports.flatMap((one) => one.clients),
  };
  const active = findings.filter(({ status }) => status === "active");
  const having = (severity: ReportFinding["severity"]) => active.filter((one) => one.severity === severity).length;
  return {
    format,
    version: formatVersion,
    created: created.toISOString(),
    environments: found.environments,
    counts: {
      active: active.length,
      archived: findings.length - active.length,
      high: having("high"),
      medium: having("medium"),
      low: having("low"),
    },
    findings,
    exceptions: reports.flatMap((one) => one.exceptions),
    clients: found.clients,
    apis: reports.flatMap((one) => one.apis),
    ...(earlier && { comparison: comparisonWith(earlier, found) }),
  };
}
