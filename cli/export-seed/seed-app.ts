import { compare } from "../../wording/order.ts";
import { keyAndValue, same } from "./app-attributes.ts";
import type { DomainContents } from "./read-domain.ts";

/** The defaults of a seed's app: omitted, so that a seed stays short. */
const defaults: Readonly<Record<string, unknown>> = {
  active: true,
  template: "CustomWebAppTemplateId",
  trustScope: "Explicit",
  clientIPChecking: "anywhere",
};

/** What apps refer to, by id. */
export interface OfApps {
  /** The roles of each app. */
  readonly roles: ReadonlyMap<string, readonly DomainContents["roles"][number][]>;
  /** The names of the network perimeters. */
  readonly perimeters: ReadonlyMap<string, string>;
}

/** An app in the form of a seed, with the roles that it defines. Its lists are sorted: the domain may list them in any order. */
export function seedApp(app: DomainContents["apps"][number], { roles, perimeters }: OfApps): object {
  const entry: Readonly<Record<string, unknown>> = {
    displayName: app.displayName,
    clientId: app.name,
    active: app.active ?? false,
    oracleCreated: app.isOPCService,
    template: app.basedOnTemplate.value,
    ...Object.fromEntries(same.map((name) => [name, app[name]])),
    ...Object.fromEntries(keyAndValue.map((name) => [name, picked(app[name], ["key", "value"])])),
    allowedScopes: app.allowedScopes?.map(({ fqs }) => fqs),
    secondaryAudiences: app.protectableSecondaryAudiences?.map(({ value }) => value),
    networkPerimeters: app.appsNetworkPerimeters?.flatMap(({ value }) => perimeters.get(value) ?? []),
    certificates: app.certificates?.map(({ certAlias }) => certAlias),
    editableAttributes: app.isOPCService === true ? app.editableAttributes?.map(({ name }) => name) : undefined,
    scopes: picked(app.scopes, ["value", "displayName", "description", "requiresConsent"]),
    roles: (roles.get(app.id) ?? []).map(seedRole),
  };
  const kept = Object.entries(entry).filter(([name, value]) => !isEmpty(value) && value !== defaults[name]);
  return Object.fromEntries(kept.map(([name, value]) => [name, Array.isArray(value) ? inOrder(value) : value]));
}

function inOrder(list: readonly unknown[]): readonly unknown[] {
  return list.toSorted((one, other) => compare(JSON.stringify(one), JSON.stringify(other)));
}

function seedRole({ id, app, ...role }: DomainContents["roles"][number]): object {
  const { availableToUsers, availableToGroups, availableToClients, ...rest } = role;
  const available = { availableToUsers, availableToGroups, availableToClients };
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => !isEmpty(value))),
    ...Object.fromEntries(
      Object.entries(available)
        .filter(([, value]) => value !== true)
        .map(([name]) => [name, false]),
    ),
  };
}

/**
 * Whether a seed can omit a value. The default of every flag is false, except for `active`, which is handled before.
 */
function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function picked(list: unknown, names: readonly string[]): readonly object[] {
  if (!Array.isArray(list)) return [];
  return list.map((one) =>
    Object.fromEntries(names.flatMap((name) => (isEmpty(one[name]) ? [] : [[name, one[name]]]))),
  );
}
