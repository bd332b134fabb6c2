import { AdminClient, type Credentials } from "../../../identity-domain/credentials/credentials.ts";
import { userOcidOf } from "../../../identity-domain/credentials/renewable-key.ts";
import type { Collection, IdentityDomain } from "../../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../../identity-domain/identity-domain-error.ts";
import type { StackManifest } from "../../../manifest/load-stack.ts";
import { failed, failureOf, notChecked, ok, type Result, warning } from "../check.ts";

/** What a stack needs to read, and to write: `up` of a stack without users needs no users. */
interface Needs {
  readonly reads: ReadonlySet<Collection>;
  /** Whether the stack creates users: for clients with `clientUser`. */
  readonly writesUsers: boolean;
}

const collections: readonly Collection[] = [
  "Apps",
  "AppRoles",
  "Grants",
  "Users",
  "Groups",
  "NetworkPerimeters",
  "OAuthClientCertificates",
];

/** Which list requests the domain allows, of those that `pulumi up` sends. Each asks for one id. */
export async function checkReading(domain: IdentityDomain, manifest: StackManifest | undefined): Promise<Result> {
  const { reads } = needsOf(manifest);
  const answers = await Promise.all(
    collections.map(async (name) => ({ name, refusal: await refusalOf(domain, name) })),
  );
  const allowed = answers.filter(({ refusal }) => refusal === undefined).map(({ name }) => name);
  const refused = answers.filter(({ refusal }) => refusal !== undefined);
  const list = `allowed: ${allowed.join(", ") || "none"}`;
  if (refused.length === 0) return ok(list);
  const missing = refused.filter(({ name }) => reads.has(name));
  const found = `${list}; refused: ${refused.map(({ name }) => name).join(", ")}`;
  if (missing.length === 0)
    return warning(`${found}, which this stack does not need`, "Nothing, as long as the manifests name none of these.");
  const { fix = "Give the caller the role Application Administrator." } = failureOf(missing[0]?.refusal);
  return failed(found, fix);
}

async function refusalOf(domain: IdentityDomain, collection: Collection): Promise<IdentityDomainError | undefined> {
  try {
    await domain.list(collection, { query: { count: 1, attributes: "id" } });
    return undefined;
  } catch (error) {
    if (error instanceof IdentityDomainError) return error;
    throw error;
  }
}

function needsOf(manifest: StackManifest | undefined): Needs {
  const reads = new Set<Collection>(["Apps", "AppRoles", "Grants"]);
  const roleAssignments = manifest?.environment?.roleAssignments ?? [];
  for (const { assign, networkPerimeters, certificates } of manifest?.clients ?? []) {
    if (assign.users.length > 0) reads.add("Users");
    if (assign.groups.length > 0) reads.add("Groups");
    if (networkPerimeters.length > 0) reads.add("NetworkPerimeters");
    if (certificates.length > 0) reads.add("OAuthClientCertificates");
  }
  for (const { users, groups } of roleAssignments) {
    if (users.length > 0) reads.add("Users");
    if (groups.length > 0) reads.add("Groups");
  }
  const writesUsers =
    manifest?.clients.some(({ access }) => access.some(({ clientUser }) => clientUser === true)) ?? false;
  if (writesUsers) reads.add("Users");
  return { reads, writesUsers };
}

const userRoles = "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User";
const sufficient = ["Identity Domain Administrator", "Application Administrator"];
const untried = "nothing was written to try it";

/**
 * Whether the caller may probably write, by the roles that the domain shows. Nothing is written, so nothing is proven: a
 * policy may allow more, or a rule of the domain less.
 */
export async function checkWriting(
  domain: IdentityDomain,
  credentials: Credentials,
  manifest: StackManifest | undefined,
): Promise<Result> {
  const roles = await rolesOf(domain, credentials);
  if (typeof roles === "string") return notChecked(roles);
  const { writesUsers } = needsOf(manifest);
  const held = roles.filter((role) => sufficient.includes(role));
  const list = roles.length === 0 ? "none" : roles.join(", ");
  if (held.length === 0)
    return warning(
      `roles in the domain: ${list}; an IAM policy may give the right, which the domain does not show; ${untried}`,
      "If `pulumi up` is refused: give the caller the role Application Administrator in the domain.",
    );
  const mayWriteUsers = roles.some((role) => ["Identity Domain Administrator", "User Administrator"].includes(role));
  if (writesUsers && !mayWriteUsers)
    return warning(
      `roles in the domain: ${list}; clients with \`clientUser\` need User Administrator as well; ${untried}`,
      "Give the caller the role User Administrator too, unless an IAM policy gives the right.",
    );
  return ok(`roles in the domain: ${list}; ${untried}`);
}

/** The app roles of the domain itself that the caller holds; or why they are not known. */
async function rolesOf(domain: IdentityDomain, credentials: Credentials): Promise<string[] | string> {
  try {
    if (credentials instanceof AdminClient) {
      const filter = `name eq ${JSON.stringify(credentials.clientId)}`;
      const [app] = await domain.listAll("Apps", { query: { filter, attributes: "grantedAppRoles" } });
      return namesIn(app?.grantedAppRoles);
    }
    const ocid =
      "privateKey" in credentials ? credentials.keyId.split("/")[1] : userOcidOf(await credentials.current());
    if (ocid === undefined && "holder" in credentials)
      return `the rights of ${credentials.holder} come from policies, which the domain does not show`;
    const filter = `ocid eq ${JSON.stringify(ocid ?? "")}`;
    const [user] = await domain.listAll("Users", { query: { filter, attributes: `${userRoles}:appRoles` } });
    if (user === undefined) return "the domain does not show the caller among its users: the rights come from a policy";
    return namesIn((user[userRoles] as { appRoles?: unknown } | undefined)?.appRoles);
  } catch (error) {
    if (error instanceof IdentityDomainError) return "the domain does not show the caller's roles to the caller";
    throw error;
  }
}

/** The names in a list of app roles: of administrator roles, and of those whose kind is not stated. */
function namesIn(roles: unknown): string[] {
  const list = Array.isArray(roles) ? roles : [];
  const names = list.flatMap((role: { display?: unknown; adminRole?: unknown } | null) =>
    typeof role?.display === "string" && role.adminRole !== false ? [role.display] : [],
  );
  return [...new Set(names)].sort();
}
