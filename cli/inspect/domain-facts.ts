import type { IdentityDomain, StoredResource } from "../../identity-domain/identity-domain.ts";
import { compare } from "../../wording/order.ts";

/** A resource app, as far as its tokens depend on it. */
export interface ResourceApp {
  /** Its id in the domain; absent if only the manifests are known. */
  readonly id?: string;
  readonly displayName: string;
  /** Its audience and its secondary audiences. */
  readonly audiences: readonly string[];
  readonly scopes: readonly { readonly value: string; readonly description?: string }[];
}

/** Who has a token, as the domain knows it now. */
export interface Holder {
  /** Whether the application or the user exists and is active. */
  readonly isActive: boolean;
  /** App roles, by the id of the app that defines them. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
  /** The display names of a user's groups. */
  readonly groups: readonly string[];
}

/** All resource apps of a domain. */
export async function readResourceApps(domain: IdentityDomain): Promise<ResourceApp[]> {
  const attributes = "displayName,audience,scopes,protectableSecondaryAudiences";
  const found = await domain.listAll("Apps", { query: { filter: "isOAuthResource eq true", attributes } });
  return found.map((app) => ({
    id: app.id,
    displayName: String(app.displayName),
    audiences: [app.audience, ...objectsIn(app.protectableSecondaryAudiences).map(({ value }) => value)].filter(
      (audience) => typeof audience === "string",
    ),
    scopes: objectsIn(app.scopes).map(({ value, description }) => ({
      value: String(value),
      ...(typeof description === "string" && description !== "" && { description }),
    })),
  }));
}

/** The client that has tokens of its own; undefined if there is none with this client ID. */
export async function readClient(domain: IdentityDomain, clientId: string): Promise<Holder | undefined> {
  const query = { filter: `name eq ${JSON.stringify(clientId)}`, attributes: "active,grantedAppRoles" };
  const [app] = await domain.listAll("Apps", { query });
  return app && { isActive: app.active === true, roles: rolesIn(app.grantedAppRoles), groups: [] };
}

const userExtension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User";

/** A user, with the app roles of the groups; undefined if there is none with this user name. */
export async function readUser(domain: IdentityDomain, userName: string): Promise<Holder | undefined> {
  const attributes = `userName,active,groups,${userExtension}:appRoles`;
  const [user] = await domain.listAll("Users", {
    query: { filter: `userName eq ${JSON.stringify(userName)}`, attributes },
  });
  if (user === undefined) return undefined;
  const extension = (user[userExtension] ?? {}) as Pick<StoredResource, string>;
  return {
    isActive: user.active === true,
    roles: rolesIn(extension.appRoles),
    groups: objectsIn(user.groups).map(({ display }) => String(display)),
  };
}

function rolesIn(value: unknown): Holder["roles"] {
  const roles = new Map<string, string[]>();
  for (const { appId, display } of objectsIn(value)) {
    const app = String(appId);
    roles.set(app, [...(roles.get(app) ?? []), String(display)].sort(compare));
  }
  return roles;
}

function objectsIn(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "object" && one !== null) : [];
}
