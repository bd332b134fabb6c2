import { type AnswerKey, type Answers, answersSchema, type Refusal } from "./answers.ts";

/** The valid answers among the flags, and refusals of the others. */
export function readAnswers(given: Readonly<Record<string, unknown>>): { answers: Answers; refusals: Refusal[] } {
  const { data, error } = answersSchema.safeParse(given);
  if (data) return { answers: data, refusals: [] };
  const refusals = error.issues.map(({ path, message }) => ({ key: path[0] as AnswerKey, message }));
  return { answers: answersSchema.parse(without(given, keysOf(refusals))), refusals };
}

/** The keys of the refused answers, each once. */
export function keysOf(refusals: readonly Refusal[]): AnswerKey[] {
  return [...new Set(refusals.flatMap(({ key }) => key ?? []))];
}

/** The answers without some of them. */
export function without<T extends object>(answers: T, keys: readonly string[]): T {
  return Object.fromEntries(Object.entries(answers).filter(([key]) => !keys.includes(key))) as T;
}
