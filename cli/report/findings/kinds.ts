import type { Severity } from "../json.ts";

/** What is known of a kind of finding by its name alone. */
export interface KindFacts {
  /** What is found, as a heading. */
  readonly title: string;
  readonly severity: Severity;
  /** What to do. */
  readonly advice: string;
}

/**
 * The kinds of findings, in the order in which a report shows them. Frozen: ids begin with them, and those that are rules of an
 * environment have the rule's name.
 */
export const kinds = {
  drift: {
    title: "Changed by hand in the domain",
    severity: "high",
    advice: "Undo it with `pulumi up --refresh`, or write it into the manifest with `idcs-apps drift accept`.",
  },
  "rights-beside": {
    title: "Rights that no manifest declares",
    severity: "high",
    advice: "Revoke them in the console, declare them with `idcs-apps drift accept --rights`, or set `exclusive`.",
  },
  undeclared: {
    title: "Applications of this project that no manifest declares",
    severity: "high",
    advice: "Retire and delete it, or put its manifest back.",
  },
  "domain-roles": {
    title: "Roles of the identity domain itself",
    severity: "high",
    advice: "Remove the role, or let the environment's file list it.",
  },
  "all-resources": {
    title: "Tokens for all resource apps",
    severity: "high",
    advice: "List the resource apps under `access`, and use authorizedResources: specific.",
  },
  "on-behalf-of": {
    title: "Acts on behalf of users beyond its own roles",
    severity: "high",
    advice: "Remove onBehalfOfUser from allowedOperations.",
  },
  "bypass-consent": {
    title: "Users are never asked for consent",
    severity: "medium",
    advice: "Remove bypassConsent.",
  },
  "grant-types": {
    title: "Forbidden grant types",
    severity: "high",
    advice: "Use authorization_code for users and client_credentials for programs.",
  },
  "secret-age": {
    title: "Client secrets that are too old",
    severity: "high",
    advice: "Run `pulumi up`, or let it rotate the secret: `rotation: { every: 90d }`.",
  },
  "secret-age-unknown": {
    title: "Client secrets of unknown age",
    severity: "medium",
    advice: "Let `pulumi up` count and replace it: `rotation: { every: 90d }`.",
  },
  approval: {
    title: "Roles and scopes that nobody approved",
    severity: "high",
    advice: "Remove them, or add an exception that one of the approvers signs.",
  },
  redirects: {
    title: "Redirect URLs that are not allowed",
    severity: "medium",
    advice: "Use https.",
  },
  "adopted-apis": {
    title: "Manages an API that somebody else created",
    severity: "medium",
    advice: "Let the environment's file list it, or end the adoption.",
  },
  "network-perimeters": {
    title: "Not bound to network perimeters",
    severity: "medium",
    advice: "Name a network perimeter of the environment.",
  },
  expiry: {
    title: "Clients that have ended, end soon, or have no end",
    severity: "medium",
    advice: "Retire the client, or write a later date.",
  },
  certificate: {
    title: "Certificates that have expired, or do so soon",
    severity: "medium",
    advice: "Add the next certificate to the manifest, and remove this one when nobody uses it.",
  },
  exception: {
    title: "Exceptions that have ended, or end soon",
    severity: "medium",
    advice: "Keep the rule, or have the exception approved again with a later date.",
  },
  "no-owner": {
    title: "No owner who can be asked",
    severity: "medium",
    advice: "Name another owner in the team's manifest.",
  },
  owner: {
    title: "Owners whose address has not the form of the organisation",
    severity: "medium",
    advice: "Name an owner of the organisation.",
  },
  "client-name": {
    title: "Names of clients that have not the form of the organisation",
    severity: "low",
    advice: "Rename it with `was`, which keeps its ID and secret.",
  },
  "display-name": {
    title: "Display names that have not the form of the organisation",
    severity: "low",
    advice: "Change displayName.",
  },
  "secret-due": {
    title: "Client secrets that are due soon",
    severity: "low",
    advice: "Tell its users; the first `pulumi up` on or after the day replaces it.",
  },
  "unused-access": {
    title: "Access of clients that get no tokens",
    severity: "low",
    advice: "Retire and delete the client, or activate it.",
  },
  "public-client": {
    title: "Public clients",
    severity: "low",
    advice: "Nothing, if it is an app of a browser or of a device: it cannot keep a secret.",
  },
} as const satisfies Readonly<Record<string, KindFacts>>;

/** The name of a kind of finding. */
export type Kind = keyof typeof kinds;

/** Whether a string is the name of a kind of finding. */
export function isKind(name: string): name is Kind {
  return Object.hasOwn(kinds, name);
}
