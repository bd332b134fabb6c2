import { expect, it } from "vitest";
import { call } from "../../cli/call/call.ts";
import type { Pair } from "../../cli/pair/pair.ts";

const tokenUrl = "https://d.example.com/oauth2/v1/token";
const api = "https://api.example.com/orders";
const accessToken = "token-of-the-client";
const pair: Pair = {
  clientId: "ledger",
  clientSecret: "idcscs-1",
  tokenUrl,
  scope: "https://api.example.com/read",
  scopes: { Orders: "https://api.example.com/read", Ledger: "https://ledger.example.com/read" },
};

/** A token endpoint and an API, and what they were asked. */
function network(answer: () => Response) {
  const asked: { url: string; body: string; authorization: string | null; redirect: string | undefined }[] = [];
  const send = async (input: unknown, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    const [url, body] = [String(input), String(init.body ?? "")];
    asked.push({ url, body, authorization: headers.get("authorization"), redirect: init.redirect });
    return url === tokenUrl ? Response.json({ access_token: accessToken, token_type: "Bearer" }) : answer();
  };
  return { asked, send: send as typeof fetch };
}

it("shows an API's refusal with its headers, without the token and without what a terminal would obey", async () => {
  const { asked, send } = network(
    () =>
      new Response(`{"detail":"\u001B[2Jno role, ${accessToken}"}`, {
        status: 403,
        statusText: "Forbidden",
        headers: { "content-type": "application/json", "www-authenticate": 'Bearer error="insufficient_scope"' },
      }),
  );
  expect(await call(pair, "payments/ledger", { url: api }, send)).toEqual({
    text: `GET ${api}\nHTTP 403 Forbidden\ncontent-type: application/json\nwww-authenticate: Bearer error="insufficient_scope"\n\n{"detail":"[2Jno role, ********"}`,
    isAccepted: false,
  });
  expect(asked.at(-1)).toMatchObject({ url: api, authorization: `Bearer ${accessToken}` });
});

it.each([
  ["in pieces", `token-of\u0000-the-client`, "********"],
  ["where the shown part ends", `${"x".repeat(65_536 - 12)}${accessToken}`, `${"x".repeat(65_536 - 12)}********`],
])("hides the token %s", async (_, body, shown) => {
  const { send } = network(() => new Response(body, { headers: { "content-type": "text/plain" } }));
  const { text } = await call(pair, "payments/ledger", { url: api }, send);
  expect(text).toBe(`GET ${api}\nHTTP 200\ncontent-type: text/plain\n\n${shown}`);
});

it("reads no more of an endless answer than it shows, and says when an answer breaks off", async () => {
  const piece = new Uint8Array(40_000).fill(120);
  const headers = { "content-type": "text/plain" };
  const endless = network(() => new Response(new ReadableStream({ pull: (to) => to.enqueue(piece) }), { headers }));
  const { text } = await call(pair, "payments/ledger", { url: api }, endless.send);
  expect(text).toBe(`GET ${api}\nHTTP 200\ncontent-type: text/plain\n\n${"x".repeat(65_536)}`);
  const broken = network(() => new Response(new ReadableStream({ pull: (to) => to.error(new TypeError("ended")) })));
  await expect(call(pair, "payments/ledger", { url: api }, broken.send)).rejects.toMatchObject({
    name: "CommandError",
    message: `${api} broke off its answer, or did not end it within 60 seconds.`,
  });
});

it("takes the scope of the app that is named", async () => {
  const { asked, send } = network(() => new Response("ok"));
  const { isAccepted } = await call(pair, "payments/ledger", { url: api, app: "Ledger" }, send);
  expect(isAccepted).toBe(true);
  expect(new URLSearchParams(asked[0]?.body).get("scope")).toBe("https://ledger.example.com/read");
});

it("follows no redirect, which would take the token elsewhere", async () => {
  const { asked, send } = network(
    () => new Response(null, { status: 302, headers: { location: "https://x.example/" } }),
  );
  const { text, isAccepted } = await call(pair, "payments/ledger", { url: api }, send);
  expect({ isAccepted, requests: asked.length, redirect: asked.at(-1)?.redirect }).toEqual({
    isAccepted: false,
    requests: 2,
    redirect: "manual",
  });
  expect(text).toContain("location: https://x.example/");
});

it.each([
  [
    "http://api.example.com/",
    "http://api.example.com/ is not encrypted: nothing was sent, because others could read the token. Use https.",
  ],
  ["api.example.com", "api.example.com is not a URL: write it from https:// on."],
  ["https://u:p@api.example.com/", "The URL has a user name or a password: remove it, the token is sent instead."],
])("sends nothing to %s", async (url, message) => {
  const { asked, send } = network(() => new Response("ok"));
  await expect(call(pair, "payments/ledger", { url }, send)).rejects.toMatchObject({ name: "CommandError", message });
  expect(asked).toEqual([]);
});
