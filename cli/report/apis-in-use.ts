import { compare } from "../../wording/order.ts";
import type { Report } from "./json.ts";

/** A resource app that clients of an environment use, or that a team declares. */
export interface ApiInUse {
  readonly environment: string;
  /** Its display name. */
  readonly app: string;
  /** The team's name for it, `<team>/<name>`, if a manifest declares it. */
  readonly declaredAs?: string;
  /** The clients that get tokens for it, or hold roles there: `<team>/<client>`. */
  readonly clients: readonly string[];
  /** The scopes that are used. */
  readonly scopes: readonly string[];
  /** The app roles that clients hold. */
  readonly roles: readonly string[];
}

/** The resource apps of all environments of a report, sorted by environment and name. */
export function apisInUse({ clients, apis }: Pick<Report, "clients" | "apis">): ApiInUse[] {
  const uses = clients.flatMap(({ environment, name, access }) =>
    access.map(({ app, scopes, roles }) => ({ environment, name, app, scopes, roles })),
  );
  const key = ({ environment, app }: { readonly environment: string; readonly app: string }) =>
    JSON.stringify([environment, app.toLowerCase()]);
  const byApp = Map.groupBy(uses, key);
  const declared = new Map(apis.map((api) => [key({ ...api, app: api.displayName }), api]));
  return [...new Set([...byApp.keys(), ...declared.keys()])]
    .map((one): ApiInUse => {
      const [list, api] = [byApp.get(one) ?? [], declared.get(one)];
      return {
        environment: api?.environment ?? list[0]?.environment ?? "",
        app: api?.displayName ?? list[0]?.app ?? "",
        ...(api && { declaredAs: api.name }),
        clients: distinct(list.map(({ name }) => name)),
        scopes: distinct(list.flatMap(({ scopes }) => scopes)),
        roles: distinct(list.flatMap(({ roles }) => roles)),
      };
    })
    .sort((one, other) => compare(one.environment, other.environment) || compare(one.app, other.app));
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort(compare);
}
