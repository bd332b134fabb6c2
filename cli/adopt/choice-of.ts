import { quote } from "../../wording/quote.ts";
import { CommandError } from "../errors/command-error.ts";
import type { Choice } from "./choose.ts";
import type { StateResource } from "./from-state/state-resource.ts";

/** What the command line says about which applications are meant. */
export interface ChoiceOptions {
  /** Client IDs, OCIDs or display names. */
  readonly names: readonly string[];
  /** Tags, each as `<key>=<value>`: an application has all of them. */
  readonly tag?: readonly string[] | undefined;
  /** The beginning of display names. */
  readonly prefix?: string | undefined;
  readonly all?: boolean | undefined;
  /** A state of Pulumi or Terraform, whose applications are meant. */
  readonly fromState?: string | undefined;
}

/**
 * Which applications are meant.
 *
 * @param state the resources of the state, if there is one
 * @param url the identity domain's URL
 * @throws CommandError unless exactly one way to choose them is given
 */
export function choiceOf(options: ChoiceOptions, state: readonly StateResource[], url: string): Choice {
  const { names, tag = [], prefix, all, fromState } = options;
  const choices: Choice[] = [
    ...(names.length > 0 ? [{ by: "names", names } as const] : []),
    ...(tag.length > 0 ? [{ by: "tags", tags: tag } as const] : []),
    ...(prefix !== undefined ? [{ by: "prefix", prefix } as const] : []),
    ...(all === true ? [{ by: "all" } as const] : []),
    ...(fromState !== undefined
      ? [{ by: "state", state: state.filter(({ kind }) => kind === "app"), url, file: quote(fromState) } as const]
      : []),
  ];
  const [choice, other] = choices;
  if (choice !== undefined && other === undefined) return choice;
  throw new CommandError(
    `${choice === undefined ? "Which applications?" : "Which applications? Several ways to choose them are given."} Write one of: <client ID, OCID or display name>…, --tag <key>=<value>, --prefix <beginning of the display name>, --all, --from-state <file>.`,
  );
}
