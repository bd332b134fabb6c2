/** A refusal of an endpoint under `/local`: all problems at once. */
export class ControlError extends Error {
  override readonly name = "ControlError";
  readonly status: 400 | 403 | 404;
  readonly problems: readonly string[];

  constructor(status: 400 | 403 | 404, problems: readonly string[]) {
    super(problems.join("\n"));
    this.status = status;
    this.problems = problems;
  }
}
