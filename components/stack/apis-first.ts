import type { ResolvedClient } from "../look-up/resolve-names.ts";

/**
 * Clients in an order in which each comes after those whose API it uses, as far as that is possible: clients may use each other's.
 * Without clients that are an API too, it is the order in which they are given.
 */
export function apisFirst(clients: readonly ResolvedClient[]): ResolvedClient[] {
  const apis = new Map(
    clients.filter(({ client }) => client.api !== undefined).map((one) => [one.client.displayName, one]),
  );
  const ordered = new Set<ResolvedClient>();
  const begun = new Set<ResolvedClient>();
  const add = (one: ResolvedClient): void => {
    if (begun.has(one)) return;
    begun.add(one);
    for (const { app } of one.access) {
      const used = app.isClient && apis.get(app.displayName);
      if (used) add(used);
    }
    ordered.add(one);
  };
  for (const one of clients) add(one);
  return [...ordered];
}
