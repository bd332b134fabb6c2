import PQueue from "p-queue";

/** A stack, and the stacks that come before it. */
export interface Ordered {
  readonly name: string;
  /** Those without which it cannot be run. */
  readonly needs: readonly string[];
  /** Those that it waits for, whatever becomes of them. */
  readonly after: readonly string[];
}

/** How stacks are run. */
export interface RunOptions<Stack, Result> {
  /** How many run at a time. */
  readonly parallel: number;
  /** Once it is aborted, no other stack is begun. */
  readonly signal: AbortSignal;
  readonly run: (stack: Stack) => Promise<Result>;
  /** Whether a stack that needs this one can be run. */
  readonly isUsable: (result: Result) => boolean;
  /** The result of a stack that is not run because one that it needs failed. */
  readonly skipped: (stack: Stack, failed: readonly string[]) => Result;
  /** The result of a stack that is not run because the run was cancelled. */
  readonly notRun: (stack: Stack) => Result;
}

/**
 * Runs stacks, several at a time, each after those that it needs or waits for. A stack that fails stops only those that need it.
 *
 * @param stacks in an order in which each comes after those that it needs; names that are not among them are not waited for
 * @returns the results, in the order of the stacks
 */
export async function runInOrder<Stack extends Ordered, Result>(
  stacks: readonly Stack[],
  { parallel, signal, run, isUsable, skipped, notRun }: RunOptions<Stack, Result>,
): Promise<Result[]> {
  const queue = new PQueue({ concurrency: parallel });
  const results = new Map<string, Promise<Result>>();
  const resultOf = async (stack: Stack): Promise<Result> => {
    const of = (names: readonly string[]) =>
      Promise.all(names.map(async (name) => ({ name, result: await results.get(name) })));
    await of(stack.after);
    const needed = await of(stack.needs);
    const failed = needed.filter(({ result }) => result !== undefined && !isUsable(result)).map(({ name }) => name);
    if (signal.aborted) return notRun(stack);
    if (failed.length > 0) return skipped(stack, failed);
    return queue.add(() => (signal.aborted ? Promise.resolve(notRun(stack)) : run(stack)));
  };
  for (const stack of stacks) results.set(stack.name, resultOf(stack));
  return Promise.all(results.values());
}
