import { dayOf, daysAfter } from "../../wording/days.ts";

// What the twelve teams of the story declare, and the rules of its prod.

const today = dayOf(new Date());

/** The days of the story. */
export const days = {
  today,
  /** On which the client of payments was provisioned. */
  start: daysAfter(today, -100),
  /** Until which every client is needed. */
  expires: daysAfter(today, 300),
  /** Until which there is an exception. */
  until: daysAfter(today, 60),
} as const;

/** Keys of a client: its secret is replaced every 90 days, by a regeneration or by a rotation; or it is in prod alone. */
export const keys = {
  regenerated: "    secret: { every: 90d }\n",
  rotated: "    rotation: { every: 90d, grace: 7d }\n",
  onlyProd: "    environments: { prod: {} }\n",
} as const;

/** The entry of a client that has a date, as the rules of prod demand it. */
export function client(
  name: string,
  { grantType = "client_credentials", role = "ServiceInvoker", more = keys.regenerated + keys.onlyProd } = {},
): string {
  return `  - name: ${name}
    grantTypes: [${grantType}]
    access: [{ service: integration, instance: finance, roles: [${role}] }]
    expires: ${days.expires}
${more}`;
}

/** The manifest of a team. */
export function team(name: string, ...clients: string[]): string {
  return `team: ${name}\nowner: ${name}@example.com\nclients:${clients.length === 0 ? " []\n" : `\n${clients.join("")}`}`;
}

/** The rule of prod that a client may break until a day. */
export function exception(rule: string, what: string, reason: string, more = ""): string {
  return `    exceptions:\n      - { rule: ${rule}, for: ${what}, reason: ${reason}, until: ${days.until}${more} }\n`;
}

const names = [
  ...["billing", "claims", "customs", "freight", "hr", "legal"],
  ...["logistics", "payments", "portal", "reports", "shop", "travel"],
];

const special: Readonly<Record<string, string>> = {
  legal: client("sync", {
    grantType: "password",
    more: keys.regenerated + exception("grant-types", "password", "The archive knows no other grant") + keys.onlyProd,
  }),
  // These two are in dev, too.
  payments: client("sync", { more: keys.rotated }),
  shop: client("sync", { more: keys.regenerated }),
};

/** The manifests of the teams: each has a client `sync`. */
export const manifests: Readonly<Record<string, string>> = Object.fromEntries(
  names.map((name) => [`teams/${name}.yaml`, team(name, special[name] ?? client("sync"))]),
);

/** Where prod delivers clients to. */
export const vault = {
  vaultId: "ocid1.vault.oc1..local",
  compartmentId: "ocid1.tenancy.oc1..local",
  keyId: "ocid1.key.oc1..local",
} as const;

/** What prod has besides its address. */
export const prodSettings = `rules:
  owners: ["*@example.com"]
  expiry: { longest: 366d }
  secretAge: 90d
  approval: [{ service: integration, instance: finance, roles: [ServiceAdministrator] }]
  approvers: codeowners
deliver:
  vault: { vault: ${vault.vaultId}, compartment: ${vault.compartmentId}, key: ${vault.keyId} }
`;
