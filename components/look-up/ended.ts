import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type { Finding } from "../../manifest/yaml/problem.ts";
import { fingerprintOf } from "../../naming/resource-names.ts";
import { stackTag } from "../parts/ownership.ts";
import type { DomainLookUp } from "./domain-look-up.ts";
import {
  type Assigned,
  type AssignedRole,
  type Ended,
  type Holders,
  type UnknownGrantee,
  weighGrantees,
} from "./ended-grantees.ts";
import type { LiveApplication } from "./live-application.ts";

/** What names of a program resolved to, as far as it may have ended since it was provisioned. */
export interface Provisioned {
  /** The teams, by which the live applications of clients are found. */
  readonly teams: readonly { readonly team: string; readonly clients: readonly ClientManifest[] }[];
  /** The clients, with those of their users and groups that exist. */
  readonly clients: readonly (Holders & { readonly client: ClientManifest })[];
  /** The app roles that the environment's file assigns, with those of their users and groups that exist. */
  readonly roles: readonly AssignedRole[];
}

/**
 * Distinguishes an event in the domain from a mistake, so that one team's event does not stop the others. A certificate that
 * expired is an error unless the client has it in the domain. A user or group that does not exist is an error unless the
 * client is provisioned and nobody who is assigned now would lose the assignment in the same run: a group that was deleted
 * took its assignments with it, one that was renamed, or whose name is mistyped now, still has them.
 *
 * Makes requests only if there is such a finding.
 */
export async function whatEnded(
  unknown: readonly UnknownGrantee[],
  provisioned: Provisioned,
  lookUp: DomainLookUp,
  now: Date,
): Promise<Ended> {
  const expired = provisioned.clients.flatMap(({ client }) => expiredCertificates(client, now));
  if (unknown.length + expired.length === 0) return { errors: [], warnings: [] };
  const live = await lookUp.applicationsOfStack(stackTag());
  const idOf = (client: ClientManifest) => liveOf(client, provisioned, live)?.id;
  const assigned: Assigned[] = [
    ...provisioned.clients.map(({ client, ...one }) => ({ ...one, node: client, appId: idOf(client) })),
    ...(live.length > 0 ? provisioned.roles : []),
  ];
  const [errors, grantees] = await Promise.all([
    newAndExpired(expired, idOf, lookUp),
    weighGrantees(unknown, assigned, live, lookUp),
  ]);
  return { errors: [...errors, ...grantees.errors], warnings: grantees.warnings };
}

/** The application of a client in the domain, under its name in the manifest or a former one. */
function liveOf(
  client: ClientManifest,
  { teams }: Provisioned,
  live: readonly LiveApplication[],
): LiveApplication | undefined {
  const team = teams.find(({ clients }) => clients.includes(client))?.team;
  if (team === undefined) return undefined;
  const names = [{ team, client: client.name }, ...client.was];
  return live.find((one) => names.some((name) => name.team === one.team && name.client === one.client));
}

interface Expired extends Finding {
  readonly node: ClientManifest;
  readonly fingerprint: string;
}

function expiredCertificates(client: ClientManifest, now: Date): Expired[] {
  return client.certificates.flatMap(({ file, expires, sha256 }, index) =>
    Date.parse(expires) >= now.getTime()
      ? []
      : [
          {
            node: client,
            path: ["certificates", index, "file"],
            message: `${file} expired on ${expires}: renew it.`,
            fingerprint: fingerprintOf(sha256),
          },
        ],
  );
}

/** The expired certificates that a client does not have in the domain; a warning of each stands among those of the manifest. */
async function newAndExpired(
  expired: readonly Expired[],
  idOf: (client: ClientManifest) => string | undefined,
  lookUp: DomainLookUp,
): Promise<Finding[]> {
  const aliases = await lookUp.certificateAliases(expired.flatMap(({ node }) => idOf(node) ?? []));
  const has = ({ node, fingerprint }: Expired) =>
    (aliases.get(idOf(node) ?? "") ?? []).some((alias) => alias.endsWith(`_${fingerprint}`));
  return expired.filter((one) => !has(one)).map(({ fingerprint: _, ...finding }) => finding);
}
