import type { ClientManifest } from "../../manifest/keys-and-defaults/client.ts";
import type {
  ApiManifest,
  ResourceApplicationManifest,
  RoleHolder,
} from "../../manifest/keys-and-defaults/resource-application.ts";
import type { AdoptedApplication, ExistingApplication } from "../parts/existing-application.ts";

/** A scope of a resource app. */
export interface Scope {
  /** The scope within the app. */
  readonly value: string;
  readonly description?: string;
  /** Whether users are asked for their consent. */
  readonly requiresConsent?: boolean;
  /** The audience and the value: what clients request. */
  readonly fullyQualified: string;
}

/** A resource app: the application that owns scopes and app roles, such as `OICINST_finance`. */
export interface ResourceApp {
  /** Absent if the program declares the app itself: it may not exist yet. */
  readonly id?: string;
  readonly displayName: string;
  /** Primary audience: the prefix of every fully qualified scope. */
  readonly audience: string;
  readonly scopes: readonly Scope[];
  /** Whether clients may get refresh tokens for it. */
  readonly allowsRefresh: boolean;
  /** Whether the program declares it as a client that is an API too. @default false */
  readonly isClient?: true;
}

/** A resource app of the identity domain. */
export interface ExistingApp extends ResourceApp, ExistingApplication {
  readonly id: string;
  /** The grant types of the app as a client. */
  readonly grantTypes: readonly string[];
  readonly secondaryAudiences: readonly string[];
}

/** An application of the identity domain, with what decides whether it may be adopted. */
export interface AdoptableApplication extends AdoptedApplication {
  /** Whether it requests tokens. */
  readonly isClient: boolean;
  /** Whether it is a client without a secret. */
  readonly isPublic: boolean;
  /** Whether it has an audience and scopes. */
  readonly isResource: boolean;
  /** Whether Oracle has created it: for a service, or as a part of the domain. */
  readonly isOracles: boolean;
  readonly tags: ReadonlyMap<string, string>;
}

/** An app role of a resource app. */
export interface AppRole {
  /** Absent if the program declares the role itself. */
  readonly id?: string;
  readonly displayName: string;
  /** Id of the app that defines it, if that exists. */
  readonly appId?: string;
  /** What it can be given to. */
  readonly availableTo: readonly RoleHolder[];
}

/** An app role of the identity domain. */
export interface ExistingAppRole extends AppRole {
  readonly id: string;
  readonly appId: string;
}

/** What a program declares as APIs: resource applications, and clients that are an API too. */
export interface DeclaredApis {
  readonly clients: readonly Pick<ClientManifest, "displayName" | "api">[];
  readonly resourceApplications?: readonly ResourceApplicationManifest[];
}

/** The APIs that a program declares, each with its manifest's app roles. */
export function apisIn({ clients, resourceApplications = [] }: DeclaredApis) {
  const ofClients = clients.flatMap(({ displayName, api }) =>
    api === undefined
      ? []
      : [{ app: { ...asResourceApp(displayName, api), isClient: true as const }, roles: api.roles }],
  );
  return [
    ...resourceApplications.map((one) => ({ app: asResourceApp(one.displayName, one), roles: one.roles })),
    ...ofClients,
  ].map(({ app, roles }) => ({
    app: app as ResourceApp,
    roles: roles.map(({ name, availableTo }): AppRole => ({ displayName: name, availableTo })),
  }));
}

/** An API of a manifest as a resource app, as far as clients use it. */
function asResourceApp(displayName: string, { audience, scopes, allowRefresh }: ApiManifest): ResourceApp {
  return {
    displayName,
    audience,
    scopes: scopes.map((scope) => ({ ...scope, fullyQualified: `${audience}${scope.value}` })),
    allowsRefresh: allowRefresh,
  };
}
