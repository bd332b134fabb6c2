import { quote } from "../../wording/quote.ts";
import type { LiveApplication } from "../look-up/live-application.ts";
import { type DeclaredApplication, declarationOf } from "./declared-application.ts";
import { isSecond } from "./live-clients.ts";
import type { Notice } from "./notice.ts";

/** Warnings for clients that exist with another client ID than their manifest gives them: nothing changes it. */
export function fixedClientIds(declared: readonly DeclaredApplication[], live: readonly LiveApplication[]): Notice[] {
  const first = live.filter((one) => !isSecond(one));
  const found = Map.groupBy(first, declarationOf(declared));
  return declared.flatMap((application) => {
    const { manifest } = application;
    const clientId = "clientId" in manifest ? manifest.clientId : undefined;
    const [one] = found.get(application) ?? [];
    if (clientId === undefined || one === undefined || one.clientId === clientId) return [];
    const message = `${quote(clientId)} has no effect: the client ID of an existing client cannot change, and ${quote(application.name)} has ${quote(one.clientId)}. Write that or remove the key. For another client ID, declare another client next to this one, and remove this one once nothing uses it.`;
    return [{ node: manifest, path: ["clientId"], message }];
  });
}
