import { z } from "zod";
import type { Collection, IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import { appAttributeNames } from "./app-attributes.ts";

const text = z.string();
const flag = z.boolean().optional();
const reference = z.object({ value: text });

/** An app as it was read; the remaining attributes go into the seed unchanged. */
const app = z.looseObject({
  id: text,
  displayName: text,
  name: text,
  infrastructure: flag,
  isOPCService: flag,
  basedOnTemplate: reference,
  allowedScopes: z.array(z.object({ fqs: text })).optional(),
  protectableSecondaryAudiences: z.array(reference).optional(),
  appsNetworkPerimeters: z.array(reference).optional(),
  certificates: z.array(z.object({ certAlias: text })).optional(),
  editableAttributes: z.array(z.object({ name: text })).optional(),
});
const role = z.object({
  id: text,
  displayName: text,
  app: reference,
  description: text.optional(),
  legacyGroupName: text.optional(),
  adminRole: flag,
  public: flag,
  availableToUsers: flag,
  availableToGroups: flag,
  availableToClients: flag,
});
const user = z.object({
  id: text,
  userName: text,
  displayName: text.optional(),
  name: z.object({ givenName: text.optional(), familyName: text }),
  emails: z.array(z.object({ value: text, primary: flag, verified: flag })).optional(),
  active: flag,
});
const group = z.object({ id: text, displayName: text, members: z.array(reference).optional() });
const grant = z.object({
  grantMechanism: text,
  grantee: z.object({ type: text, value: text }),
  app: reference,
  entitlement: z.object({ attributeName: text, attributeValue: text }).optional(),
});
const certificate = z.object({ certificateAlias: text, x509Base64Certificate: text });
const perimeter = z.object({
  id: text,
  name: text,
  description: text.optional(),
  ipAddresses: z.array(reference),
});

/** The contents of a domain that a seed is created from. */
export interface DomainContents {
  readonly apps: readonly z.infer<typeof app>[];
  readonly roles: readonly z.infer<typeof role>[];
  readonly users: readonly z.infer<typeof user>[];
  readonly groups: readonly z.infer<typeof group>[];
  readonly grants: readonly z.infer<typeof grant>[];
  readonly certificates: readonly z.infer<typeof certificate>[];
  readonly perimeters: readonly z.infer<typeof perimeter>[];
}

/**
 * Reads the contents for a seed, with GET requests only. The requests name the attributes to return, so no secret is
 * among them. Certificates and network perimeters are read only if an app refers to one.
 *
 * @throws IdentityDomainError
 */
export async function readDomain(domain: IdentityDomain): Promise<DomainContents> {
  const read = async <Shape extends z.ZodType>(collection: Collection, attributes: string, shape: Shape) => {
    const { data, error } = z.array(shape).safeParse(await domain.listAll(collection, { query: { attributes } }));
    if (error === undefined) return data;
    const [index = 0, ...path] = error.issues[0]?.path ?? [];
    throw new IdentityDomainError(
      "UNEXPECTED_ANSWER",
      `${domain.url} has a resource in ${collection}, number ${Number(index) + 1}, whose attribute ${path.join(".")} is missing or has another type than expected: it cannot be written to a seed.`,
    );
  };
  const apps = await read("Apps", `${appAttributeNames},infrastructure,isOPCService`, app);
  const roles = await read(
    "AppRoles",
    "displayName,description,legacyGroupName,app,adminRole,public,availableToUsers,availableToGroups,availableToClients",
    role,
  );
  const users = await read("Users", "userName,displayName,name,emails,active", user);
  const groups = await read("Groups", "displayName,members", group);
  const grants = await read("Grants", "grantMechanism,grantee,app,entitlement", grant);
  const useCertificates = apps.some(({ certificates = [] }) => certificates.length > 0);
  const usePerimeters = apps.some(({ appsNetworkPerimeters = [] }) => appsNetworkPerimeters.length > 0);
  return {
    apps,
    roles,
    users,
    groups,
    grants,
    certificates: useCertificates
      ? await read("OAuthClientCertificates", "certificateAlias,x509Base64Certificate", certificate)
      : [],
    perimeters: usePerimeters ? await read("NetworkPerimeters", "name,description,ipAddresses", perimeter) : [],
  };
}
