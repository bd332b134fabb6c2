import { describe, expect, it } from "vitest";
import { grantsIn } from "../../cli/drift/grants-of.ts";
import { ListsOfStacks } from "../../cli/drift/lists-of-stacks.ts";
import type { IdentityDomain, RequestOptions, StoredResource } from "../../identity-domain/identity-domain.ts";
import { RunLists } from "../../provider/requests/run-lists.ts";

/** A domain that finds by a function of the query, and says what it was asked. */
function domainWith(find: (filter: string | undefined) => readonly StoredResource[]) {
  const asked: string[] = [];
  const filterOf = ({ query = {} }: RequestOptions) => (query.filter === undefined ? undefined : String(query.filter));
  const domain = {
    url: "https://idcs.example.com",
    list: (collection: string, options: RequestOptions) => {
      const found = find(filterOf(options));
      asked.push(`${collection} ${options.query?.count} ${filterOf(options) ?? "all"}`);
      const counts = { totalResults: found.length, startIndex: 1, itemsPerPage: 1 };
      return Promise.resolve({ schemas: [], ...counts, Resources: found });
    },
    listAll: (collection: string, options: RequestOptions) => {
      asked.push(`${collection} ${filterOf(options) ?? "all"}`);
      return Promise.resolve([...find(filterOf(options))]);
    },
  } as unknown as IdentityDomain;
  return { domain, asked };
}

const grant = (id: string, grantee: string, app: string): StoredResource => ({
  id,
  grantee: { value: grantee },
  app: { value: app },
});
const stored = [grant("1", "client", "api"), grant("2", "user", "client"), grant("3", "user", "other")];

describe("grants of applications", () => {
  it("are asked for by filters, if these are few", async () => {
    const { domain, asked } = domainWith((filter) => (filter?.startsWith("grantee") ? stored.slice(0, 1) : []));
    expect(await grantsIn(domain)(["client"], ["client"])).toEqual(stored.slice(0, 1));
    expect(asked).toEqual(['Grants grantee.value eq "client"', 'Grants app.value eq "client"']);
  });

  it("are found among all grants, which are read once, if filters would take more requests", async () => {
    const { domain, asked } = domainWith(() => stored);
    const find = grantsIn(domain, 200);
    expect(await find(["client"], ["client"])).toEqual(stored.slice(0, 2));
    expect(await find(["user"], [])).toEqual(stored.slice(1));
    expect(await find([], [])).toEqual([]);
    expect(asked).toEqual(["Grants 1 all", "Grants all"]);
  });

  it("are asked for by filters, if the domain has very many grants", async () => {
    const many = Array.from({ length: 9001 }, (_, index) => grant(String(index), "user", "other"));
    const { domain, asked } = domainWith((filter) => (filter === undefined ? many : stored.slice(0, 1)));
    expect(await grantsIn(domain, 10)(["client"], [])).toEqual(stored.slice(0, 1));
    expect(asked).toEqual(["Grants 1 all", 'Grants grantee.value eq "client"']);
  });
});

const tags = (stack: string) => [
  { key: "managed-by", value: "idcs-apps" },
  { key: "stack", value: `idcs-apps/${stack}` },
];
const filterFor = (stack: string) => `tags[key eq "stack" and value eq "idcs-apps/${stack}"]`;

describe("lists of many stacks", () => {
  const listsOf = (found: readonly StoredResource[]) => {
    const { domain, asked } = domainWith(() => found);
    const lists = new ListsOfStacks(domain);
    lists.sharing(["idcs-apps/prod.a", "idcs-apps/prod.b"]);
    const ids = async (stack: string) =>
      (await lists.list("Apps", { query: { filter: filterFor(stack) } })).Resources.map(({ id }) => id);
    return { asked, ids };
  };

  it("take what each stack owns from one list", async () => {
    const { asked, ids } = listsOf([
      { id: "1", tags: tags("prod.a") },
      { id: "2", tags: tags("prod.b") },
    ]);
    expect([await ids("prod.a"), await ids("prod.b"), await ids("prod.a")]).toEqual([["1"], ["2"], ["1"]]);
    expect(asked).toEqual(['Apps tags[key eq "managed-by" and value eq "idcs-apps"]']);
  });

  it("ask for each stack what the domain shows without tags", async () => {
    const { asked, ids } = listsOf([{ id: "1" }]);
    expect([await ids("prod.a"), await ids("prod.a")]).toEqual([["1"], ["1"]]);
    expect(asked).toEqual([
      'Apps tags[key eq "managed-by" and value eq "idcs-apps"]',
      `Apps undefined ${filterFor("prod.a")}`,
    ]);
  });
});

describe("the lists of a run", () => {
  it("find by a key without what the run has removed, and read the list once", async () => {
    const { domain, asked } = domainWith(() => [{ id: "1", name: "a" }, { id: "2", name: "a" }, { id: "3" }]);
    const lists = new RunLists();
    const named = ({ name }: StoredResource) => String(name);
    const ids = async (name: string) => (await lists.having(domain, "Apps", {}, named, name)).map(({ id }) => id);
    expect([await ids("a"), await ids("b")]).toEqual([["1", "2"], []]);
    lists.removed("1");
    expect(await ids("a")).toEqual(["2"]);
    expect(asked).toEqual(["Apps all"]);
  });
});
