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
