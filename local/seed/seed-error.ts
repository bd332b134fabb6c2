/** What is wrong with a seed: every problem on a line, with its place in the file where it comes from one. */
export class SeedError extends Error {
  override readonly name = "SeedError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}
