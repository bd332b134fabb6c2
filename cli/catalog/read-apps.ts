import { z } from "zod";
import type { Collection, IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import { compare } from "../../wording/order.ts";
import type { PublicApp } from "./json.ts";

const text = z.string();
const flag = z.boolean().optional();

const app = z.object({
  id: text,
  displayName: text,
  description: text.optional(),
  active: flag,
  audience: text.optional(),
  allowOffline: flag,
  scopes: z
    .array(z.object({ value: text, fqs: text.optional(), description: text.optional(), requiresConsent: flag }))
    .optional(),
  protectableSecondaryAudiences: z.array(z.object({ value: text })).optional(),
});

const role = z.object({
  id: text,
  displayName: text,
  app: z.object({ value: text }),
  availableToClients: flag,
  availableToUsers: flag,
  availableToGroups: flag,
});

/**
 * The resource apps of a domain with their app roles, sorted by name. Two kinds of GET requests are sent, which ask for public
 * attributes by name: no client secret is in their answers.
 *
 * @throws IdentityDomainError
 */
export async function readApps(domain: IdentityDomain): Promise<PublicApp[]> {
  const [apps, roles] = await Promise.all([
    list(domain, "Apps", app, "isOAuthResource eq true"),
    list(domain, "AppRoles", role),
  ]);
  const byApp = Map.groupBy(roles, (one) => one.app.value);
  return apps
    .map((one) => publicApp(one, byApp.get(one.id) ?? []))
    .sort((one, other) => compare(one.app.toLowerCase(), other.app.toLowerCase()) || compare(one.app, other.app));
}

function publicApp(found: z.output<typeof app>, roles: readonly z.output<typeof role>[]): PublicApp {
  const { displayName, description, active, audience = "", allowOffline, scopes = [] } = found;
  return {
    app: displayName,
    ...(description && { description }),
    active: active ?? false,
    audience,
    secondaryAudiences: (found.protectableSecondaryAudiences ?? []).map(({ value }) => value),
    allowsRefresh: allowOffline ?? false,
    scopes: scopes.map(({ value, fqs, description: words, requiresConsent }) => ({
      value,
      fullyQualified: fqs ?? `${audience}${value}`,
      ...(words && { description: words }),
      ...(requiresConsent !== undefined && { requiresConsent }),
    })),
    roles: roles.map(publicRole).sort((one, other) => compare(one.name, other.name)),
  };
}

function publicRole(found: z.output<typeof role>): PublicApp["roles"][number] {
  const { displayName, availableToClients, availableToUsers, availableToGroups } = found;
  const holders = { clients: availableToClients, users: availableToUsers, groups: availableToGroups };
  const kinds = ["clients", "users", "groups"] as const;
  return { name: displayName, availableTo: kinds.filter((kind) => holders[kind] === true) };
}

async function list<Shape extends z.ZodObject>(
  domain: IdentityDomain,
  collection: Collection,
  shape: Shape,
  filter?: string,
): Promise<z.output<Shape>[]> {
  const query = { attributes: Object.keys(shape.shape).join(","), filter };
  const { data, error } = z.array(shape).safeParse(await domain.listAll(collection, { query }));
  if (error === undefined) return data;
  const [index = 0, ...path] = error.issues[0]?.path ?? [];
  throw new IdentityDomainError(
    "UNEXPECTED_ANSWER",
    `${domain.url} has a resource in ${collection}, number ${Number(index) + 1}, whose attribute ${path.join(".")} is missing or has another type than expected.`,
  );
}
