import { z } from "zod";
import type { Connection } from "../connection.ts";
import { maskedTarget } from "./masked-target.ts";

/** One request that the domain answered. Its headers, its body and the secrets of its query are not kept. */
export interface RequestLogEntry {
  /** Counts all requests of the process from 1. */
  readonly sequence: number;
  /** When it arrived, on the domain's clock. */
  readonly time: string;
  readonly method: string;
  /** Path and query; values of secret parameters are masked. */
  readonly path: string;
  /** 0 when a fault ended the connection instead of an answer. */
  readonly status: number;
  /** How long the answer took. */
  readonly milliseconds: number;
  /** The `Content-Length` of the request; 0 without one. */
  readonly requestBytes: number;
  /** The display name of the client or user, once authenticated. */
  readonly caller?: string;
  /** Why it was refused: the `messageId` of the admin API or the OAuth error code. */
  readonly refusal?: string;
  /** The exact reason, if the answer must not give it: for example, which part of a client's credentials was wrong. */
  readonly reason?: string;
}

/** The requests of a domain, in order: the last 10,000. */
export interface RequestLog {
  readonly entries: readonly RequestLogEntry[];
  /** Adds the request that `answer` answers, whatever the outcome. */
  record(request: Request, connection: Connection, answer: () => Promise<Response>): Promise<Response>;
  /** Removes them all; the sequence continues. */
  clear(): void;
}

const kept = 10_000;

/** Creates an empty log. `notify` is called with each new entry. */
export function requestLog(now: () => Date, notify: (entry: RequestLogEntry) => void = () => {}): RequestLog {
  const entries: RequestLogEntry[] = [];
  let sequence = 0;
  return {
    entries,
    clear: () => {
      entries.length = 0;
    },
    record: async (request, connection, answer) => {
      const time = now().toISOString();
      const began = performance.now();
      let response: Response | undefined;
      try {
        response = await answer();
        return response;
      } finally {
        const refusal = response && (await refusalOf(response));
        const entry: RequestLogEntry = {
          sequence: ++sequence,
          time,
          method: request.method,
          path: maskedTarget(connection.target),
          status: response?.status ?? 0,
          milliseconds: Math.round(performance.now() - began),
          requestBytes: Number(request.headers.get("content-length") ?? 0),
          ...(connection.caller !== undefined && { caller: connection.caller }),
          ...(refusal !== undefined && { refusal }),
          ...(connection.refusalReason !== undefined && { reason: connection.refusalReason }),
        };
        entries.push(entry);
        if (entries.length > kept) entries.shift();
        notify(entry);
      }
    },
  };
}

const errorExtension = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error";
const errorBody = z.object({
  [errorExtension]: z.object({ messageId: z.string() }).optional(),
  error: z.string().optional(),
});

async function refusalOf(response: Response): Promise<string | undefined> {
  const isError = response.status >= 400 && response.headers.get("content-type")?.startsWith("application/json");
  if (!isError) return undefined;
  const { data } = errorBody.safeParse(await response.clone().json());
  return data?.[errorExtension]?.messageId ?? data?.error;
}

/** A line of `serve --log`. */
export function renderRequest({
  time,
  method,
  path,
  status,
  milliseconds,
  caller,
  refusal,
  reason,
}: RequestLogEntry): string {
  const notes = [`${milliseconds} ms`, caller, refusal, reason].filter((note) => note !== undefined);
  return `${time} ${method} ${path} ${status === 0 ? "dropped" : status} (${notes.join(", ")})`;
}
