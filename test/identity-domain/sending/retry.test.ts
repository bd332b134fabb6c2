import type { AxiosError } from "axios";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defaultRetryLimits, delayBefore } from "../../../identity-domain/sending/retry.ts";
import { type AnsweringDomain, answering, errorOf, failed, found, type Step } from "../answering-domain.ts";

const gone = (): Response => new Response(null, { status: 204 });
const requestsOf = async (
  steps: readonly Step[],
  ask: (world: AnsweringDomain) => Promise<unknown>,
): Promise<number> => {
  const world = answering(steps);
  await ask(world).catch(() => {});
  return world.requests.length;
};

describe("a POST is repeated", () => {
  it("if the domain did not accept it, with the same retry token", async () => {
    const { domain, requests } = answering([failed(429), failed(503), "refused"]);
    expect((await domain.create("Apps", { displayName: "ledger" })).id).toBe("1");
    expect(requests).toHaveLength(4);
    expect(new Set(requests.map((request) => request.headers.get("opc-retry-token"))).size).toBe(1);
    expect(await Promise.all(requests.map((request) => request.text()))).toEqual(
      Array(4).fill('{"displayName":"ledger"}'),
    );
  });

  it.each([failed(409), failed(500), failed(502), failed(504), "lost"] as const)("not otherwise (%#)", async (step) => {
    expect(await requestsOf([step], ({ domain }) => domain.create("Apps", {}))).toBe(1);
  });
});

describe("a GET, PUT and DELETE is repeated", () => {
  const asks: Record<string, (world: AnsweringDomain) => Promise<unknown>> = {
    GET: ({ domain }) => domain.read("Apps", "1"),
    PUT: ({ domain }) => domain.replace("Apps", "1", {}),
    DELETE: ({ domain }) => domain.remove("Apps", "1"),
  };
  const failures: Record<string, () => Step> = {
    "429": () => failed(429),
    "500": () => failed(500),
    "502": () => failed(502),
    "503": () => failed(503),
    "504": () => failed(504),
    "a lost connection": () => "lost",
    "a refused connection": () => "refused",
  };
  const cases = Object.keys(asks).flatMap((method) => Object.keys(failures).map((failure) => [method, failure]));
  it.each(cases as [string, string][])("%s after %s", async (method, failure) => {
    const steps = [failures[failure]?.() ?? "lost", method === "DELETE" ? gone() : found()];
    expect(await requestsOf(steps, (world) => asks[method]?.(world) ?? Promise.reject())).toBe(2);
  });

  it.each(["PUT", "DELETE"])("%s three times after 409, which concurrent changes cause", async (method) => {
    const steps = Array.from({ length: 9 }, () => failed(409));
    expect(await requestsOf(steps, (world) => asks[method]?.(world) ?? Promise.reject())).toBe(4);
  });

  it.each([400, 403, 404, 412, 501])("not after %i", async (status) => {
    expect(await requestsOf([failed(status)], ({ domain }) => domain.replace("Apps", "1", {}))).toBe(1);
  });

  it("not if nothing listens on localhost", async () => {
    const { domain, requests } = answering(["refused"], { url: "http://127.0.0.1:1" });
    expect((await errorOf(domain.read("Apps", "1"))).code).toBe("UNREACHABLE");
    expect(requests).toHaveLength(1);
  });

  it("eight times, or as often as configured", async () => {
    const endless = (): Step[] => Array.from({ length: 20 }, () => failed(429));
    const { domain, requests } = answering(endless());
    expect((await errorOf(domain.read("Apps", "1"))).code).toBe("RATE_LIMITED");
    expect(requests).toHaveLength(1 + defaultRetryLimits.retries);
    const once = answering(endless(), { retry: { retries: 0 } });
    await errorOf(once.domain.read("Apps", "1"));
    expect(once.requests).toHaveLength(1);
  });
});

