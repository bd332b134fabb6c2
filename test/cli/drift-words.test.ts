import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { addedByDomain, isAddedByDomain } from "../../cli/drift/added-by-domain.ts";
import { attributeWords } from "../../cli/drift/attribute-words.ts";
import { lastChange } from "../../cli/drift/deviation.ts";
import { renderReport } from "../../cli/drift/render.ts";
import { reportOf } from "../../cli/drift/report.ts";

describe("attributeWords", () => {
  it.each([
    ["active", true, false, ["was deactivated"]],
    ["active", false, true, ["was activated"]],
    ["allowAccessControl", true, false, ["grants are not enforced"]],
    ["bypassConsent", false, true, ["consent is bypassed"]],
    ["description", "a", "b", ['the description is "b" instead of "a"']],
    ["description", "a", "", ['the description "a" was removed']],
    ["description", undefined, "b", ['the description was set to "b"']],
    ["accessTokenExpiry", 3600, 60, ["accessTokenExpiry is 60 instead of 3600"]],
    ["redirectUris", ["a", "b"], ["b", "c"], ['redirect URL "c" was added', 'redirect URL "a" was removed']],
    ["redirectUris", ["a"], undefined, ['redirect URL "a" was removed']],
    ["allowedScopes", [{ fqs: "a" }], [{ fqs: "a", readOnly: false }, { fqs: "b" }], ['scope "b" was added']],
    [
      "tags",
      [{ key: "color", value: "red" }],
      [{ key: "color", value: "blue" }],
      ['tag "color": value is "blue" instead of "red"'],
    ],
    [
      "tags",
      [{ key: "owner", value: "a@example.com" }],
      [
        { key: "owner", value: "b@example.com" },
        { key: "adopted", value: "2026-11-26" },
      ],
      ['tag "owner": value is "b@example.com" instead of "a@example.com"'],
    ],
    ["tags", [{ key: "adopted", value: "a" }], [], ['tag "adopted" was removed']],
    ["name", { familyName: "a" }, { familyName: "b", formatted: "b" }, ['name: familyName is "b" instead of "a"']],
    ["certificates", [{ certAlias: "a" }], [], ['certificate "a" was removed']],
    [
      "scopes",
      [{ value: "read", requiresConsent: false, __defaults: [] }],
      [{ value: "read", requiresConsent: true, fqs: "https://a/read" }],
      ['scope "read": requiresConsent is true instead of false'],
    ],
  ])("says of %s, declared as %j and found as %j: %j", (attribute, declared, live, words) => {
    expect(attributeWords(attribute, declared, live)).toEqual(words);
  });

  it("names what an id stands for", () => {
    const names = new Map([["1", "office"]]);
    const live = [{ value: "1" }, { value: "2" }];
    expect(attributeWords("appsNetworkPerimeters", [], live, (id) => names.get(id) ?? id)).toEqual([
      'network perimeter "office" was added',
      'network perimeter "2" was added',
    ]);
  });
});

describe("what the domain adds by itself", () => {
  it("is never a difference, at any index of a list", () => {
    const paths = ["schemas", "schemas[1]", "allowedScopes[3].readOnly", "basedOnTemplate.lastModified"];
    expect(paths.filter(isAddedByDomain)).toEqual(paths);
  });

  it("is not what people change in the same attribute", () => {
    expect(["allowedScopes[3].fqs", "allowedScopes[0]", "scopes[0].value", "active"].filter(isAddedByDomain)).toEqual(
      [],
    );
  });

  it("is the table of docs/drift.md, whose sections the reference has", () => {
    const page = (name: string) => readFileSync(join(import.meta.dirname, "../../docs", name), "utf8");
    const rows = addedByDomain.map(
      ({ resource, attribute, what, section }) => `| ${resource} | \`${attribute}\` | ${what} | ${section} |`,
    );
    const table = page("drift.md")
      .split("\n")
      .filter((line) => /^\| (App|Grant|OAuthClientCertificate|User) \|/.test(line));
    expect(table).toEqual(rows);
    const reference = page("identity-domains-api.md");
    const missing = addedByDomain.filter(({ section }) => !new RegExp(`^##+ ${section}[. ]`, "m").test(reference));
    expect(missing).toEqual([]);
  });
});

describe("lastChange", () => {
  it.each([
    [{ display: "John Doe", ocid: "ocid1.user.oc1..j", value: "OCI User" }, "John Doe"],
    [{ ocid: "ocid1.user.oc1..j", value: "OCI User" }, "ocid1.user.oc1..j"],
    [{ value: "0123", display: "" }, "0123"],
  ])("of %j is by %s", (idcsLastModifiedBy, by) => {
    const at = "2026-11-24T21:03:59.000Z";
    expect(lastChange({ idcsLastModifiedBy, meta: { lastModified: at } })).toEqual({ by, at });
  });

  it("is nobody's if the domain does not say it", () => {
    expect(lastChange({})).toEqual({});
  });
});

describe("a report", () => {
  const about = { stack: "prod", identityDomain: "https://idcs-1.example.com", compared: 2, notes: [] };
  const deviation = (subject: string, words: string) => ({ kind: "changed", subject, words, isDrift: true }) as const;

  it("has one entry for what several applications have in common, and keeps others apart", () => {
    const { entries } = reportOf(
      [deviation("b/b", "was deactivated"), deviation("a/a", "was deactivated"), deviation("a/a", "was changed")],
      about,
    );
    expect(entries.map(({ what, where }) => [what, where.map(({ name }) => name)])).toEqual([
      ["was changed", ["a/a"]],
      ["was deactivated", ["a/a", "b/b"]],
    ]);
  });

  it("shows a name of the domain on one line, and a time that is none as it is", () => {
    const by = "John\n\u001b[31mDoe";
    const text = renderReport(reportOf([{ ...deviation("a/a", "was changed"), by, at: "yesterday" }], about));
    expect(text.split("\n")[1]).toBe("  a/a: was changed (last changed by John [31mDoe, yesterday)");
  });
});
