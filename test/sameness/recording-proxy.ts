import { type ForwardingProxy, startForwardingProxy } from "../../bench/forwarding-proxy.ts";

/** A request that went through, as it was sent, and how it was answered. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query, beneath `/admin/v1/`. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly status: number;
}

/** A proxy in front of an identity domain that keeps the bodies of requests, which the domain's own log does not. */
export interface RecordingProxy extends ForwardingProxy {
  /** In the order in which they were answered. */
  readonly seen: readonly SeenRequest[];
}

/** Starts a proxy on a free port. */
export async function startRecordingProxy(domainUrl: string): Promise<RecordingProxy> {
  const seen: SeenRequest[] = [];
  const proxy = await startForwardingProxy(
    () => domainUrl,
    async ({ method, target, body }, forward) => {
      const answer = await forward();
      const path = target.replace("/admin/v1/", "");
      seen.push({
        method,
        path,
        body: body.length === 0 ? undefined : JSON.parse(String(body)),
        status: answer.status,
      });
      return answer;
    },
  );
  return { ...proxy, seen };
}
