import { beforeEach, describe, expect, it } from "vitest";
import { IdentityDomainError } from "../../../identity-domain/identity-domain-error.ts";
import { type Question, SharedLists, type Write } from "../../../identity-domain/sending/shared-lists.ts";

const resourceApps: Question = {
  reader: "administrator",
  collection: "Apps",
  query: { filter: "isOAuthResource eq true", attributes: "displayName,name,scopes", count: 1000 },
  headers: {},
};
const roles: Question = {
  reader: "administrator",
  collection: "AppRoles",
  query: { filter: 'app.value eq "finance" or app.value eq "orders"', attributes: "displayName,app" },
  headers: {},
};
const users: Question = {
  reader: "administrator",
  collection: "Users",
  query: { filter: 'userName eq "callan@example.com"', attributes: "userName" },
  headers: {},
};
const client = { displayName: "payments-ledger", isOAuthClient: true };

let now: number;
let lists: SharedLists;
let sent: number;

beforeEach(() => {
  now = 0;
  sent = 0;
  lists = new SharedLists(() => now);
});

/** Asks, and is answered with these ids. */
function ask(question: Question, ids: string[] = ["finance", "orders"], totalResults = ids.length) {
  return lists.answer(question, async () => {
    sent++;
    return { totalResults, Resources: ids.map((id) => ({ id })) };
  });
}

/** How many requests a question needs after a write, if it was answered before it. */
async function requestsAfter(write: Write, question: Question, ids?: string[], totalResults?: number): Promise<number> {
  await ask(question, ids, totalResults);
  await lists.discardedBy(write, async () => undefined);
  sent = 0;
  await ask(question, ids, totalResults);
  return sent;
}

const post = (collection: string, body: object): Write => ({ path: `/admin/v1/${collection}`, body: { ...body } });
const put = (path: string, body: object): Write => ({ path: `/admin/v1/${path}`, body: { ...body } });
const remove = (path: string): Write => ({ path: `/admin/v1/${path}`, body: undefined });

describe("an answer that is shared", () => {
  it.each<[string, Question, Write]>([
    ["a new resource app", resourceApps, post("Apps", { ...client, isOAuthResource: true })],
    ["an application that becomes a resource app", resourceApps, put("Apps/other", { isOAuthResource: true })],
    ["a change of an application in it", resourceApps, put("Apps/orders", { displayName: "Orders" })],
    ["a change of the state of an application in it", resourceApps, put("AppStatusChanger/orders", { active: false })],
    ["the end of an application in it", resourceApps, remove("Apps/finance")],
    ["a new app role", roles, post("AppRoles", { displayName: "Clerk", app: { value: "orders" } })],
    ["the end of an app role", roles, remove("AppRoles/0123")],
    ["the end of an application whose roles are in it", roles, remove("Apps/orders")],
    ["a new user", users, post("Users", { userName: "callan@example.com" })],
    ["requests in bulk", users, post("Bulk", {})],
    ["requests that are not known", resourceApps, post("Anything", {})],
  ])("is discarded by %s", async (_, question, write) => {
    expect(await requestsAfter(write, question)).toBe(1);
  });

  it.each<[string, Question, Write]>([
    ["a new client", resourceApps, post("Apps", client)],
    ["a change of a client", resourceApps, put("Apps/client", client)],
    ["the end of a client", resourceApps, remove("Apps/client")],
    ["an assignment", resourceApps, post("Grants", {})],
    ["a new client", roles, post("Apps", client)],
    ["the end of a client", roles, remove("Apps/client")],
    ["an assignment", roles, remove("Grants/0123")],
    ["a new client", users, post("Apps", client)],
    ["a new network perimeter", users, post("NetworkPerimeters", { name: "office" })],
  ])("stays after %s (%#)", async (_, question, write) => {
    expect(await requestsAfter(write, question)).toBe(0);
  });

  it.each<[string, Question]>([
    ["another filter", { ...resourceApps, query: { ...resourceApps.query, filter: 'tags[key eq "stack"]' } }],
    ["another attribute", { ...resourceApps, query: { ...resourceApps.query, attributes: "name,grantedAppRoles" } }],
    ["no attributes", { ...resourceApps, query: { filter: "isOAuthResource eq true" } }],
    ["attribute sets", { ...resourceApps, query: { ...resourceApps.query, attributeSets: ["all"] } }],
  ])("to a question with %s is discarded by each write", async (_, question) => {
    expect(await requestsAfter(post("Grants", {}), question)).toBe(1);
  });

  it("that is one page of several is discarded when any application ends", async () => {
    expect(await requestsAfter(remove("Apps/client"), resourceApps, ["finance"], 1001)).toBe(1);
  });

  it("is discarded if it was under way during the write", async () => {
    let finish = () => {};
    const write = lists.discardedBy(post("AppRoles", {}), () => new Promise<void>((resolve) => (finish = resolve)));
    await ask(roles);
    finish();
    await write;
    await ask(roles);
    expect(sent).toBe(2);
  });

  it("is not used by another reader, for another question, or after a minute", async () => {
    await ask(users);
    await ask({ ...users, reader: "auditor" });
    await ask({ ...users, query: { ...users.query, startIndex: 2 } });
    await ask({ ...users, headers: { resource_type_schema_version: "2" } });
    expect(sent).toBe(4);
    now = 59_999;
    await ask(users);
    expect(sent).toBe(4);
    now = 60_000;
    await ask(users);
    expect(sent).toBe(5);
  });

  it("that failed is requested again the next time, and not at once", async () => {
    const failure = new IdentityDomainError("SERVER_FAILED", "It failed.");
    let failures = 0;
    const failing = () => {
      failures++;
      return Promise.reject(failure);
    };
    const both = [lists.answer(users, failing), lists.answer(users, failing)];
    expect(await Promise.allSettled(both)).toEqual([
      { status: "rejected", reason: failure },
      { status: "rejected", reason: failure },
    ]);
    expect(failures).toBe(1);
    await ask(users);
    expect(sent).toBe(1);
  });

  it("that one client cancels is requested again by the others, once", async () => {
    const cancelled = new IdentityDomainError("CANCELLED", "Pulumi was cancelled.");
    const first = lists.answer(users, () => Promise.reject(cancelled));
    const others = [ask(users, ["callan"]), ask(users, ["callan"])];
    await expect(first).rejects.toBe(cancelled);
    expect((await Promise.all(others)).map(({ Resources }) => Resources)).toEqual([
      [{ id: "callan" }],
      [{ id: "callan" }],
    ]);
    expect(sent).toBe(1);
  });

  it("is one request for all that ask at the same time", async () => {
    await Promise.all([ask(users), ask(users), ask(users)]);
    expect(sent).toBe(1);
  });
});
