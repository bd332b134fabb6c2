import { z } from "zod";
import { notFound } from "../../wording/nearest.ts";
import { quote } from "../../wording/quote.ts";
import { appOf, type Services, serviceOf } from "../oracle/services.ts";
import { isPlainObject } from "../yaml/plain-object.ts";
import { appKeys, type Misnamed, misnamedApp } from "./app-reference.ts";
import { distinct, ignoringCase } from "./distinct.ts";
import { line } from "./text.ts";

function accessKeys(services: Services) {
  return z.strictObject({
    ...appKeys(services),
    apis: line()
      .meta({
        description:
          'The APIs of the service that the client may call, instead of "scopes": all or developer for integration; rest, soap or both for utilities. Default: see "scopes".',
        examples: ["rest", "both"],
      })
      .optional(),
    scopes: distinct(z.array(line()))
      .min(1)
      .meta({
        description:
          'The scopes that the client may request: values within the resource app, or fully qualified (audience and value). Required with "app" alone. Default with "service": the scope for all of its APIs, or the only one that the app has.',
        examples: [["urn:opc:resource:consumer::all"]],
      })
      .optional(),
    roles: distinct(z.array(line()), ignoringCase)
      .meta({
        description: "App roles of the resource app that are granted to the client itself. Default: none.",
        examples: [["ServiceDeveloper"]],
      })
      .prefault([]),
    clientUser: z
      .boolean()
      .meta({
        description:
          "Whether the stack creates a user of the identity domain whose name is the client ID, and grants the roles to that user instead of the client: blockchain needs it for tokens of the client itself. Default: false.",
        examples: [true],
      })
      .optional(),
  });
}

/** Schema of `access`: one entry for each resource app. */
export function accessListSchema(services: Services) {
  const keyOf = (entry: unknown) => (isPlainObject(entry) ? appOf(services, entry)?.toLowerCase() : undefined);
  return distinct(z.array(accessSchema(services)), keyOf, (entry, first) => {
    const app = quote(appOf(services, entry as Record<string, unknown>));
    return `${app} already has an entry, at [${first}]: put its scopes and roles there.`;
  }).meta({
    description:
      "The resource apps for which the client may request tokens. Default: none, for a client that only signs users in; a client without users writes [] if it calls no API.",
    examples: [[{ service: "integration", instance: "finance" }]],
  });
}

/** True if a scope begins with its audience: it contains `://`, or begins with `urn:` and contains a second `urn:`. */
export function isFullyQualified(scope: string): boolean {
  return scope.includes("://") || /^urn:.*urn:/i.test(scope);
}

function accessSchema(services: Services) {
  return accessKeys(services)
    .superRefine(
      (entry, context) => {
        const [key, message] = misnamed(services, entry as Record<string, unknown>) ?? [];
        if (message !== undefined) context.addIssue({ code: "custom", path: key === undefined ? [] : [key], message });
      },
      { when: ({ value }) => isPlainObject(value) },
    )
    .meta({
      title: "an access entry",
      description: "A resource app, and what the client may do there.",
      examples: [{ service: "integration", instance: "finance" }],
      anyOf: [
        { required: ["service", "instance"] },
        { required: ["service", "app"] },
        { required: ["app", "scopes"] },
        { required: ["scopes"], not: { anyOf: [{ required: ["app"] }, { required: ["service"] }] } },
      ],
    })
    .transform((entry) => accessData(services, entry));
}

/** A resource app, and what a client may do there. */
export interface AccessData {
  /** The display name of the resource app; absent if only fully qualified scopes name it. */
  app?: string;
  /** The service that the app belongs to, if the entry names one. */
  service?: string;
  /**
   * Values within that app, or fully qualified (audience and value); at least one. Absent if none is written and the
   * service has no known default: then the app's own scopes are looked up.
   */
  scopes?: string[];
  /** App roles of that app, granted to the client itself. */
  roles: string[];
  /** Whether a user with the client ID as its name is created, and the roles are granted to that user instead. */
  clientUser?: boolean;
}

