import { inspect } from "node:util";
import type { AxiosError } from "axios";
import { describe, expect, test } from "vitest";
import { IdentityDomain } from "../../identity-domain/client.ts";
import type { IdentityDomainError } from "../../identity-domain/identity-domain-error.ts";
import { defaultRetryLimits, delayBefore } from "../../identity-domain/retry.ts";
import { signingKey } from "./key.ts";

// A domain that gives the answers it was told to, one after the other.

type Step = Response | "lost" | "refused";

interface Domain {
  readonly domain: IdentityDomain;
  readonly requests: Request[];
}

const found = (): Response => Response.json({ id: "1", displayName: "ledger" });
const failed = (status: number, body: unknown = {}): Response =>
  Response.json(body, { status, headers: { "opc-request-id": "REQ" } });

function answering(...steps: Step[]): Domain {
  const requests: Request[] = [];
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    requests.push(new Request(input, init));
    const step = steps.shift() ?? found();
    if (step instanceof Response) return step;
    const code = step === "lost" ? "ECONNRESET" : "ECONNREFUSED";
    throw Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error(code), { code }) });
  };
  const retry = { firstDelay: 0, longestDelay: 0 };
  return { domain: new IdentityDomain("https://idcs-1.example/", signingKey, { fetch, retry }), requests };
}

async function errorOf(request: Promise<unknown>): Promise<IdentityDomainError> {
  return request.then(
    () => expect.unreachable("it succeeded"),
    (error: IdentityDomainError) => error,
  );
}

describe("errors", () => {
  const detail = (text: string, messageId?: string): unknown => ({
    detail: text,
    ...(messageId && { "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error": { messageId } }),
  });
  const cases: readonly [number, unknown, string, string][] = [
    [
      400,
      detail("Missing required attribute(s): displayName.", "error.common.validation.missingReqAttributes"),
      "REFUSED",
      '400 "Missing required attribute(s): displayName." (error.common.validation.missingReqAttributes, opc-request-id REQ).',
    ],
    [
      401,
      detail("Denied."),
      "UNAUTHORIZED",
      `401 "Denied." (opc-request-id REQ).\nCheck oci:tenancyOcid, oci:userOcid and the key (is its public part an API key of that user?), and this machine's clock.`,
    ],
    [
      403,
      { code: "NotAuthorized", message: "No." },
      "FORBIDDEN",
      '403 "No." (NotAuthorized, opc-request-id REQ).\nThe user of this key needs the role Application Administrator in the identity domain.',
    ],
    [404, {}, "NOT_FOUND", "404 without a word of why (opc-request-id REQ)."],
    [
      409,
      detail("Exists."),
      "CONFLICT",
      '409 "Exists." (opc-request-id REQ).\nOne with the same name may exist already: choose another name, or take the existing one over with `pulumi import`.',
    ],
  ];
  test.each(cases)("%i", async (status, body, code, message) => {
    const { domain } = answering(failed(status, body));
    const error = await errorOf(domain.create("Apps", { displayName: "ledger" }));
    expect([error.code, error.message]).toEqual([
      code,
      `POST https://idcs-1.example/admin/v1/Apps was refused: ${message}`,
    ]);
    expect(error.details).toMatchObject({
      method: "POST",
      url: "https://idcs-1.example/admin/v1/Apps",
      status,
      opcRequestId: "REQ",
    });
  });

  test("hold nothing of the request's headers or body", async () => {
    for (const step of [failed(400), "lost"] as const) {
      const { domain } = answering(step);
      const error = await errorOf(domain.create("Apps", { clientSecret: "hush-hush" }));
      const dump = inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error);
      for (const secret of ["hush-hush", "Signature", "rsa-sha256"]) expect(dump).not.toContain(secret);
    }
  });

  test("a URL that is none", async () => {
    expect(() => new IdentityDomain("https://idcs-1.example/ui/v1", signingKey)).toThrow(
      expect.objectContaining({
        code: "ENDPOINT",
        message:
          '"https://idcs-1.example/ui/v1" is no identity domain\'s URL: it has the form https://idcs-….identity.oraclecloud.com, without a path.',
      }),
    );
  });

  test("a domain that is not there is not asked again", async () => {
    const domain = new IdentityDomain("http://127.0.0.1:1", signingKey);
    const error = await errorOf(domain.read("Apps", "1"));
    expect([error.code, error.message]).toEqual([
      "UNREACHABLE",
      "http://127.0.0.1:1 cannot be reached (ECONNREFUSED); GET /admin/v1/Apps/1 was not sent.\nThe local identity domain is started by `npm start` or `npm run local-domain`.",
    ]);
  });

  test("an answer that was lost", async () => {
    const error = await errorOf(answering("lost").domain.create("Apps", {}));
    expect([error.code, error.message]).toEqual([
      "ANSWER_LOST",
      "POST https://idcs-1.example/admin/v1/Apps was sent and got no answer (ERR_NETWORK).\nIt may have been done all the same: look in the identity domain before it is created again.",
    ]);
  });

  test("an answer of something else", async () => {
    const error = await errorOf(answering(Response.json({ hello: "world" })).domain.list("Apps"));
    expect([error.code, error.message]).toEqual([
      "UNEXPECTED_ANSWER",
      "GET https://idcs-1.example/admin/v1/Apps was answered with 200 and without a list.\nCheck that https://idcs-1.example is an identity domain's URL.",
    ]);
  });
});

