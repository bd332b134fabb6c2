import { ownershipTags } from "../../naming/ownership-tags.ts";
import { nameOf } from "./deployment.ts";
import type { Previewed, PreviewedStep, Tag } from "./stacks.ts";

/** The tags that say which stack a resource belongs to: all that a move changes. */
const tagsOfStack: readonly string[] = [ownershipTags.stack, ownershipTags.urn];

/** What the next `up` of a stack would do after its state was moved. */
export interface AfterMove {
  readonly stack: string;
  /** How many resources get the stack's name in their tags, and no other change. */
  readonly tagged: number;
  /** What else would change, one sentence each: it comes from the manifests or the domain, not from the move. */
  readonly others: readonly string[];
  /** Why it is not known. */
  readonly failed?: string;
}

/** Reads a preview after a move. */
export function afterMove(stack: string, previewed: Previewed): AfterMove {
  if ("failed" in previewed) return { stack, tagged: 0, others: [], failed: previewed.failed };
  const changes = previewed.steps.filter(({ op }) => op !== "same");
  const others = changes.filter((step) => !isOfTagsOnly(step));
  return { stack, tagged: changes.length - others.length, others: others.map(inWords) };
}

function isOfTagsOnly({ op, changed, oldTags, newTags }: PreviewedStep): boolean {
  if (op !== "update" || changed.some((property) => property !== "tags")) return false;
  const rest = (tags: readonly Tag[]) => JSON.stringify(tags.filter(({ key }) => !tagsOfStack.includes(key)));
  return rest(oldTags) === rest(newTags);
}

function inWords({ op, urn, changed }: PreviewedStep): string {
  const type = urn.split("::")[2]?.split(":").at(-1) ?? "resource";
  const what = changed.length > 0 ? ` (${changed.join(", ")})` : "";
  return `${op} of ${type} ${nameOf({ urn })}${what}`;
}
