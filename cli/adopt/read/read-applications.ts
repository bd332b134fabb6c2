import type { IdentityDomain } from "../../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../../identity-domain/identity-domain-error.ts";
import { managedByValue, ownershipTags } from "../../../naming/ownership-tags.ts";
import { knownAttributes, serverMade } from "../convert/attributes.ts";
import {
  type Application,
  type AppRole,
  application,
  appRole,
  type Certificate,
  certificate,
  type Grant,
  grant,
  group,
  type ListedApplication,
  list,
  listAnyOf,
  listedApplication,
  perimeter,
  schemaRow,
  user,
} from "./answers.ts";
import type { DomainWithoutSecrets } from "./without-secrets.ts";

/** Some applications of a domain and everything that belongs to them, and the names of what they refer to. */
export interface ReadApplications {
  readonly applications: readonly Application[];
  /** All applications of the domain. */
  readonly listed: readonly ListedApplication[];
  /** The roles that the applications define, and those that they hold. */
  readonly roles: readonly AppRole[];
  /** The grants that an application holds, or that give one of them, or one of its roles, to others. */
  readonly grants: readonly Grant[];
  readonly certificates: readonly Certificate[];
  /** The ids of the certificates that stacks of this project own: the domain does not show their tags. */
  readonly ownedCertificates: ReadonlySet<string>;
  /** User names by id. */
  readonly users: ReadonlyMap<string, string>;
  /** Display names by id. */
  readonly groups: ReadonlyMap<string, string>;
  /** Names by id. */
  readonly perimeters: ReadonlyMap<string, string>;
}

/** All applications of a domain, with what is needed to choose among them. */
export function listApplications(domain: IdentityDomain): Promise<ListedApplication[]> {
  const attributes = Object.keys(listedApplication.shape).join(",");
  return list(domain, "Apps", listedApplication, { attributes });
}

/**
 * Reads applications and what belongs to them. Only GET requests are sent, and none asks for a client secret.
 *
 * @param chosen the applications, of those listed
 * @throws IdentityDomainError
 */
export async function readApplications(
  domain: DomainWithoutSecrets,
  chosen: readonly ListedApplication[],
  listed: readonly ListedApplication[],
): Promise<ReadApplications> {
  domain.showing(await attributesOfApps(domain));
  const found = await listAnyOf(domain, "Apps", application, {
    attribute: "id",
    values: chosen.map(({ id }) => id),
    query: { attributeSets: "default" },
  });
  const applications = chosen.flatMap(({ id }) => found.find((app) => app.id === id) ?? []);
  const rights = await rightsOf(domain, applications);
  return {
    applications,
    listed,
    ...rights,
    ...(await namesIn(domain, applications, rights.grants)),
    ...(await certificatesOf(domain, applications)),
  };
}

/** The grants that applications hold or give, and the roles that they define or hold. */
async function rightsOf(
  domain: IdentityDomain,
  applications: readonly Application[],
): Promise<Pick<ReadApplications, "grants" | "roles">> {
  const ids = applications.map(({ id }) => id);
  const found = await listAnyOf(domain, "Grants", grant, {
    attribute: ["grantee.value", "app.value"],
    values: ids,
    query: { attributes: "grantMechanism,grantee,app,entitlement,tags" },
    // They follow from the grants of groups, and may be very many.
    and: 'grantMechanism ne "GROUP_MEMBERSHIP"',
  });
  const grants = [...new Map(found.map((one) => [one.id, one])).values()];
  const query = { attributes: [...Object.keys(appRole.shape), "adminRole,public,legacyGroupName"].join(",") };
  const defined = await listAnyOf(domain, "AppRoles", appRole, { attribute: "app.value", values: ids, query });
  const held = grants.flatMap(({ entitlement }) => entitlement?.attributeValue ?? []);
  const others = held.filter((id) => !defined.some((role) => role.id === id));
  const roles = await listAnyOf(domain, "AppRoles", appRole, { attribute: "id", values: others, query });
  return { grants, roles: [...defined, ...roles] };
}

