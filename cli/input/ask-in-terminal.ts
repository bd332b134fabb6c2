import { isCancel, password, text } from "@clack/prompts";
import { InterruptedError } from "../errors/command-error.ts";

/** Asks for a line in the terminal. @throws InterruptedError if the person cancels (Ctrl-C, Escape) */
export async function askInTerminal(message: string): Promise<string> {
  return answered(await text({ message, output: process.stderr }));
}

/** Asks for something secret in the terminal; what is typed is not shown. @throws InterruptedError if the person cancels */
export async function askSecretInTerminal(message: string): Promise<string> {
  return answered(await password({ message, output: process.stderr }));
}

function answered(answer: string | symbol): string {
  if (isCancel(answer)) throw new InterruptedError("Cancelled: nothing was sent.");
  return String(answer);
}
