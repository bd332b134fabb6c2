import { format, formatVersion, type Report, type ReportClient, type ReportFinding } from "../../../cli/report/json.ts";

/** A name that would be markup, a link, a mention or the end of an attribute if it was not escaped. */
export const hostileName =
  "\"><script>document.title='run'</script><img src=x onerror=alert(1)> [a](javascript:alert(1)) @octocat #1 `| https://evil.example.com \u202e";

const created = "2026-11-24T08:00:00.000Z";
const apis = [
  "OICINST_finance",
  "OICINST_hr",
  "Orders API",
  "Billing API",
  "Stock API",
  "Ledger API",
  "CRM",
  "Data lake",
];

/** A report on so many clients, ten in each team, with findings of several kinds and a name that is hostile. */
export function largeReport(number: number): Report {
  const clients = Array.from({ length: number }, (_, index) => client(index));
  const teams = [...new Set(clients.map(({ team }) => team))];
  const findings = clients.flatMap(findingsOf).sort((one, other) => rank(one) - rank(other));
  const active = findings.filter(({ status }) => status === "active");
  const having = (severity: ReportFinding["severity"]) => active.filter((one) => one.severity === severity).length;
  return {
    format,
    version: formatVersion,
    created,
    environments: [
      {
        name: "prod",
        identityDomain: "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com",
        isCompared: true,
        stacks: ["prod"],
        teams: teams.map((name) => ({ name, owner: `${name}@example.com`, clients: 10, apis: 0 })),
        unmanaged: { confidential: 37, public: 4 },
        elsewhere: 0,
        notes: ["When a client was used last is not known.", `An application is called ${hostileName}.`],
      },
    ],
    counts: {
      active: active.length,
      archived: findings.length - active.length,
      high: having("high"),
      medium: having("medium"),
      low: having("low"),
    },
    findings,
    exceptions: clients.slice(0, 12).map(({ name }, index) => ({
      environment: "prod",
      client: name,
      rule: "grant-types",
      for: "password",
      reason: index === 0 ? hostileName : "The vendor's scheduler knows no other grant",
      until: `2026-12-${10 + index}`,
      approvedBy: "@example/security",
      state: index < 2 ? "expired" : index < 5 ? "expiring" : "active",
    })),
    clients,
    apis: [
      {
        environment: "prod",
        name: "team-000/orders-api",
        owner: "team-000@example.com",
        displayName: "Orders API",
        audience: "https://orders.example.com/",
        scopes: ["read", "write"],
        roles: ["OrderClerk"],
      },
    ],
  };
}

function client(index: number): ReportClient {
  const team = `team-${String(Math.floor(index / 10)).padStart(3, "0")}`;
  const name = `${team}/client-${String(index).padStart(4, "0")}`;
  const own = [apis[index % apis.length], ...(index % 3 === 0 ? [apis[(index * 5 + 3) % apis.length]] : [])];
  const isPublic = index % 50 === 49;
  return {
    environment: "prod",
    name,
    team,
    owner: `${team}@example.com`,
    clientId: name.replaceAll(/\W/g, "_"),
    displayName: index === 7 ? hostileName : name.replace("/", "-"),
    applicationId: String(index).padStart(32, "a"),
    clientType: isPublic ? "public" : "confidential",
    state: index % 40 === 11 ? "inactive" : "active",
    grantTypes: index % 4 === 0 ? ["authorization_code", "refresh_token"] : ["client_credentials"],
    access: [...new Set(own)].map((app = "") => ({
      app: index === 7 ? hostileName : app,
      scopes: [`https://${app.toLowerCase().replaceAll(/\W/g, "-")}.example.com/read`],
      roles: index % 5 === 0 ? ["ServiceDeveloper"] : [],
    })),
    domainRoles: index % 200 === 3 ? ["User Administrator"] : [],
    authorizedResources: "specific",
    allowedOperations: [],
    bypassesConsent: false,
    enforcesGrants: index % 4 === 0,
    users: index % 4 === 0 ? ["callan@example.com"] : [],
    groups: [],
    networkPerimeters: [],
    redirectUrls: index % 4 === 0 ? [`https://client-${index}.example.com/callback`] : [],
    certificates: [],
    secret: isPublic ? { kind: "none" } : secret(index),
    lastModified: { by: "Ana Admin", at: `2026-10-${String(1 + (index % 28)).padStart(2, "0")}T08:00:00.000Z` },
    file: `teams/${team}.yaml`,
  };
}

function secret(index: number): ReportClient["secret"] {
  if (index % 3 === 1) return { kind: "unscheduled", notOlderThan: "2026-05-01" };
  return { kind: "rotated", since: "2026-10-15", age: 40, notOlderThan: "2025-05-01", due: "2027-01-10" };
}

function findingsOf(one: ReportClient, index: number): ReportFinding[] {
  const found = (kind: string, severity: ReportFinding["severity"], what: string): ReportFinding => ({
    id: `${kind}:${one.name}`,
    environment: one.environment,
    kind,
    severity,
    subject: one.name,
    what,
    advice: "Do something about it.",
    status: "active",
    place: { file: one.file ?? "", line: 4 + index, column: 5 },
  });
  return [
    ...(one.secret.kind === "unscheduled"
      ? [found("secret-age-unknown", "medium", "the age of the client secret is not known: nothing counts it")]
      : []),
    ...(one.domainRoles.length > 0
      ? [found("domain-roles", "high", 'holds the role "User Administrator" of the identity domain itself')]
      : []),
    ...(one.clientType === "public"
      ? [
          {
            ...found("public-client", "low", "has no secret"),
            status: "archived" as const,
            archived: { reason: "A page of a browser", until: "2027-01-01" },
          },
        ]
      : []),
    ...(index % 90 === 7
      ? [
          {
            ...found("drift", "high", `redirect URL "${hostileName}" was added`),
            by: "John Doe",
            at: "2026-11-24T07:03:00.000Z",
          },
        ]
      : []),
  ];
}

function rank({ status, severity }: ReportFinding): number {
  return (status === "archived" ? 10 : 0) + ["high", "medium", "low"].indexOf(severity);
}
