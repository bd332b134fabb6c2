import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import type { ClientOptions } from "../../identity-domain/sending/client-options.ts";
import { answering, errorOf, failed } from "./answering-domain.ts";
import { signingKey } from "./key.ts";

// Domains that answer as no domain does: broken ones, proxies, and other servers.

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function domainAt(listener: RequestListener, options: ClientOptions = {}): Promise<IdentityDomain> {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new IdentityDomain(url, signingKey, { retry: { retries: 1, firstDelay: 0, longestDelay: 0 }, ...options });
}

const html = (status: number): Response => new Response("<html>Sign in</html>", { status });
const unexpected = (request: string, status: number, expected: string): unknown[] => [
  "UNEXPECTED_ANSWER",
  `${request} was answered with ${status} and without ${expected}.\nCheck that https://idcs-1.example is an identity domain's URL.`,
];
const apps = "https://idcs-1.example/admin/v1/Apps";

describe("an answer without end", () => {
  it("of a byte now and then is ended by the time limit, and repeated", async () => {
    let requests = 0;
    const domain = await domainAt(
      (_, response) => {
        requests++;
        response.writeHead(200, { "content-type": "application/json" });
        const bytes = setInterval(() => response.write(" "), 20);
        response.on("close", () => clearInterval(bytes));
      },
      { timeout: 150 },
    );
    const error = await errorOf(domain.read("Apps", "1"));
    expect([error.code, error.message, requests]).toEqual([
      "ANSWER_LOST",
      `GET ${domain.url}/admin/v1/Apps/1 was sent and got no answer (ETIMEDOUT).`,
      2,
    ]);
  });

  it("of many bytes is ended at 32 MiB, and not repeated", async () => {
    let requests = 0;
    const domain = await domainAt((_, response) => {
      requests++;
      const chunk = Buffer.alloc(1024 * 1024, " ");
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.writeHead(200, { "content-type": "application/json" }).on("drain", more);
      more();
    });
    const error = await errorOf(domain.replace("Apps", "1", {}));
    expect([error.code, error.message, requests]).toEqual([
      "ANSWER_TOO_LARGE",
      `PUT ${domain.url}/admin/v1/Apps/1 was answered with more than 32 MiB, the limit for an answer.\nIt may have taken effect all the same: run \`pulumi refresh\`.`,
      1,
    ]);
  });

  it("is not awaited, but a wait before a repetition may be longer than the time limit of an attempt", async () => {
    const waits: number[] = [];
    const domain = await domainAt(
      (_, response) => {
        waits.push(Date.now());
        response.writeHead(503, { "retry-after": "1" }).end("{}");
      },
      { timeout: 100, retry: { retries: 1, firstDelay: 0, longestDelay: 1000 } },
    );
    await errorOf(domain.read("Apps", "1"));
    expect((waits[1] ?? 0) - (waits[0] ?? 0)).toBeGreaterThanOrEqual(990);
  });
});

describe("a list without end", () => {
  const page = (ids: readonly string[], totalResults = 1e9): Response =>
    Response.json({ schemas: [], totalResults, Resources: ids.map((id) => ({ id })) });

  it("that repeats its page ends after it", async () => {
    const { domain, requests } = answering([page(["1", "2"]), page(["1", "2"])]);
    const error = await errorOf(domain.listAll("Apps"));
    expect([error.code, error.message, requests.length]).toEqual([
      "LIST_TOO_LONG",
      `GET ${apps}?count=1000&startIndex=3 found a list that does not end: 2 pages have 2 different resources.\nCheck that https://idcs-1.example is an identity domain's URL.`,
      2,
    ]);
  });

  it("that always goes on ends after a hundred pages", async () => {
    const { domain, requests } = answering(
      Array.from({ length: 101 }, (_, index) => page([String(index)])),
      { identityDomainType: "premium" },
    );
    const error = await errorOf(domain.listAll("Apps"));
    expect([error.code, requests.length]).toEqual(["LIST_TOO_LONG", 100]);
  });

  it("is not one whose pages overlap, because a resource was created meanwhile", async () => {
    const { domain } = answering([page(["1", "2"], 3), page(["2", "3"], 4)]);
    expect(await domain.listAll("Apps")).toHaveLength(4);
  });
});

