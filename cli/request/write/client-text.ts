import { Document, isScalar, isSeq, visit } from "yaml";
import type { RequestedClient } from "./requested-client.ts";

/** How manifests are written: `[a, b]` for lists of words, without line breaks. */
export const yamlStyle = { lineWidth: 0, flowCollectionPadding: false } as const;

/**
 * A client as an entry of `clients`: lines that are indented to a column and end with a line break.
 *
 * @param proposal why its app roles are proposed; undefined if they were asked for
 */
export function clientText(client: RequestedClient, column: number, proposal: string | undefined): string {
  const document = new Document([client]);
  visit(document, {
    Seq: (_, list) => {
      if (list.items.every(isScalar)) list.flow = true;
    },
  });
  const roles = document.getIn([0, "access", 0, "roles"], true);
  if (proposal !== undefined && isSeq(roles)) roles.comment = ` proposed: ${proposal}`;
  return document.toString(yamlStyle).replaceAll(/^(?=.)/gm, " ".repeat(column));
}