/** The entry with its app by display name, and with the scopes that `apis`, or the service alone, stands for. */
function accessData(services: Services, entry: z.output<ReturnType<typeof accessKeys>>): AccessData {
  const { service, scopes, apis, roles, clientUser } = entry;
  const app = appOf(services, entry);
  const known = serviceOf(services, service);
  const api = apis === undefined ? known?.defaultScope : known?.apis?.[apis];
  const found = scopes ?? (api === undefined ? undefined : [api]);
  return {
    ...(app !== undefined && { app }),
    ...(service !== undefined && { service }),
    ...(found && { scopes: found }),
    roles,
    ...(clientUser !== undefined && { clientUser }),
  };
}

function misnamed(services: Services, entry: Readonly<Record<string, unknown>>): Misnamed | undefined {
  const { service, instance, app, scopes, apis, roles } = entry;
  const named = service !== undefined || instance !== undefined || app !== undefined;
  if (!named && Array.isArray(scopes)) {
    return bareScopes(scopes) ?? rolesOfNoApp(roles) ?? misplacedUser(services, entry);
  }
  return (
    misnamedApp(services, entry) ??
    (apis === undefined ? missingScopes(services, entry) : misplacedApis(services, entry)) ??
    misplacedUser(services, entry)
  );
}

function bareScopes(scopes: readonly unknown[]): Misnamed | undefined {
  const bare = scopes.find((scope) => typeof scope === "string" && !isFullyQualified(scope));
  if (bare === undefined) return undefined;
  return [
    undefined,
    `names no app, and ${quote(bare)} is not fully qualified: write "service" and "instance", "app" with its display name, or scopes that begin with the audience.`,
  ];
}

function rolesOfNoApp(roles: unknown): Misnamed | undefined {
  if (!Array.isArray(roles) || roles.length === 0) return undefined;
  return ["roles", 'need the app that defines them: write "app" with its display name next to the scopes.'];
}

function missingScopes(
  services: Services,
  { service, scopes }: Readonly<Record<string, unknown>>,
): Misnamed | undefined {
  if (scopes !== undefined) return undefined;
  if (service === undefined) {
    return ["scopes", 'missing: an entry with "app" needs scopes, for example ["urn:opc:resource:consumer::all"].'];
  }
  const { title = "", apis, defaultScope } = serviceOf(services, service) ?? {};
  if (!apis || defaultScope !== undefined) return undefined;
  return [
    "apis",
    `missing: ${title} has several APIs; write "apis" with one of ${Object.keys(apis).join(", ")}, or "scopes".`,
  ];
}

function misplacedApis(
  services: Services,
  { service, scopes, apis }: Readonly<Record<string, unknown>>,
): Misnamed | undefined {
  if (service === undefined) return ["apis", 'can be used with "service" only: write "scopes" instead.'];
  if (scopes !== undefined) return ["apis", 'cannot be combined with "scopes": write one of the two.'];
  const known = serviceOf(services, service);
  if (!known || typeof apis !== "string" || Object.hasOwn(known.apis ?? {}, apis)) return undefined;
  return ["apis", notFound(apis, `an API of ${known.title}`, Object.keys(known.apis ?? {}))];
}

function misplacedUser(
  services: Services,
  { service, roles, clientUser }: Readonly<Record<string, unknown>>,
): Misnamed | undefined {
  if (clientUser !== true) return undefined;
  const known = serviceOf(services, service);
  if (known?.clientUser === "service") {
    const why = `${known.title} needs a user of its own for a client, not one of the identity domain`;
    return ["clientUser", `${why}: remove it; the output stepsOutside says what to do there.`];
  }
  if (known?.clientUser !== "domain") {
    const others = Object.keys(services).filter((name) => services[name]?.clientUser === "domain");
    const why = known === undefined ? "" : `, because ${known.title} needs no user for a client`;
    return ["clientUser", `can be used with "service" ${others.join(", ")} only${why}: remove it.`];
  }
  if (Array.isArray(roles) && roles.length > 0) return undefined;
  const example = known.defaultRole ?? "<app role>";
  return ["clientUser", `needs the roles that the user is granted: write "roles: [${example}]".`];
}
