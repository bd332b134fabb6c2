import { beforeEach, describe, expect, it } from "vitest";
import { DomainLookUp } from "../../components/look-up/domain-look-up.ts";
import { resourceApp } from "./domain-of-the-mock.ts";
import { lookedUp, startRecording } from "./recorder.ts";

const url = "https://idcs-0123456789abcdef0123456789abcdef.identity.oraclecloud.com";

describe("DomainLookUp", () => {
  beforeEach(() => startRecording());

  it("reads all pages of a list", async () => {
    const names = ["one", "two", "three"];
    startRecording((_, { startIndex = 1 }) => ({
      apps: [resourceApp(`${startIndex}`, names[Number(startIndex) - 1] ?? "", "", [])],
      totalResults: names.length,
    }));
    const apps = await new DomainLookUp(url).resourceApps();
    expect(apps.map(({ displayName }) => displayName)).toEqual(names);
    expect(lookedUp.map(({ inputs }) => inputs.startIndex)).toEqual([undefined, 2, 3]);
  });

  it("stops at an empty page, whatever the total is", async () => {
    startRecording(() => ({ apps: [], totalResults: 5 }));
    expect(await new DomainLookUp(url).resourceApps()).toEqual([]);
  });

  it("does not follow a list that does not end: pages that repeat, or more than a hundred", async () => {
    startRecording(() => ({ apps: [resourceApp("1", "one", "", [])], totalResults: 1e9 }));
    await expect(new DomainLookUp(url).resourceApps()).rejects.toMatchObject({
      name: "LookUpError",
      message: "a list of the identity domain does not end: 2 pages have 1 different resources.",
    });
    startRecording((_, { startIndex = 1 }) => ({
      networkPerimeters: [{ id: String(startIndex), name: "office" }],
      totalResults: 1e9,
    }));
    await expect(new DomainLookUp(url).networkPerimeters()).rejects.toMatchObject({
      name: "LookUpError",
      message: "a list of the identity domain does not end: 100 pages have 100 different resources.",
    });
    expect(lookedUp).toHaveLength(100);
  });

  it("lists the applications of a stack or of teams by their tags, without a client secret, and no others", async () => {
    const tags = (client: string, more: Record<string, string> = {}) =>
      Object.entries({ "managed-by": "idcs-apps", stack: "idcs-apps/dev", team: "shop", client, ...more });
    const app = (id: string, isOauthClient: boolean, pairs: [string, string][]) => ({
      id,
      displayName: `Shop ${id}`,
      name: `shop_${id}`,
      active: id !== "2",
      isOauthClient,
      tags: pairs.map(([key, value]) => ({ key, value })),
      grantedAppRoles: isOauthClient
        ? [{ value: "role", display: "ServiceDeveloper", appId: "finance", appName: "OICINST_finance" }]
        : [],
    });
    const apps = [
      app("1", true, tags("robot", { colour: "red" })),
      app("2", false, tags("api")),
      app("3", true, tags("stranger", { "managed-by": "terraform" })),
      app("4", true, tags("managed").slice(0, 2)),
    ];
    startRecording(() => ({ apps, totalResults: apps.length }));
    const lookUp = new DomainLookUp(url);
    const found = await lookUp.applicationsOfStack("idcs-apps/dev");
    const shared = { stack: "idcs-apps/dev", team: "shop" };
    expect(found).toStrictEqual([
      {
        ...{ id: "2", displayName: "Shop 2", clientId: "shop_2", active: false, kind: "resourceApplication" },
        ...{ ...shared, client: "api", tags: new Map(tags("api")), roles: [] },
      },
      {
        ...{ id: "1", displayName: "Shop 1", clientId: "shop_1", active: true, kind: "client" },
        ...{ ...shared, client: "robot", tags: new Map(tags("robot", { colour: "red" })) },
        roles: [
          { id: "role", displayName: "ServiceDeveloper", app: { id: "finance", displayName: "OICINST_finance" } },
        ],
      },
    ]);
    await lookUp.applicationsOfStack("idcs-apps/dev");
    await lookUp.applicationsOfTeams(["shop", "billing", "shop"]);
    const asked = {
      idcsEndpoint: url,
      attributes: "displayName,name,active,isOAuthClient,tags,grantedAppRoles",
      appCount: 1000,
    };
    expect(lookedUp.map(({ inputs }) => inputs)).toStrictEqual([
      { ...asked, appFilter: 'tags[key eq "stack" and value eq "idcs-apps/dev"]' },
      {
        ...asked,
        appFilter: 'tags[key eq "team" and value eq "billing"] or tags[key eq "team" and value eq "shop"]',
      },
    ]);
    expect(await lookUp.applicationsOfTeams([])).toStrictEqual([]);
  });

  it("rejects with the plugin's own message", async () => {
    startRecording(() => {
      throw Object.assign(new Error(), { details: "401, as said." });
    });
    await expect(new DomainLookUp(url).resourceApps()).rejects.toMatchObject({
      name: "LookUpError",
      message: "401, as said.",
    });
  });
});
