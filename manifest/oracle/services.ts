import { notFound } from "../../wording/nearest.ts";

/** How an Oracle service, or one of your own, appears in an identity domain. */
export interface Service {
  /** Its name, as messages show it. */
  readonly title: string;
  /** The display name of the app that an instance of it registers, if there is a rule. */
  readonly appOf?: (instance: string) => string;
  /** The scope of that app for what most clients call, if it is known: all of its APIs, or its REST API. */
  readonly defaultScope?: string;
  /** The app role that its documentation grants to clients that get tokens of their own, if any. */
  readonly defaultRole?: string;
  /** What each role is for, if there are several for such clients: the `defaultRole` is one of them. */
  readonly clientRoles?: Readonly<Record<string, string>>;
  /** Scopes by the name of the API that they reach. */
  readonly apis?: Readonly<Record<string, string>>;
  /** The service supports only the grant types of its own app. */
  readonly ownGrantTypesDecide?: boolean;
  /** The service refuses tokens that a client gets for itself: it must know the user for whom it acts. */
  readonly userTokensOnly?: boolean;
  /**
   * A client that gets tokens of its own needs a user whose login is the client ID: one of the service's own users, or a
   * user of the identity domain that has the service's app roles.
   */
  readonly clientUser?: "service" | "domain";
}

/** Services by the name that manifests write. */
export type Services = Readonly<Record<string, Service>>;

/** The scope for all APIs of a service, where a service has it, and for all services at once. */
export const allApis = "urn:opc:resource:consumer::all";

/** The services known out of the box. To add one, add an entry here. */
export const builtInServices = {
  integration: {
    title: "Oracle Integration",
    appOf: (instance) => `OICINST_${instance}`,
    defaultScope: allApis,
    defaultRole: "ServiceDeveloper",
    clientRoles: { ServiceInvoker: "to call integrations", ServiceDeveloper: "for the design-time APIs" },
    apis: { all: allApis, developer: "/ic/api/" },
  },
  utilities: {
    title: "Oracle Utilities",
    apis: { rest: "/rest/*", soap: "/soap/*", both: "/*" },
    ownGrantTypesDecide: true,
    clientUser: "service",
  },
  "mobile-hub": { title: "Oracle Mobile Hub", defaultScope: allApis },
  blockchain: {
    title: "Oracle Blockchain Platform",
    defaultScope: "/restproxy",
    defaultRole: "REST_CLIENT",
    apis: { rest: "/restproxy" },
    clientUser: "domain",
  },
  "api-platform": { title: "Oracle API Platform", defaultScope: ".apiplatform" },
  "digital-assistant": {
    title: "Oracle Digital Assistant",
    defaultScope: "/api/v1",
    apis: { rest: "/api/v1", process: "/process" },
  },
  analytics: {
    title: "Oracle Analytics",
    appOf: (instance) => `ANALYTICSINST_${instance}`,
    defaultScope: allApis,
    userTokensOnly: true,
  },
  fusion: { title: "Oracle Fusion Applications", defaultScope: allApis },
  epm: { title: "Oracle EPM Cloud", defaultScope: allApis, userTokensOnly: true },
  "process-automation": {
    title: "Oracle Process Automation",
    apis: { all: allApis, process: "/process", decision: "/decision" },
  },
  "visual-builder": { title: "Oracle Visual Builder" },
  content: {
    title: "Oracle Content Management",
    appOf: (instance) => `CECSAUTO_${instance}CECSAUTO`,
    defaultScope: "urn:opc:cec:all",
  },
} satisfies Services;

/** The service with this name, if it is known. */
export function serviceOf(services: Services, name: unknown): Service | undefined {
  return typeof name === "string" && Object.hasOwn(services, name) ? services[name] : undefined;
}

/** The display name of the resource app that an entry of a manifest names, if it names one. */
export function appOf(services: Services, { service, instance, app }: Readonly<Record<string, unknown>>) {
  if (typeof app === "string") return app;
  return typeof instance === "string" ? serviceOf(services, service)?.appOf?.(instance) : undefined;
}

/** Why a name cannot be used as `service`, and what to write instead. */
export function unknownService(services: Services, name: string): string {
  const known = notFound(name, "a known service", Object.keys(services), "known services:");
  return `${known} For any other app, write its display name: "app: <display name>". To add a service, use "idcs-apps:services" in Pulumi.<stack>.yaml.`;
}
