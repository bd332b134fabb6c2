import { Document, isScalar, isSeq, visit } from "yaml";
import type { RequestedClient } from "./requested-client.ts";

/** How manifests are written: `[a, b]` for lists of words, without line breaks. */
export const yamlStyle = { lineWidth: 0, flowCollectionPadding: false } as const;

const remark = " proposed: the service's documentation grants it to clients";

/**
 * A client as an entry of `clients`: lines that are indented to a column and end with a line break.
 *
 * @param isProposal whether its app roles are marked as a proposal
 */
export function clientText(client: RequestedClient, column: number, isProposal: boolean): string {
  const document = new Document([client]);
  visit(document, {
    Seq: (_, list) => {
      if (list.items.every(isScalar)) list.flow = true;
    },
  });
  const roles = document.getIn([0, "access", 0, "roles"], true);
  if (isProposal && isSeq(roles)) roles.comment = remark;
  return document.toString(yamlStyle).replaceAll(/^(?=.)/gm, " ".repeat(column));
}
