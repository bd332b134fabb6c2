import { z } from "zod";
import { quote } from "../../wording/quote.ts";
import { type Services, serviceOf, unknownService } from "../oracle/services.ts";
import { line } from "./text.ts";

/** The keys by which an entry names a resource app: `service` and `instance`, or `app`. */
export function appKeys(services: Services) {
  return {
    service: z
      .string()
      .superRefine((name, context) => {
        if (serviceOf(services, name)) return;
        context.addIssue({ code: "custom", message: unknownService(services, name) });
      })
      .meta({
        description: 'The service of the resource app; with "instance", or with "app" where apps have no naming rule.',
        examples: ["integration"],
        anyOf: [{ enum: Object.keys(services) }, { pattern: "^[a-z][a-z0-9-]{0,39}$" }],
      })
      .optional(),
    instance: line(125)
      .meta({ description: "The name of the service's instance.", examples: ["finance"] })
      .optional(),
    app: line(125)
      .meta({ description: "The display name of the resource app.", examples: ["OICINST_finance"] })
      .optional(),
  };
}

/** What is wrong with how an entry names its app, and at which of its keys. */
export type Misnamed = readonly [key: string | undefined, message: string];

/** What is wrong with an entry that must name exactly one app. */
export function misnamedApp(services: Services, entry: Readonly<Record<string, unknown>>): Misnamed | undefined {
  const { service, instance, app } = entry;
  if (service === undefined) {
    if (app !== undefined && instance !== undefined) return [undefined, twoApps];
    if (app !== undefined) return undefined;
    if (instance === undefined) {
      return [undefined, 'names no app: write "service" and "instance", or "app" with its display name.'];
    }
    const names = Object.keys(services).filter((name) => services[name]?.appOf);
    return ["service", `missing: the service of the instance, one of ${names.join(", ")}.`];
  }
  const known = serviceOf(services, service);
  if (!known) return undefined;
  return known.appOf ? misnamedInstance(known.appOf, entry) : misnamedByService(known.title, entry);
}

const twoApps = 'names two apps: write either "app", or "service" and "instance".';

function misnamedInstance(
  appOf: (instance: string) => string,
  { instance, app }: Readonly<Record<string, unknown>>,
): Misnamed | undefined {
  if (app !== undefined) return [undefined, twoApps];
  if (instance === undefined) return ["instance", "missing: the name of the service's instance, for example finance."];
  const [prefix = ""] = appOf("\0").split("\0");
  if (prefix === "" || typeof instance !== "string" || !instance.toLowerCase().startsWith(prefix.toLowerCase())) {
    return undefined;
  }
  return [
    "instance",
    `${quote(instance)} is the name of the app, not of the instance: write ${quote(instance.slice(prefix.length))}.`,
  ];
}

function misnamedByService(title: string, { instance, app }: Readonly<Record<string, unknown>>): Misnamed | undefined {
  const rule = `with the display name that the console shows for the ${title} app`;
  if (instance !== undefined) {
    return [
      "instance",
      `${title} has no published rule for the names of its apps: write "app: <display name>" instead, ${rule}.`,
    ];
  }
  return app === undefined ? ["app", `missing: write "app: <display name>" next to "service", ${rule}.`] : undefined;
}
