import { notFound } from "./nearest.ts";
import { quote } from "./quote.ts";

/** How the instances of an Oracle service appear in an identity domain. */
export interface Service {
  /** Its name in sentences. */
  readonly title: string;
  /** The display name of the app that an instance of it registers. */
  readonly appOf: (instance: string) => string;
  /** The scope of that app which reaches all of its APIs. */
  readonly defaultScope: string;
}

/** The services whose apps have a published naming rule. Adding one here is all that it takes. */
export const services = {
  integration: {
    title: "Oracle Integration",
    appOf: (instance) => `OICINST_${instance}`,
    defaultScope: "urn:opc:resource:consumer::all",
  },
} as const satisfies Record<string, Service>;

/** The name of a service in a manifest. */
export type ServiceName = keyof typeof services;

/** The services that a manifest may name. */
export const serviceNames = Object.keys(services) as ServiceName[];

const withoutNamingRule: Readonly<Record<string, string>> = { utilities: "Oracle Utilities" };

/** The service of that name, if it is known. */
export function serviceOf(name: unknown): Service | undefined {
  return serviceNames.includes(name as ServiceName) ? services[name as ServiceName] : undefined;
}

/** Why a name cannot be used as `service`, and what to write instead. */
export function unknownService(name: string): string {
  const title = Object.hasOwn(withoutNamingRule, name) ? withoutNamingRule[name] : undefined;
  if (title === undefined) {
    return `${notFound(name, "a known service", serviceNames, "known are")} Any other app goes by its display name: "app: <display name>" with its "scopes".`;
  }
  return `${quote(name)} has no published rule for the names of its apps: write "app: <display name>" instead of "service" and "instance", with the display name that the console shows for the ${title} app.`;
}
