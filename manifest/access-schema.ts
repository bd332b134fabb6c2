import { z } from "zod";
import { distinct } from "./distinct.ts";
import { quote } from "./quote.ts";
import { serviceNames, serviceOf, unknownService } from "./services.ts";
import { line } from "./text.ts";

const appPrefix = /^OICINST_/i;

const keys = z.strictObject({
  service: z
    .enum(serviceNames, { error: ({ input }) => (typeof input === "string" ? unknownService(input) : undefined) })
    .meta({
      description: 'The Oracle service whose instance the client calls; with "instance", instead of "app".',
      examples: ["integration"],
    })
    .optional(),
  instance: line(125)
    .meta({ description: "The name of the service's instance.", examples: ["finance"] })
    .optional(),
  app: line(125)
    .meta({
      description: 'The display name of any resource app; instead of "service" and "instance".',
      examples: ["OICINST_finance"],
    })
    .optional(),
  scopes: distinct(z.array(line()))
    .min(1)
    .meta({
      description:
        'The scopes that the client may ask for: values within the resource app, without its audience. Required with "app". Default with "service": the scope for all of its APIs.',
      examples: [["urn:opc:resource:consumer::all"]],
    })
    .optional(),
  roles: distinct(z.array(line()))
    .meta({
      description: "App roles of the resource app that are granted to the client itself. Default: none.",
      default: [],
      examples: [["ServiceDeveloper"]],
    })
    .optional(),
});

/** What a client may do at one resource app, as it is written. */
const accessSchema = keys.superRefine(namesOneApp, { when: ({ value }) => isMapping(value) }).meta({
  title: "an access entry",
  description: 'A resource app, by "service" and "instance" or by "app", and what the client may do there.',
  examples: [{ service: "integration", instance: "finance" }],
  oneOf: [{ required: ["service", "instance"] }, { required: ["app", "scopes"] }],
});

/** What a client may do, as it is written: one entry for each resource app. */
export const accessListSchema = distinct(
  z.array(accessSchema).min(1),
  (entry) => (isMapping(entry) ? appOf(entry)?.toLowerCase() : undefined),
  (entry, first) =>
    `${quote(appOf(entry as Record<string, unknown>))} has an entry already, at [${first}]: put its scopes and roles there.`,
).meta({
  description: "The resource apps that the client may ask tokens for, at least one.",
  examples: [[{ service: "integration", instance: "finance" }]],
});

/** What a client may do at one resource app, as it is written, after it was checked. */
export type WrittenAccess = z.output<typeof keys>;

/** The display name of the resource app that an entry names, if it does. */
export function appOf({ service, instance, app }: Record<string, unknown>): string | undefined {
  if (typeof app === "string") return app;
  return typeof instance === "string" ? serviceOf(service)?.appOf(instance) : undefined;
}

function namesOneApp(entry: unknown, context: z.core.$RefinementCtx): void {
  const [key, message] = misnamedApp(entry as Record<string, unknown>) ?? [];
  if (message !== undefined) context.addIssue({ code: "custom", path: key === undefined ? [] : [key], message });
}

function misnamedApp({
  service,
  instance,
  app,
  scopes,
}: Record<string, unknown>): [string | undefined, string] | undefined {
  if (app !== undefined) {
    if (service !== undefined || instance !== undefined) {
      return [undefined, 'names two apps: write either "app", or "service" and "instance".'];
    }
    if (scopes !== undefined) return undefined;
    return ["scopes", 'missing: an entry with "app" names its scopes, for example ["urn:opc:resource:consumer::all"].'];
  }
  if (service === undefined && instance === undefined) {
    return [undefined, 'names no app: write "service" and "instance", or "app" with its display name.'];
  }
  if (instance === undefined) return ["instance", "missing: the name of the service's instance, for example finance."];
  if (service === undefined)
    return ["service", `missing: the service of the instance, one of ${serviceNames.join(", ")}.`];
  if (typeof instance === "string" && appPrefix.test(instance)) {
    return ["instance", `${quote(instance)} is the name of its app: write ${quote(instance.replace(appPrefix, ""))}.`];
  }
  return undefined;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
