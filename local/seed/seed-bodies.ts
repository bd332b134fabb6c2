import { userExtension } from "../schemas/user-attributes.ts";
import type { Draft } from "../scim/json.ts";
import { fixedId } from "./fixed-id.ts";
import type { SeedEntry } from "./seed-schema.ts";

/** The attributes of a user. */
export function userBody(user: SeedEntry<"users">): Draft {
  const { ocid, userName, displayName, givenName, familyName, password, active, serviceUser, emailVerified } = user;
  const email = user.email ?? (userName.includes("@") ? userName : undefined);
  return {
    ocid,
    userName,
    displayName,
    name: { givenName, familyName },
    active,
    password,
    emails: email === undefined ? [] : [{ value: email, type: "work", primary: true, verified: emailVerified }],
    [userExtension]: serviceUser === undefined ? undefined : { serviceUser },
  };
}

/** The attributes of an app without its allowed scopes: those refer to apps that may come later. */
export function appBody(app: SeedEntry<"apps">, perimeterId: (name: string) => string): Draft {
  const { id, clientId, template, oracleCreated, roles, allowedScopes, networkPerimeters, certificates, ...same } = app;
  const { secondaryAudiences, editableAttributes, ...attributes } = same;
  const isOAuthClient = app.isOAuthClient ?? (app.clientType !== undefined || app.allowedGrants !== undefined);
  return {
    ...(attributes as Draft),
    name: clientId ?? fixedId("client", app.displayName),
    active: app.active ?? true,
    basedOnTemplate: { value: template ?? "CustomWebAppTemplateId" },
    isOPCService: oracleCreated === true && app.infrastructure !== true,
    isOAuthClient,
    clientType: app.clientType ?? (isOAuthClient ? "confidential" : undefined),
    isOAuthResource: app.isOAuthResource ?? app.audience !== undefined,
    protectableSecondaryAudiences: secondaryAudiences?.map((value) => ({ value })),
    appsNetworkPerimeters: networkPerimeters?.map((name) => ({ value: perimeterId(name) })),
    certificates: certificates?.map((certAlias) => ({ certAlias })),
    editableAttributes: editableAttributes?.map((name) => ({ name })),
  };
}

/** The attributes of a role that an app defines. */
export function roleBody(appId: string, role: NonNullable<SeedEntry<"apps">["roles"]>[number]): Draft {
  return { availableToUsers: true, availableToGroups: true, availableToClients: true, ...role, app: { value: appId } };
}

/** The attributes of a network perimeter. */
export function perimeterBody({ name, description, ipAddresses }: SeedEntry<"networkPerimeters">): Draft {
  const kindOf = (address: string) => (address.includes("/") ? "CIDR" : address.includes("-") ? "RANGE" : "EXACT");
  return {
    name,
    description,
    ipAddresses: ipAddresses.map((value) => ({
      value,
      type: kindOf(value),
      version: value.includes(":") ? "IPV6" : "IPV4",
    })),
  };
}
