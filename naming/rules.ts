/** What is known of a rule by its name alone. */
export interface RuleFacts {
  /** What the rule demands, as a heading of a report. */
  readonly title: string;
  /** What an exception names in its `for`: absent if the rule can be broken in one way only. */
  readonly for?: string;
  /** An exception needs one of the environment's approvers: it gives a right that is denied unless it is listed. */
  readonly needsApprover?: true;
}

/**
 * The rules of an environment by name. Frozen: manifests name them in `exceptions`, and reports archive findings by them.
 */
export const rules = {
  "grant-types": { title: "No forbidden grant types", for: "the grant type" },
  redirects: { title: "Redirect and logout URLs are https", for: "the URL" },
  owner: { title: "The owner's address has the form of the organisation" },
  "client-name": { title: "The client's name has the form of the organisation" },
  "display-name": { title: "The display name has the form of the organisation" },
  expiry: { title: "The client has a date of expiry" },
  "secret-age": { title: "The client secret is replaced regularly" },
  "network-perimeters": { title: "The client may be used from network perimeters only" },
  approval: {
    title: "Roles and scopes that somebody must approve",
    for: "<app>/<role or scope>",
    needsApprover: true,
  },
  "all-resources": { title: "No access to all resource apps", needsApprover: true },
  "on-behalf-of": { title: "No acting on behalf of users", needsApprover: true },
  "bypass-consent": { title: "No bypassing of users' consent", needsApprover: true },
  "domain-roles": { title: "No roles of the identity domain", for: "the role", needsApprover: true },
  "adopted-apis": { title: "No management of an API that somebody else made", needsApprover: true },
} as const satisfies Readonly<Record<string, RuleFacts>>;

/** The name of a rule. */
export type RuleName = keyof typeof rules;

/**
 * What no rule forbids and a report finds all the same (`idcs-apps report`), by name: a client's exception accepts it there. Frozen,
 * as the rules are.
 */
export const reportFindings = {
  "public-client": { title: "The client has a secret" },
  "secret-age-unknown": { title: "Somebody counts the age of the client secret" },
  "rights-beside": { title: "No rights beside the manifest", for: "<app>/<role>, or who is assigned" },
  certificate: { title: "No certificate that has expired, or does so soon", for: "its alias" },
  "unused-access": { title: "A client that gets no tokens has no access" },
} as const satisfies Readonly<Record<string, RuleFacts>>;

/** What a client's exception can name: a rule, or a finding of reports. */
export type ExceptionName = RuleName | keyof typeof reportFindings;

/** Whether a name is that of a finding of reports, which is no rule. */
export function isReportFinding(name: string): name is keyof typeof reportFindings {
  return Object.hasOwn(reportFindings, name);
}

/** What is known of a rule, or of a finding of reports. */
export function factsOf(name: ExceptionName): RuleFacts {
  return isReportFinding(name) ? reportFindings[name] : rules[name];
}

/** What the rules forbid in an environment whose file says nothing: `dev` is for trying, and forbids nothing. */
export const forbiddenByDefault = {
  /** In the API's spelling. The password of a user reaches the client; the token of the implicit grant, the address of a page. */
  grantTypes: ["password", "implicit"],
  /** Schemes of redirect and logout URLs; http is allowed for localhost. */
  redirectSchemes: ["https"],
} as const;

/** How many days before its end an exception is a warning. */
export const daysBeforeException = 14;

/** How many days before its date of expiry a client is a warning. */
export const daysBeforeExpiry = 30;
