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

/** What is known of a rule. */
export function factsOf(rule: RuleName): RuleFacts {
  return rules[rule];
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
