import type { AppRoleAssignment } from "../app-role-assignment.ts";
import type { ClientCertificate } from "../client-certificate.ts";
import type { ConfidentialApplication } from "../confidential-application.ts";
import type { HalfName } from "../parts/rotation-tags.ts";

/** The resources of a declared client, or of one of the two applications of a rotated client. */
export interface DeclaredClient {
  readonly application: ConfidentialApplication;
  readonly certificates: readonly ClientCertificate[];
  /** Its app roles in the domain itself. */
  readonly domainRoles: readonly AppRoleAssignment[];
}

/** Both applications of a rotated client. */
export type DeclaredHalves = Readonly<Record<HalfName, DeclaredClient>>;
