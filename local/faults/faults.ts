import { z } from "zod";
import { DroppedConnection } from "./dropped-connection.ts";
import { type CheckedFaultRule, type FaultRule, faultRule } from "./fault-rule.ts";
import { injectedStatus } from "./injected-status.ts";
import { pathPattern } from "./path-pattern.ts";

/** A rule with its counts. */
export type FaultReport = CheckedFaultRule & {
  /** How many requests matched it. */
  readonly seen: number;
  /** How many of them failed because of it. */
  readonly injected: number;
};

/** The failures that a domain injects into its own answers. */
export interface Faults {
  /** The rules in their order, with their counts. */
  report(): readonly FaultReport[];
  /** Replaces the rules; all counts start again at zero. */
  replace(rules: readonly FaultRule[]): void;
  /**
   * Answers a request, unless a rule prevents it: the first one that applies.
   *
   * @throws DroppedConnection
   */
  around(
    request: { readonly method: string; readonly path: string },
    answer: () => Promise<Response>,
  ): Promise<Response>;
}

interface Counted {
  readonly rule: CheckedFaultRule;
  readonly matches: (path: string) => boolean;
  seen: number;
  injected: number;
}

/** Creates the faults of a domain. @throws ZodError for an invalid rule */
export function injectedFaults(rules: readonly FaultRule[] = []): Faults {
  let counted: readonly Counted[] = [];
  const replace = (next: readonly FaultRule[]) => {
    counted = z
      .array(faultRule)
      .parse(next)
      .map((rule) => ({ rule, matches: pathPattern(rule.match.path ?? "/"), seen: 0, injected: 0 }));
  };
  replace(rules);
  return {
    replace,
    report: () => counted.map(({ rule, seen, injected }) => ({ ...rule, seen, injected })),
    around: async ({ method, path }, answer) => {
      // Every rule counts what matches it, so that "the third POST" is the third, whether or not the others failed.
      const [first] = counted.filter((one) => applies(one, method, path));
      if (first === undefined) return answer();
      first.injected += 1;
      return inject(first.rule, path, answer);
    },
  };
}

function applies(one: Counted, method: string, path: string): boolean {
  const { match, times = Number.POSITIVE_INFINITY } = one.rule;
  if ((match.method ?? method) !== method || !one.matches(path)) return false;
  one.seen += 1;
  return (match.nth ?? one.seen) === one.seen && one.injected < times;
}

async function inject(rule: CheckedFaultRule, path: string, answer: () => Promise<Response>): Promise<Response> {
  const { milliseconds } = rule;
  if (milliseconds !== undefined) await new Promise((resolve) => setTimeout(resolve, milliseconds));
  switch (rule.fault) {
    case "latency":
      return answer();
    case "status":
      return injectedStatus(path, rule.status, rule.retryAfter);
    case "drop":
      throw new DroppedConnection();
    case "drop-after":
      await answer();
      throw new DroppedConnection();
  }
}
