import type { confirm, isCancel, multiselect, select, text } from "@clack/prompts";
import { InterruptedError } from "../../errors/command-error.ts";

/** Asks in a terminal: the functions of @clack/prompts, or a substitute. */
export interface Prompts {
  readonly text: typeof text;
  readonly select: typeof select<string>;
  readonly multiselect: typeof multiselect<string>;
  readonly confirm: typeof confirm;
  readonly isCancel: typeof isCancel;
}

/** The answer to a question. @throws InterruptedError if the user cancelled (Ctrl+C, Escape) */
export async function answered<T>({ isCancel }: Prompts, answer: Promise<T>): Promise<Exclude<T, symbol>> {
  const given = await answer;
  if (isCancel(given)) throw new InterruptedError("Nothing was written.");
  return given as Exclude<T, symbol>;
}
