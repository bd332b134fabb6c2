import type { Project, TeamFile } from "../../project/project.ts";
import type { AnswerKey, Answers } from "../answers/answers.ts";
import { flags } from "../answers/flags.ts";
import { refusalsOf } from "../check/refusals.ts";
import { answered, type Prompts } from "./prompts.ts";

/** The context of a question. */
export interface Asking {
  readonly prompts: Prompts;
  readonly project: Project;
  readonly files: readonly TeamFile[];
  /** The answers so far. */
  readonly answers: Answers;
}

/** Asks one question, and returns the answers to add. */
export type Question = (asking: Asking) => Promise<Answers>;

/** Options of a question for text. */
export interface TextQuestion {
  readonly message?: string;
  readonly placeholder?: string;
  readonly initialValue?: string;
  /** An empty answer omits the key. @default false */
  readonly isOptional?: boolean;
}

/**
 * A question for text, or for several words separated by commas. Wrong text is refused while it is typed, as the flag
 * would be.
 */
export function textFor(key: AnswerKey, { isOptional = false, ...question }: TextQuestion = {}): Question {
  const { repeatable, text } = flags[key];
  const read = (line = ""): Answers => {
    const words = repeatable
      ? line
          .split(",")
          .map((word) => word.trim())
          .filter((word) => word !== "")
      : line.trim();
    return words.length === 0 ? {} : { [key]: words };
  };
  return async (asking) => {
    const line = await answered(
      asking.prompts,
      asking.prompts.text({
        message: `${sentence(text)}${repeatable ? ", separated by commas" : ""}${isOptional ? " (optional)" : ""}`,
        ...question,
        validate: (typed) => {
          const answer = read(typed);
          if (Object.keys(answer).length === 0) return isOptional ? undefined : "An answer is needed.";
          return refusedOf(key, { ...asking, answers: { ...asking.answers, ...answer } });
        },
      }),
    );
    return read(line);
  };
}

/** The choices of a question, and how they are shown. */
export type Choices = (
  asking: Asking,
) => readonly { readonly value: string; readonly label: string; readonly hint?: string }[];

/** A question with one answer among several choices. */
export function oneOf(key: AnswerKey, message: string, choices: Choices): Question {
  return async (asking) => {
    const { prompts } = asking;
    return { [key]: await answered(prompts, prompts.select({ message, options: [...choices(asking)] })) };
  };
}

/** A question with at least one answer among several choices. */
export function someOf(key: AnswerKey, message: string, choices: Choices): Question {
  return async (asking) => {
    const { prompts } = asking;
    const options = [...choices(asking)];
    return { [key]: await answered(prompts, prompts.multiselect({ message, options, required: true })) };
  };
}

/** Asks yes or no; the default is no. */
export function agreed({ prompts }: Asking, message: string): Promise<boolean> {
  return answered(prompts, prompts.confirm({ message, initialValue: false }));
}

function refusedOf(key: AnswerKey, { answers, project, files }: Asking): string | undefined {
  const messages = refusalsOf(answers, project, files, "none").filter((refusal) => refusal.key === key);
  return messages.length > 0 ? messages.map(({ message }) => message).join("\n") : undefined;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