describe("an answer that is not a list", () => {
  const list = { schemas: ["urn"], totalResults: 1, startIndex: 1, itemsPerPage: 1, Resources: [{ id: "1" }] };
  it.each([
    ["no resources", { ...list, Resources: undefined }],
    ["resources that are null", { ...list, Resources: [null] }],
    ["a string as resources", { ...list, Resources: "abc" }],
    ["an object as resources", { ...list, Resources: { id: "1" } }],
    ["resources without id", { ...list, Resources: [{ displayName: "x" }] }],
    ["numbers as ids", { ...list, Resources: [{ id: 1 }] }],
    ["lists as resources", { ...list, Resources: [[]] }],
    ["no schemas", { ...list, schemas: undefined }],
    ["schemas that are null", { ...list, schemas: [null] }],
    ["a string as total", { ...list, totalResults: "1" }],
    ["a negative total", { ...list, totalResults: -1 }],
    ["a string as first index", { ...list, startIndex: "1" }],
    ["a string as page size", { ...list, itemsPerPage: {} }],
    ["nothing", null],
    ["a list", []],
    ["a string", "abc"],
  ])("is refused if it has %s", async (_, body) => {
    const error = await errorOf(answering([Response.json(body)]).domain.list("Apps"));
    expect([error.code, error.message]).toEqual(unexpected(`GET ${apps}`, 200, "a list"));
  });

  it.each([
    ["HTML", html(200)],
    ["an empty body", new Response("")],
    ["JSON that breaks off", new Response('{"schemas":[')],
    ["bytes that are not UTF-8", new Response(new Uint8Array([0xff, 0xfe]))],
  ])("is refused if it is %s", async (_, answer) => {
    const error = await errorOf(answering([answer]).domain.list("Apps"));
    expect([error.code, error.message]).toEqual(unexpected(`GET ${apps}`, 200, "a list"));
  });

  it("is a list if nothing was found and the resources are omitted", async () => {
    const empty = { schemas: [], totalResults: 0 };
    expect(await answering([Response.json(empty)]).domain.list("Apps")).toEqual({
      ...empty,
      startIndex: 1,
      itemsPerPage: 0,
      Resources: [],
    });
  });
});

describe("an answer that is not a resource", () => {
  it.each([null, [], "abc", {}, { id: null }, { id: 1 }, { id: "" }])("is refused (%j)", async (body) => {
    const error = await errorOf(answering([Response.json(body)]).domain.create("Apps", {}));
    expect([error.code, error.message]).toEqual(unexpected(`POST ${apps}`, 200, 'a resource that has an "id"'));
  });

  it("is no proof of a deletion", async () => {
    const error = await errorOf(answering([html(200)]).domain.remove("Apps", "1"));
    expect([error.code, error.message]).toEqual(unexpected(`DELETE ${apps}/1`, 200, "the end of the resource"));
    await answering([new Response(null, { status: 204 })]).domain.remove("Apps", "1");
  });

  it("is no proof of a change of status", async () => {
    const error = await errorOf(answering([html(200)]).domain.changeStatus("1", false));
    expect([error.code, error.message]).toEqual(
      unexpected("PUT https://idcs-1.example/admin/v1/AppStatusChanger/1", 200, "the changed status"),
    );
  });

  it("is no proof that the resource is gone: 404 of a page", async () => {
    const error = await errorOf(answering([html(404)]).domain.read("Apps", "1"));
    expect([error.code, error.message]).toEqual(unexpected(`GET ${apps}/1`, 404, "an error of the admin API"));
  });
});

describe("an answer that leads to a sign-in page", () => {
  it.each([
    ["https://login.example.com/signin?token=secret", "to https://login.example.com/signin"],
    ["/ui/v1/signin", "to https://idcs-1.example/ui/v1/signin"],
    ["https://[", "nowhere"],
    [undefined, "nowhere"],
  ])("says where: %s", async (location, place) => {
    const answer = new Response(null, { status: 302, ...(location && { headers: { location } }) });
    const error = await errorOf(answering([answer]).domain.read("Apps", "1"));
    expect([error.code, error.message]).toEqual([
      "UNEXPECTED_ANSWER",
      `GET ${apps}/1 was answered with 302, which leads ${place}, instead of an admin API's answer.\nCheck that https://idcs-1.example is an identity domain's URL.`,
    ]);
  });
});

describe("a domain's message", () => {
  it("is shown on one line, without control and format characters", async () => {
    const detail = "\u001b[31mNo\r\nGET / HTTP/1.1\u202e\u0000\u200b end\u2028.";
    const error = await errorOf(answering([failed(400, { detail })]).domain.create("Apps", {}));
    expect(error.message).toBe(`POST ${apps} was refused: 400 "[31mNo GET / HTTP/1.1 end ." (opc-request-id REQ).`);
    expect(error.details.detail).toBe("[31mNo GET / HTTP/1.1 end .");
  });

  it("of 50,000 characters, with ids and a URL as long, is a line of at most 1,000", async () => {
    const long = "x".repeat(50_000);
    const extension = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error";
    const answer = failed(400, { detail: long, [extension]: { messageId: long } }, { "opc-request-id": long });
    const error = await errorOf(answering([answer]).domain.list("Apps", { query: { filter: long } }));
    expect(error.message.length).toBeLessThanOrEqual(1000);
    expect(error.message).toContain(`400 "${"x".repeat(399)}…"`);
  });

  it.each([null, "abc", [], { detail: 5 }, { detail: { a: 1 } }, { detail: "\u0000" }])(
    "is none if it is %j",
    async (body) => {
      const error = await errorOf(answering([failed(400, body)]).domain.create("Apps", {}));
      expect(error.message).toBe(`POST ${apps} was refused: 400 with no explanation (opc-request-id REQ).`);
    },
  );

  it("is not looked for in extensions that are null", async () => {
    const extension = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error";
    const error = await errorOf(answering([failed(400, { [extension]: null })]).domain.create("Apps", {}));
    expect(error.code).toBe("REFUSED");
  });
});
