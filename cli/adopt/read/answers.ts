import { z } from "zod";
import type { Collection, IdentityDomain, Query } from "../../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../../identity-domain/identity-domain-error.ts";

// What adoption reads of each resource. An answer of another shape is an error: nothing is guessed.

const text = z.string();
const flag = z.boolean().optional();
const texts = z.array(text).optional();
const reference = z.object({ value: text });
const keyAndValue = z.array(z.object({ key: text, value: text })).optional();
const scope = z.looseObject({
  value: text,
  fqs: text.optional(),
  displayName: text.optional(),
  description: text.optional(),
  requiresConsent: flag,
});

/** An application as far as it is needed to choose it, and to know whose scope a client may request. */
export const listedApplication = z.object({
  id: text,
  ocid: text.optional(),
  displayName: text,
  name: text,
  isOPCService: flag,
  infrastructure: flag,
  scopes: z.array(z.object({ value: text, fqs: text.optional() })).optional(),
  tags: keyAndValue,
});

/** An application with all attributes that the domain shows of it, except for its secret. */
export const application = z.looseObject({
  ...listedApplication.shape,
  scopes: z.array(scope).optional(),
  basedOnTemplate: reference,
  isOAuthClient: flag,
  isOAuthResource: flag,
  allUrlSchemesAllowed: flag,
  allowedGrants: texts,
  redirectUris: texts,
  postLogoutRedirectUris: texts,
  logoutUri: text.nullish(),
  trustScope: text.nullish(),
  clientIPChecking: text.nullish(),
  audience: text.nullish(),
  allowedScopes: z.array(z.object({ fqs: text })).optional(),
  allowedTags: keyAndValue,
  appsNetworkPerimeters: z.array(reference).optional(),
  certificates: z.array(z.object({ certAlias: text })).optional(),
  protectableSecondaryAudiences: z.array(reference).optional(),
});

/** An app role. */
export const appRole = z.looseObject({
  id: text,
  displayName: text,
  app: z.object({ value: text, display: text.optional() }),
  description: text.nullish(),
  availableToUsers: flag,
  availableToGroups: flag,
  availableToClients: flag,
  tags: keyAndValue,
});

/** A grant of an application, or of one of its roles. */
export const grant = z.object({
  id: text,
  grantMechanism: text,
  grantee: z.object({ type: text, value: text }),
  app: reference,
  entitlement: z.object({ attributeName: text, attributeValue: text }).optional(),
  tags: keyAndValue,
});

export const user = z.object({ id: text, userName: text });
export const group = z.object({ id: text, displayName: text });
export const perimeter = z.object({ id: text, name: text });
export const certificate = z.object({ id: text, certificateAlias: text, x509Base64Certificate: text });

/** A row of the domain's description of its attributes. */
export const schemaRow = z.object({
  name: text,
  idcsSchemaUrn: text,
  returned: text.optional(),
  mutability: text.optional(),
});

export type ListedApplication = z.infer<typeof listedApplication>;
export type Application = z.infer<typeof application>;
export type AppRole = z.infer<typeof appRole>;
export type Grant = z.infer<typeof grant>;
export type Certificate = z.infer<typeof certificate>;

/**
 * All resources of a collection that a query finds.
 *
 * @throws IdentityDomainError `UNEXPECTED_ANSWER` if one of them has another shape
 */
export async function list<Found>(
  domain: IdentityDomain,
  collection: Collection,
  shape: z.ZodType<Found>,
  query: Query,
): Promise<Found[]> {
  const { data, error } = z.array(shape).safeParse(await domain.listAll(collection, { query }));
  if (error === undefined) return data;
  const [index = 0, ...path] = error.issues[0]?.path ?? [];
  throw new IdentityDomainError(
    "UNEXPECTED_ANSWER",
    `${domain.url} has a resource in ${collection}, number ${Number(index) + 1}, whose attribute ${path.join(".")} is missing or has another type than expected: nothing was adopted.`,
  );
}

/** A length of a filter that fits into a URL even after percent-encoding. */
const longestFilter = 2000;

/** The resources whose attribute has one of the values, in as few requests as the length of a URL allows. */
export async function listAnyOf<Found>(
  domain: IdentityDomain,
  collection: Collection,
  shape: z.ZodType<Found>,
  { attribute, values, query, and = "" }: AnyOf,
): Promise<Found[]> {
  const attributes = [attribute].flat();
  const clauses = [...new Set(values)].sort().map((value) => {
    const quoted = JSON.stringify(value);
    return attributes.map((one) => `${one} eq ${quoted}`).join(" or ");
  });
  const filters: string[] = [];
  for (const clause of clauses) {
    const last = filters.at(-1);
    if (last === undefined || last.length + clause.length > longestFilter) filters.push(clause);
    else filters[filters.length - 1] = `${last} or ${clause}`;
  }
  const found: Found[] = [];
  for (const filter of filters) {
    const whole = and === "" ? filter : `(${filter}) and ${and}`;
    found.push(...(await list(domain, collection, shape, { ...query, filter: whole })));
  }
  return found;
}

interface AnyOf {
  /** One attribute, or several of which any may have the value. */
  readonly attribute: string | readonly string[];
  readonly values: Iterable<string>;
  readonly query: Query;
  /** What must be true in addition. */
  readonly and?: string;
}
