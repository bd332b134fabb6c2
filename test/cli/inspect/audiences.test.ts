import { describe, expect, it } from "vitest";
import { appOfUrl, audiencesIn, slightDifference } from "../../../cli/inspect/audiences.ts";
import { aboutAudience } from "../../../cli/inspect/checks/audience.ts";

const app = (displayName: string, ...audiences: string[]) => ({ displayName, audiences, scopes: [] });

describe("slightDifference", () => {
  it.each([
    ["https://h/", "https://h", "the slash at the end"],
    ["https://h:443", "https://h", "the port"],
    ["https://h:443/", "https://h", "the slash at the end and the port"],
    ["https://h:8443", "https://h", "the port"],
    ["https://H", "https://h", "upper and lower case"],
    ["https://h/a", "https://h/b", undefined],
    ["https://h", "https://other", undefined],
    ["https://h", "https://h", undefined],
    ["urn:a", "https://h", undefined],
  ])("of %s and %s is %s", (one, other, difference) => {
    expect(slightDifference(one, other)).toBe(difference);
  });
});

describe("aboutAudience", () => {
  it("says in what an audience differs from that of the app that is called", () => {
    const orders = app("Orders API", "https://orders.example.com/");
    const context = {
      claims: { aud: "https://orders.example.com" },
      now: new Date(),
      expected: { app: orders, scopes: [] },
      apps: [orders],
      isComplete: true,
      holder: "unknown" as const,
      userOfClient: "unknown" as const,
    };
    expect(aboutAudience(context)).toEqual({
      check: "audience",
      verdict: "refused",
      says: '"https://orders.example.com" is not "https://orders.example.com/", the audience of Orders API: they differ in the slash at the end. Services compare audiences character by character. The audience was changed after the token was issued: request a new one with today\'s scope.',
    });
  });
});

describe("aboutAudience of a token for the domain itself", () => {
  it.each(["https://idcs-1.example", "https://idcs-1.example:443"])("accepts %s", (aud) => {
    const context = {
      claims: { aud: ["urn:opc:lbaas:logicalguid=idcs-1", aud], tenant_iss: "https://idcs-1.example:443" },
      now: new Date(),
      expected: { scopes: [] },
      apps: [],
      isComplete: true,
      holder: "unknown" as const,
      userOfClient: "unknown" as const,
    };
    expect(aboutAudience(context)).toEqual({
      check: "audience",
      verdict: "ok",
      says: `"urn:opc:lbaas:logicalguid=idcs-1", "${aud}": the domain's own API`,
    });
  });
});

describe("appOfUrl", () => {
  const apps = [app("all", "https://h/"), app("orders", "https://h/orders"), app("urn", "urn:x")];

  it.each([
    ["https://h/orders/1", "orders"],
    ["https://h/ordersX", "all"],
    ["https://h:443/", "all"],
    ["http://h/", undefined],
  ])("of %s is %s", (url, name) => {
    expect(appOfUrl(apps, new URL(url))?.displayName).toBe(name);
  });
});

it("audiencesIn takes texts only: a number or an object is no audience", () => {
  expect([
    audiencesIn({ aud: "a" }),
    audiencesIn({ aud: ["a", {}, null, "b"] }),
    audiencesIn({ aud: 7 }),
    audiencesIn({}),
  ]).toEqual([["a"], ["a", "b"], [], []]);
});