/** The names of grantees and network perimeters. */
async function namesIn(
  domain: IdentityDomain,
  applications: readonly Application[],
  grants: readonly Grant[],
): Promise<Pick<ReadApplications, "users" | "groups" | "perimeters">> {
  const granteesOf = (type: string) => grants.flatMap(({ grantee }) => (grantee.type === type ? grantee.value : []));
  const perimeterIds = applications.flatMap(({ appsNetworkPerimeters = [] }) =>
    appsNetworkPerimeters.map(({ value }) => value),
  );
  const users = await listAnyOf(domain, "Users", user, byId(granteesOf("User"), "userName"));
  const groups = await listAnyOf(domain, "Groups", group, byId(granteesOf("Group"), "displayName"));
  const perimeters = await listAnyOf(domain, "NetworkPerimeters", perimeter, byId(perimeterIds, "name"));
  return {
    users: new Map(users.map(({ id, userName }) => [id, userName])),
    groups: new Map(groups.map(({ id, displayName }) => [id, displayName])),
    perimeters: new Map(perimeters.map(({ id, name }) => [id, name])),
  };
}

/** The certificates of applications, and which of them stacks of this project own. */
async function certificatesOf(
  domain: IdentityDomain,
  applications: readonly Application[],
): Promise<Pick<ReadApplications, "certificates" | "ownedCertificates">> {
  const byAlias = {
    attribute: "certificateAlias",
    values: applications.flatMap(({ certificates = [] }) => certificates.map(({ certAlias }) => certAlias)),
    query: { attributes: "certificateAlias,x509Base64Certificate" },
  };
  const certificates = await listAnyOf(domain, "OAuthClientCertificates", certificate, byAlias);
  const owned = await listAnyOf(domain, "OAuthClientCertificates", certificate, {
    ...byAlias,
    and: `tags[key eq "${ownershipTags.managedBy}" and value eq "${managedByValue}"]`,
  });
  return { certificates, ownedCertificates: new Set(owned.map(({ id }) => id)) };
}

/**
 * The attributes to ask for: those that adoption knows and those that the domain says it has, so that none is overlooked.
 * Secrets and what only the domain sets are not among them.
 */
export async function attributesOfApps(domain: IdentityDomain): Promise<string[]> {
  const described = await describedAttributes(domain);
  const names = [...knownAttributes, ...described].filter((name) => !serverMade.has(name));
  return [...new Set([...names, ...shownByTheDomain])].sort();
}

/** What only the domain sets and a plan compares. */
const shownByTheDomain = ["ocid", "schemas", "isUnmanagedApp"];

const coreSchema = "urn:ietf:params:scim:schemas:oracle:idcs:App";

async function describedAttributes(domain: IdentityDomain): Promise<string[]> {
  const rows = await list(domain, "ResourceTypeSchemaAttributes", schemaRow, {
    filter: 'resourceType eq "App"',
    attributes: Object.keys(schemaRow.shape).join(","),
  }).catch((error: unknown) => {
    // A domain that does not describe itself shows what adoption knows.
    if (error instanceof IdentityDomainError && error.code === "NOT_FOUND") return [];
    throw error;
  });
  const readable = rows.filter(
    ({ name, returned, mutability }) =>
      returned !== "never" && mutability !== "readOnly" && mutability !== "writeOnly" && !/secret|password/i.test(name),
  );
  // An extension is asked for as a whole: its members that are shown on request alone are in `knownAttributes`.
  return readable.flatMap(({ name, idcsSchemaUrn }) => {
    if (idcsSchemaUrn !== coreSchema) return [idcsSchemaUrn];
    return name.includes(".") ? [] : [name];
  });
}

function byId(values: readonly string[], attributes: string) {
  return { attribute: "id", values, query: { attributes } };
}
