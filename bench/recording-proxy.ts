import { type ForwardingProxy, startForwardingProxy } from "./forwarding-proxy.ts";

/** What a resource is known by. */
export interface Identity {
  readonly id?: string;
  readonly ocid?: string;
}

/** A request that went through the proxy, with what it was answered. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly body: string;
  readonly status: number;
  /** What the answered resource is known by, if the answer is one. */
  readonly answered: Identity;
  /** Milliseconds since the process began. */
  readonly began: number;
  readonly ended: number;
}

/** A proxy that passes on everything as it is and remembers it. */
export interface RecordingProxy extends ForwardingProxy {
  /** What was requested since the last call, in the order of the answers. */
  take(): RecordedRequest[];
}

/** Starts a proxy before an identity domain on this machine. */
export async function startRecordingProxy(domainUrl: string): Promise<RecordingProxy> {
  let recorded: RecordedRequest[] = [];
  const proxy = await startForwardingProxy(
    () => domainUrl,
    async ({ method, target, body }, forward) => {
      const began = performance.now();
      const answer = await forward();
      const ended = performance.now();
      const { status } = answer;
      recorded.push({ method, target, body: body.toString(), status, answered: identityIn(answer.body), began, ended });
      return answer;
    },
  );
  return {
    ...proxy,
    take() {
      const taken = recorded;
      recorded = [];
      return taken;
    },
  };
}

/** How many requests there were of each method. */
export function countByMethod(requests: readonly RecordedRequest[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { method } of requests) counts[method] = (counts[method] ?? 0) + 1;
  return counts;
}

function identityIn(content: Buffer | undefined): Identity {
  try {
    const { id, ocid } = JSON.parse(String(content)) as Record<string, unknown>;
    return { ...(typeof id === "string" && { id }), ...(typeof ocid === "string" && { ocid }) };
  } catch {
    return {};
  }
}
