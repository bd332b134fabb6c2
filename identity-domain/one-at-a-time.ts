/** Runs one call at a time: callers that come while one is under way receive its result. */
export function oneAtATime<Result>(call: () => Promise<Result>): () => Promise<Result> {
  let underway: Promise<Result> | undefined;
  return () => {
    underway ??= call().finally(() => {
      underway = undefined;
    });
    return underway;
  };
}
