import { type ForwardingProxy, startForwardingProxy } from "../../bench/forwarding-proxy.ts";

/**
 * What may happen to a request:
 * - `dropped before`: the connection breaks and the domain has not seen the request
 * - `answer lost`: the domain has done it, and the connection breaks before its answer
 * - `429`, `503`, `500`: the domain has not done it and says so; `429` and `503` with `Retry-After: 0`
 * - `500 after`: the domain has done it and answers 500
 */
export const faults = ["dropped before", "answer lost", "429", "503", "500", "500 after"] as const;
export type Fault = (typeof faults)[number];

/** A request as a plan for faults sees it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** Counted from 1, since `plan` was set. */
  readonly number: number;
}

/** Decides what happens to a request; `after` runs when the domain has done it and before its answer goes on. */
export interface Plan {
  readonly fault?: (seen: Seen) => Fault | undefined;
  readonly before?: (seen: Seen) => void;
  /** Holds the answer back until it resolves; the domain has done the request then. */
  readonly wait?: (seen: Seen) => Promise<void>;
  readonly after?: (seen: Seen) => void;
}

/** A proxy in front of an identity domain that lets requests fail. */
export interface FaultProxy extends ForwardingProxy {
  /** Faults that were injected so far. */
  readonly injected: number;
  follow(plan: Plan): void;
}

export async function startFaultProxy(target: () => string): Promise<FaultProxy> {
  let plan: Plan = {};
  let number = 0;
  let injected = 0;

  const proxy = await startForwardingProxy(target, async ({ method, target: path, body }, forward) => {
    const { fault: faultOf, before, after, wait } = plan;
    const seen = { method, path, body: body.toString(), number: ++number };
    const fault = faultOf?.(seen);
    if (fault) injected++;
    before?.(seen);
    switch (fault) {
      case "dropped before":
        return undefined;
      case "429":
      case "503":
        return { status: Number(fault), headers: ["retry-after", "0"] };
      case "500":
        return { status: 500 };
    }
    const answer = await forward();
    after?.(seen);
    await wait?.(seen);
    if (fault === "answer lost") return undefined;
    if (fault === "500 after") return { status: 500 };
    return answer;
  });
  return {
    ...proxy,
    get injected() {
      return injected;
    },
    follow(next) {
      plan = next;
      number = 0;
    },
  };
}
