/** A value of an argument as data: `outputOf` stands for another resource's output, `secret` for a secret. */
export type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | { readonly outputOf: string; readonly member: string }
  | { readonly secret: Value }
  | { readonly [name: string]: Value };

/** Arguments of a resource by name. */
export type Args = Readonly<Record<string, Value>>;

/** Resource options that a test uses. */
export interface Options {
  readonly ignoreChanges?: readonly string[];
  readonly additionalSecretOutputs?: readonly string[];
  readonly import?: string;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly deleteBeforeReplace?: boolean;
}

/** One resource of a test's program. */
export interface Declared {
  readonly type:
    | "DomainsApp"
    | "DomainsAppRole"
    | "DomainsGrant"
    | "DomainsNetworkPerimeter"
    | "DomainsOauthClientCertificate";
  readonly args: Args;
  readonly options: Options;
}

/** What a test's program declares, by logical name, in order. */
export type Program = Readonly<Record<string, Declared>>;

/** The least that an application needs. */
export const leastApp = {
  schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:App"],
  basedOnTemplate: { value: "CustomWebAppTemplateId" },
} as const;

/** The inputs that make an application an active confidential client. */
export const client = {
  active: true,
  isOauthClient: true,
  clientType: "confidential",
  allowedGrants: ["client_credentials"],
} as const;

/** An application that is nothing but its display name and what is given. */
export function app(displayName: Value, args: Args = {}, options: Options = {}): Declared {
  return { type: "DomainsApp", args: { ...leastApp, displayName, ...args }, options };
}

/** The assignment of an application's role to another application. */
export function roleGrant(grantee: Value, role: RoleOfApp, args: Args = {}, options: Options = {}): Declared {
  return {
    type: "DomainsGrant",
    args: {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
      grantMechanism: "ADMINISTRATOR_TO_APP",
      grantee: { type: "App", value: grantee },
      app: { value: role.app },
      entitlement: { attributeName: "appRoles", attributeValue: role.role },
      ...args,
    },
    options,
  };
}

/** A role that an application defines. */
export function appRole(appId: Value, displayName: string, args: Args = {}, options: Options = {}): Declared {
  const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:AppRole"];
  return { type: "DomainsAppRole", args: { schemas, app: { value: appId }, displayName, ...args }, options };
}

/** A network perimeter of these addresses. */
export function perimeter(
  name: string,
  addresses: readonly string[],
  args: Args = {},
  options: Options = {},
): Declared {
  const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:NetworkPerimeter"];
  const ipAddresses = addresses.map((value) => ({ value }));
  return { type: "DomainsNetworkPerimeter", args: { schemas, name, ipAddresses, ...args }, options };
}

/** A certificate of clients. */
export function certificate(alias: string, base64: string, args: Args = {}, options: Options = {}): Declared {
  const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:OAuthClientCertificate"];
  const own = { schemas, certificateAlias: alias, x509base64certificate: base64 };
  return { type: "DomainsOauthClientCertificate", args: { ...own, ...args }, options };
}

/** A role and the application that defines it. */
export interface RoleOfApp {
  readonly app: string;
  readonly role: string;
}

/** Another resource's output. */
export function outputOf(name: string, member: string): Value {
  return { outputOf: name, member };
}

/** A secret value. */
export function secret(value: Value): Value {
  return { secret: value };
}
