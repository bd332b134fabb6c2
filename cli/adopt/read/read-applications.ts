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
  const ids = chosen.map(({ id }) => id);
  domain.showing(await attributesOfApps(domain));
  const applications = await listAnyOf(domain, "Apps", application, {
    attribute: "id",
    values: ids,
    query: { attributeSets: "default" },
  });
  const grants = await listAnyOf(domain, "Grants", grant, {
    attribute: ["grantee.value", "app.value"],
    values: ids,
    query: { attributes: "grantMechanism,grantee,app,entitlement,tags" },
    // They follow from the grants of groups, and may be very many.
    and: 'grantMechanism ne "GROUP_MEMBERSHIP"',
  });
  const distinct = [...new Map(grants.map((one) => [one.id, one])).values()];
  const attributes = [...Object.keys(appRole.shape), "adminRole,public,legacyGroupName"].join(",");
  const defined = await listAnyOf(domain, "AppRoles", appRole, {
    attribute: "app.value",
    values: ids,
    query: { attributes },
  });
  const held = distinct.flatMap(({ entitlement }) => entitlement?.attributeValue ?? []);
  const others = held.filter((id) => !defined.some((role) => role.id === id));
  const roles = await listAnyOf(domain, "AppRoles", appRole, {
    attribute: "id",
    values: others,
    query: { attributes },
  });
  const granteesOf = (type: string) =>
    distinct.filter(({ grantee }) => grantee.type === type).map(({ grantee }) => grantee.value);
  const aliases = applications.flatMap(({ certificates = [] }) => certificates.map(({ certAlias }) => certAlias));
  const perimeterIds = applications.flatMap(({ appsNetworkPerimeters = [] }) =>
    appsNetworkPerimeters.map(({ value }) => value),
  );
  const byAlias = {
    attribute: "certificateAlias",
    values: aliases,
    query: { attributes: "certificateAlias,x509Base64Certificate" },
  };
  return {
    applications: chosen.flatMap(({ id }) => applications.find((app) => app.id === id) ?? []),
    listed,
    roles: [...defined, ...roles],
    grants: distinct,
    users: namesOf(
      await listAnyOf(domain, "Users", user, byId(granteesOf("User"), "userName")),
      ({ userName }) => userName,
    ),
    groups: namesOf(
      await listAnyOf(domain, "Groups", group, byId(granteesOf("Group"), "displayName")),
      ({ displayName }) => displayName,
    ),
    perimeters: namesOf(
      await listAnyOf(domain, "NetworkPerimeters", perimeter, byId(perimeterIds, "name")),
      ({ name }) => name,
    ),
    certificates: await listAnyOf(domain, "OAuthClientCertificates", certificate, byAlias),
    ownedCertificates: new Set(
      (
        await listAnyOf(domain, "OAuthClientCertificates", certificate, {
          ...byAlias,
          and: `tags[key eq "${ownershipTags.managedBy}" and value eq "${managedByValue}"]`,
        })
      ).map(({ id }) => id),
    ),
  };
}

/**
 * The attributes to ask for: those that adoption knows and those that the domain says it has, so that none is overlooked.
 * Secrets and what only the domain sets are not among them.
 */
async function attributesOfApps(domain: IdentityDomain): Promise<string[]> {
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

function namesOf<Found extends { readonly id: string }>(
  found: readonly Found[],
  nameOf: (one: Found) => string,
): ReadonlyMap<string, string> {
  return new Map(found.map((one) => [one.id, nameOf(one)]));
}
