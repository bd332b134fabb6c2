import type { ClientManifest } from "../../../manifest/keys-and-defaults/client.ts";
import { consoleWords } from "../../../manifest/oracle/grant-types.ts";
import { dayOf, daysBetween } from "../../../wording/days.ts";
import { count } from "../../../wording/plural.ts";
import { quote } from "../../../wording/quote.ts";
import type { ReportClient } from "../json.ts";
import type { Found } from "./finding.ts";

/** What clients are measured by. */
export interface Measure {
  /** Today, in UTC. */
  readonly today: string;
  /** The age in days from which a client secret is too old. */
  readonly secretAge: number;
  /** Whether the environment is the one for trying, where every grant type is allowed. */
  readonly isForTrying: boolean;
}

/**
 * The age from which a secret is too old, if the environment's rules say none: 90 days, as in the CIS benchmark for Oracle Cloud
 * Infrastructure for API keys and secret keys of users.
 */
export const usualSecretAge = 90;

/** How many days before it something is announced. */
const announced = { certificate: 30, secret: 14 } as const;

/** What is to be said about a client: by what the domain has, or by its manifest if the domain was not asked. */
export function findingsOfClient(client: ReportClient, manifest: ClientManifest, measure: Measure): Found[] {
  const { environment, name: subject } = client;
  const about = { environment, subject, node: manifest };
  return [...rights(client, measure), ...secretFindings(client, measure), ...certificates(client, measure)].map(
    (found) => ({ ...about, ...found }),
  );
}

type Part = Pick<Found, "kind" | "what" | "about" | "path">;

/** The grant types by which a password reaches the client, or a token the address of a page. */
const weakGrants = ["password", "implicit"] as const;

function rights(client: ReportClient, { isForTrying }: Measure): Part[] {
  const { grantTypes, domainRoles, allowedOperations, state, access, users, groups } = client;
  const weak = isForTrying ? [] : weakGrants.filter((grant) => grantTypes.includes(grant));
  const holds = access.flatMap(({ roles, scopes }) => [...roles, ...scopes]).length + domainRoles.length;
  const isAsleep = (state === "inactive" || state === "retired") && holds + users.length + groups.length > 0;
  return [
    ...domainRoles.map(
      (role): Part => ({
        kind: "domain-roles",
        about: role,
        what: `holds the role ${quote(role)} of the identity domain itself`,
        path: ["domainRoles"],
      }),
    ),
    ...when(client.authorizedResources === "all", {
      kind: "all-resources",
      what: "gets tokens for every resource app of the domain (authorizedResources: all)",
      path: ["authorizedResources"],
    }),
    ...when(allowedOperations.includes("onBehalfOfUser"), {
      kind: "on-behalf-of",
      what: "may act on behalf of users beyond its own roles (allowedOperations: onBehalfOfUser)",
      path: ["allowedOperations"],
    }),
    ...when(client.bypassesConsent, {
      kind: "bypass-consent",
      what: "users are never asked for consent (bypassConsent)",
      path: ["bypassConsent"],
    }),
    ...weak.map(
      (grant): Part => ({
        kind: "grant-types",
        about: grant,
        what: `may use the grant type ${grant} (${consoleWords[grant]})`,
        path: ["grantTypes"],
      }),
    ),
    ...when(isAsleep, {
      kind: "unused-access",
      what: `is ${state} and gets no tokens, but still has ${heldWords(client)}`,
      path: ["name"],
    }),
    ...when(client.clientType === "public", {
      kind: "public-client",
      what: "has no secret: it proves its identity by nothing but its redirect URLs and PKCE",
      path: ["clientType"],
    }),
  ];
}

function when(condition: boolean, part: Part): Part[] {
  return condition ? [part] : [];
}

function heldWords({ access, domainRoles, users, groups }: ReportClient): string {
  const scopes = access.flatMap((one) => one.scopes).length;
  const roles = access.flatMap((one) => one.roles).length + domainRoles.length;
  const parts = [
    [scopes, "scope"],
    [roles, "app role"],
    [users.length, "assigned user"],
    [groups.length, "assigned group"],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, noun]) => count(number, noun))
    .join(", ");
}

function secretFindings({ secret, state }: ReportClient, { today, secretAge }: Measure): Part[] {
  const { kind, since, age, due, adopted, notOlderThan } = secret;
  if (kind === "none" || kind === "unknown" || state === "not in the domain" || state === "not compared") return [];
  if (due !== undefined && due <= today)
    return [
      {
        kind: "secret-age",
        what: `the client secret is ${count(age ?? 0, "day")} old (since ${since}) and was due on ${due}: no \`pulumi up\` has replaced it`,
        path: [kind === "rotated" ? "rotation" : "secret"],
      },
    ];
  if (age !== undefined && age > secretAge)
    return [
      {
        kind: "secret-age",
        what: `the client secret is ${count(age, "day")} old (since ${since}): at most ${count(secretAge, "day")} are allowed`,
        path: ["secret"],
      },
    ];
  if (since === undefined) return ofUnknownAge({ adopted, notOlderThan }, { today, secretAge });
  if (due !== undefined && daysBetween(today, due) <= announced.secret)
    return [
      {
        kind: "secret-due",
        what: `the client secret is replaced by the first \`pulumi up\` on or after ${due}, in ${count(daysBetween(today, due), "day")}`,
        path: [kind === "rotated" ? "rotation" : "secret"],
      },
    ];
  return [];
}

/** No secret is older than its application: below the limit, its age need not be known. */
function ofUnknownAge(
  { adopted, notOlderThan }: { readonly adopted: string | undefined; readonly notOlderThan: string | undefined },
  { today, secretAge }: Pick<Measure, "today" | "secretAge">,
): Part[] {
  if (notOlderThan !== undefined && daysBetween(notOlderThan, today) <= secretAge) return [];
  const most = notOlderThan === undefined ? "" : `; it may be as old as the application, of ${notOlderThan}`;
  const why = adopted === undefined ? "nothing counts it" : `unknown since the adoption on ${adopted}`;
  return [
    { kind: "secret-age-unknown", what: `the age of the client secret is not known: ${why}${most}`, path: ["secret"] },
  ];
}

function certificates(client: ReportClient, { today }: Measure): Part[] {
  return client.certificates.flatMap(({ alias, expires }, index): Part[] => {
    const end = dayOf(new Date(expires));
    const left = daysBetween(today, end);
    if (left > announced.certificate) return [];
    const what = left < 0 ? `expired on ${end}` : `expires on ${end}, in ${count(left, "day")}`;
    return [
      {
        kind: "certificate",
        about: alias,
        what: `the certificate ${quote(alias)} ${what}`,
        path: ["certificates", index],
      },
    ];
  });
}
