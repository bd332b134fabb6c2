import { domainAppId } from "../resources/role-holdings.ts";
import type { SeedInput } from "../seed/seed-schema.ts";

/** The first administrator of every local domain, who holds the key of `admin-key.pem`. */
export const administrator = {
  id: "b0000000000000000000000000000001",
  ocid: "ocid1.user.oc1..localadmin",
  userName: "ana.admin@example.com",
  givenName: "Ana",
  familyName: "Admin",
  emailVerified: true,
} as const;

const roles = [
  "Identity Domain Administrator",
  "Security Administrator",
  "Application Administrator",
  "User Administrator",
  "User Manager",
  "Help Desk Administrator",
  "Audit Administrator",
  "Me",
  "Me Password Validator",
  "Cloud Gate",
  "Kerberos Administrator",
  "DB Administrator",
  "MFA Client",
  "Authenticator Client",
  "Posix Viewer",
  "Change Password",
  "Reset Password",
  "Forgot Password",
  "Self Registration",
  "Verify Email",
  "Signin",
  "Digitalid Wallet",
  "Digitalid Verifier",
  "Digitalid Issuer",
  "Digitalid Admin",
];

/**
 * What every local domain holds: the domain's own app with the administrator roles (identity-domains-api.md 5), and an
 * administrator.
 */
export const domainItself: SeedInput = {
  users: [administrator],
  apps: [
    {
      id: domainAppId,
      displayName: "IDCS Application",
      description: "The identity domain itself",
      clientId: "IDCSApp",
      oracleCreated: true,
      infrastructure: true,
      roles: roles.map((displayName) => ({ displayName, adminRole: displayName.endsWith("Administrator") })),
    },
  ],
  grants: [{ app: "IDCS Application", role: "Identity Domain Administrator", user: administrator.userName }],
};