describe("a change without an answer", () => {
  it("is not called unsent if it may have taken effect before the domain became unreachable", async () => {
    const { domain } = answering(["lost", "refused"], { retry: { retries: 1, firstDelay: 0 } });
    const error = await errorOf(domain.replace("Apps", "1", {}));
    expect([error.code, error.message]).toEqual([
      "ANSWER_LOST",
      "PUT https://idcs-1.example/admin/v1/Apps/1 was sent and got no answer (ECONNREFUSED).\nIt may have taken effect all the same: run `pulumi refresh`.",
    ]);
  });
});

describe("an unreachable domain", () => {
  it("names an untrusted certificate as the reason", async () => {
    const untrusted = (): never => {
      const cause = Object.assign(new Error("self-signed"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
      throw Object.assign(new TypeError("fetch failed"), { cause });
    };
    const error = await errorOf(answering([untrusted]).domain.create("Apps", {}));
    expect([error.code, error.message]).toEqual([
      "UNREACHABLE",
      "https://idcs-1.example cannot be reached (DEPTH_ZERO_SELF_SIGNED_CERT); POST /admin/v1/Apps was not sent.\nIts certificate is not trusted: if your proxy issues it, set NODE_EXTRA_CA_CERTS to the file of the proxy's certificate authority.",
    ]);
  });
});

describe("a wait", () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-01-02T03:04:05Z") }));
  afterEach(() => void vi.useRealTimers());

  const wait = (attempt: number, retryAfter: string, random: number): number => {
    const error = { response: { headers: { "retry-after": retryAfter } } } as unknown as AxiosError;
    return delayBefore(attempt, error, defaultRetryLimits, random);
  };

  it.each([
    ["as long as Retry-After asks for in seconds", 7000, wait(1, "7", 0)],
    ["longer by a random time", 7250, wait(1, "7", 0.5)],
    ["twice as long before each repetition", 1000, wait(3, "0", 0.5)],
    ["at most 30 seconds of its own", 30_000, wait(20, "0", 1)],
    ["at most two minutes of Retry-After", 120_000, wait(1, "86400", 0)],
  ])("is %s: %i ms", (_, expected, milliseconds) => expect(milliseconds).toBe(expected));

  it.each([
    ["until the date of Retry-After", "Fri, 02 Jan 2026 03:04:15 GMT", 10_000],
    ["not at all if that date is over", "Fri, 02 Jan 2026 03:00:00 GMT", 0],
  ])("lasts %s", (_, date, expected) => expect(wait(1, date, 0)).toBe(expected));

  it("after 429 holds the other requests of the process too", async () => {
    const { domain, requests } = answering([failed(429, {}, { "retry-after": "5" })], { retry: { firstDelay: 0 } });
    const answers = [domain.read("Apps", "1")];
    await vi.advanceTimersByTimeAsync(1);
    answers.push(domain.read("Apps", "2"));
    await vi.advanceTimersByTimeAsync(4990);
    expect(requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(20);
    expect(requests).toHaveLength(3);
    await Promise.all(answers);
  });

  it("after 503 holds only the request that was answered with it", async () => {
    const { domain, requests } = answering([failed(503, {}, { "retry-after": "5" })], { retry: { firstDelay: 0 } });
    const first = domain.read("Apps", "1");
    await vi.advanceTimersByTimeAsync(1);
    await domain.read("Apps", "2");
    expect(requests).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(5000);
    await first;
  });

  it("for an answer ends with the time limit of the attempt; the next attempt has its own", async () => {
    const { domain, requests } = answering(["silent", "silent"], { timeout: 1000 });
    const answer = domain.read("Apps", "1");
    await vi.advanceTimersByTimeAsync(2010);
    expect((await answer).id).toBe("1");
    expect(requests).toHaveLength(3);
  });

  it("for the answer to a POST ends with the time limit, and it is not known whether it took effect", async () => {
    const { domain, requests } = answering(["silent"], { timeout: 1000 });
    const error = errorOf(domain.create("Apps", {}));
    await vi.advanceTimersByTimeAsync(1010);
    expect([(await error).code, (await error).message]).toEqual([
      "ANSWER_LOST",
      "POST https://idcs-1.example/admin/v1/Apps was sent and got no answer (ETIMEDOUT).\nIt may have taken effect all the same: check the identity domain before you create it again.",
    ]);
    expect(requests).toHaveLength(1);
  });

  it("of two hundred creations on a Premium domain is as long as its rate requires: none is refused", async () => {
    const times: number[] = [];
    const strict = (): Response => {
      times.push(Date.now());
      const busy = times.filter((time) => time > Date.now() - 1000).length > 90;
      return busy ? failed(429) : found();
    };
    const { domain, requests } = answering(Array.from({ length: 400 }, () => strict));
    const creations = Promise.all(Array.from({ length: 200 }, () => domain.create("Apps", {})));
    await vi.advanceTimersByTimeAsync(3000);
    expect(await creations).toHaveLength(200);
    expect(requests).toHaveLength(200);
  });
});

describe("a cancellation", () => {
  const url = "https://idcs-1.example/admin/v1/Apps";
  const cancelledAt = async (
    steps: readonly Step[],
    ask: (world: AnsweringDomain) => Promise<unknown>,
    retry = { firstDelay: 60_000 },
  ): Promise<readonly [string, string, boolean | undefined]> => {
    const cancellation = new AbortController();
    const world = answering(steps, { signal: cancellation.signal, retry });
    const failure = errorOf(ask(world));
    await vi.waitFor(() => expect(world.requests).toHaveLength(steps.length));
    cancellation.abort();
    const { code, message, details } = await failure;
    return [code, message, details.mayHaveBeenDone];
  };

  it("ends a request under way, which may have taken effect", async () => {
    expect(await cancelledAt(["silent"], ({ domain }) => domain.create("Apps", {}))).toEqual([
      "CANCELLED",
      `POST ${url} was cancelled.\nIt may have taken effect all the same: check the identity domain before you create it again.`,
      true,
    ]);
    expect(await cancelledAt(["silent"], ({ domain }) => domain.remove("Apps", "1"))).toEqual([
      "CANCELLED",
      `DELETE ${url}/1 was cancelled.\nIt may have taken effect all the same: run \`pulumi refresh\`.`,
      true,
    ]);
  });

  it("ends a request under way that only reads", async () => {
    expect(await cancelledAt(["silent"], ({ domain }) => domain.read("Apps", "1"))).toEqual([
      "CANCELLED",
      `GET ${url}/1 was cancelled; nothing was done.`,
      false,
    ]);
  });

  it("ends the wait before a repetition, when nothing was done", async () => {
    expect(await cancelledAt([failed(429)], ({ domain }) => domain.create("Apps", {}))).toEqual([
      "CANCELLED",
      `POST ${url} was cancelled; nothing was done.`,
      false,
    ]);
  });

  it("ends the wait before a repetition, when the request may have taken effect", async () => {
    expect((await cancelledAt([failed(500)], ({ domain }) => domain.replace("Apps", "1", {})))[2]).toBe(true);
    expect((await cancelledAt(["lost"], ({ domain }) => domain.replace("Apps", "1", {})))[2]).toBe(true);
  });

  it("ends the wait for the rate, and no later request is sent", async () => {
    const cancellation = new AbortController();
    const { domain, requests } = answering([], { signal: cancellation.signal, identityDomainType: "free" });
    const all = Promise.allSettled(Array.from({ length: 30 }, () => domain.read("Apps", "1")));
    await vi.waitFor(() => expect(requests).toHaveLength(20));
    cancellation.abort();
    const endings = await all;
    const late = await errorOf(domain.create("Apps", {}));
    expect(endings.filter(({ status }) => status === "rejected").length).toBeGreaterThanOrEqual(10);
    expect([late.code, late.details.mayHaveBeenDone, requests.length]).toEqual(["CANCELLED", false, 20]);
  });
});