describe("repetition", () => {
  test("of a POST that the domain did not take, under the same retry token and a fresh signature", async () => {
    const { domain, requests } = answering(failed(429), failed(503));
    expect((await domain.create("Apps", { displayName: "ledger" })).id).toBe("1");
    const headers = (name: string): (string | null)[] => requests.map((request) => request.headers.get(name));
    expect(requests).toHaveLength(3);
    expect(new Set(headers("opc-retry-token")).size).toBe(1);
    expect(await Promise.all(requests.map((request) => request.text()))).toEqual(
      Array(3).fill('{"displayName":"ledger"}'),
    );
  });

  test.each([failed(500), failed(409), "lost", "refused"] as const)("never of a POST otherwise (%#)", async (step) => {
    const { domain, requests } = answering(step);
    await errorOf(domain.create("Apps", {}));
    expect(requests).toHaveLength(1);
  });

  test("of a GET, PUT and DELETE without a useful answer", async () => {
    const { domain, requests } = answering(
      failed(500),
      found(),
      failed(502),
      found(),
      failed(504),
      new Response(null, { status: 204 }),
    );
    await domain.read("Apps", "1");
    await domain.replace("Apps", "1", {});
    await domain.remove("Apps", "1");
    expect(requests).toHaveLength(6);
  });

  test("ends", async () => {
    const { domain, requests } = answering(...Array.from({ length: 20 }, () => failed(429)));
    const error = await errorOf(domain.read("Apps", "1"));
    expect([error.code, requests.length]).toEqual(["RATE_LIMITED", 1 + defaultRetryLimits.retries]);
  });

  test("waits as long as Retry-After asks, within reason, and at random a little longer", () => {
    const error = (seconds: string): AxiosError =>
      ({ response: { headers: { "retry-after": seconds } } }) as unknown as AxiosError;
    const wait = (attempt: number, seconds: string, random: number): number =>
      delayBefore(attempt, error(seconds), defaultRetryLimits, random);
    expect([wait(1, "7", 0), wait(1, "7", 0.5), wait(3, "0", 0.5), wait(20, "0", 1), wait(1, "86400", 0)]).toEqual([
      7000, 7250, 1000, 30_000, 120_000,
    ]);
  });
});

test("a change of status is a PUT of an AppStatusChanger on the application's id", async () => {
  const { domain, requests } = answering();
  await domain.changeStatus("a/b", false);
  expect([requests[0]?.method, requests[0]?.url, await requests[0]?.json()]).toEqual([
    "PUT",
    "https://idcs-1.example/admin/v1/AppStatusChanger/a%2Fb",
    { schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger"], active: false },
  ]);
});
