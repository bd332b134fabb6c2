import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DriftWorld, startDriftWorld } from "./drift-world.ts";

// Instead of the teams of the example: the time stands still, and with it the allowance of requests.
const file = "teams/payments.yaml";
const noTeam = "team: shop\nowner: shop@example.com\nclients: []\n";
const manifest = `team: books
owner: books@example.com
clients:
  - name: books
    displayName: Books
    grantTypes: [client_credentials]
    access: [{ app: Books, scopes: [read] }]
    # what others may do
    api:
      audience: https://books.example.com/
      scopes:
        - value: read # all
        - value: write
      allowRefresh: true
      roles: [{ name: Reader }, { name: Writer }]
  - name: reader
    grantTypes: [client_credentials]
    access: [{ app: Books, scopes: [read], roles: [Reader] }]
  - name: shelf
    clientType: public
    grantTypes: [authorization_code]
    redirectUrls: [https://shelf.example.com/]
`;

let world: DriftWorld;
beforeEach(async () => {
  world = await startDriftWorld({ [file]: manifest, "teams/shop.yaml": noTeam });
});
afterEach(() => world.close());

const written = () => readFileSync(join(world.folder, file), "utf8");
const words = async () => (await world.drift()).report.entries.map(({ what }) => what);
const replaced = (from: string, to: string, text = manifest) => {
  expect(text).toContain(from);
  return text.replace(from, to);
};

describe("drift accept of a client that is an API too", () => {
  it("writes its scopes, lifetimes and app roles into api, and nothing else; then there is no drift", async () => {
    expect(await words()).toEqual([]);
    await world.change("Books", {
      scopes: [{ value: "read" }, { value: "lend", displayName: "Lending" }],
      accessTokenExpiry: null,
      refreshTokenExpiry: 60,
    });
    const writer = await world.one("AppRoles", 'displayName eq "Writer"');
    await world.byHand.remove("AppRoles", writer.id);
    expect((await world.accept(["books/books"])).isComplete).toBe(true);
    expect(written()).toBe(
      replaced(
        `        - value: write
      allowRefresh: true
      roles: [{ name: Reader }, { name: Writer }]
`,
        `        - value: lend
          displayName: Lending
      allowRefresh: true
      roles: [{name: Reader}]
      accessTokenExpiry: none
      refreshTokenExpiry: 60
`,
      ),
    );
    expect(await words()).toEqual([]);
  });

  it("writes api for a client that somebody has made an API", async () => {
    await world.change("books-shelf", {
      isOAuthResource: true,
      audience: "https://shelf.example.com/",
      scopes: [{ value: "see" }],
    });
    expect(await words()).toEqual([
      "is an API too",
      'scope "see" was added',
      'the audience was set to "https://shelf.example.com/"',
    ]);
    expect((await world.accept(["books/shelf"])).isComplete).toBe(true);
    expect(written()).toBe(
      `${manifest}    api:
      audience: https://shelf.example.com/
      scopes:
        - value: see
      accessTokenExpiry: none
      refreshTokenExpiry: none
`,
    );
    expect(await words()).toEqual([]);
  });
});
