import { ownershipTags } from "../../naming/ownership-tags.ts";
import { quote } from "../../wording/quote.ts";
import type { LiveApplication } from "../look-up/live-application.ts";
import { type DeclaredApplication, isDeclaredAs } from "./declared-application.ts";
import type { Notice } from "./notice.ts";

/** Warnings for applications that are in use until this run retires them. */
export function retirements(declared: readonly DeclaredApplication[], live: readonly LiveApplication[]): Notice[] {
  return declared.flatMap((application) => {
    const { manifest, name, kind } = application;
    const inUse = live.find((one) => one.active && isDeclaredAs(one, application));
    if (manifest.state !== "retired" || inUse === undefined || inUse.tags.has(ownershipTags.retired)) return [];
    const loss =
      kind === "client"
        ? `its client ID ${quote(inUse.clientId)} gets no more tokens`
        : "no client gets more tokens for its scopes";
    const message = `retires ${quote(name)}: ${loss}. Tokens that were issued last until they expire. Its ID and every right stay, and removing this line undoes it.`;
    return [{ node: manifest, path: ["state"], message }];
  });
}
