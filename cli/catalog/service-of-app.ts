import type { Services } from "../../manifest/oracle/services.ts";

/** How a manifest names an app by its service. */
export interface ServiceInstance {
  readonly service: string;
  readonly instance: string;
}

/** The service whose naming rule an app follows, and the name of its instance; nothing if it follows none. */
export function serviceOfApp(app: string, services: Services): ServiceInstance | Record<string, never> {
  for (const [service, { appOf }] of Object.entries(services)) {
    const [prefix = "", suffix = ""] = appOf?.("\0").split("\0") ?? [];
    // A manifest refuses an instance that begins like the app; without a prefix, every app would follow the rule.
    if (prefix === "" || !app.startsWith(prefix) || !app.endsWith(suffix)) continue;
    const instance = app.slice(prefix.length, app.length - suffix.length);
    const isNamed = instance.trim() === instance && instance !== "" && appOf?.(instance) === app;
    if (isNamed && !instance.toLowerCase().startsWith(prefix.toLowerCase())) return { service, instance };
  }
  return {};
}
