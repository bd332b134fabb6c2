import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { asAnnotations } from "../../../cli/review/annotations.ts";
import { asMarkdown } from "../../../cli/review/markdown.ts";
import { asSarif } from "../../../cli/review/sarif.ts";
import { asText } from "../../../cli/review/text.ts";
import { client, type Entries, messages, repositoryWith, reviewed, team } from "./world.ts";

const shop = "teams/shop.yaml";
const base = { [shop]: team("shop", [client("robot")]) };
const secret = "hunter2-plain-secret";

/** All forms of a review of a pull request, and the review. */
async function all(head: Entries, entries: Entries = base) {
  const found = await reviewed(repositoryWith(entries, head));
  const output = [asText(found), asMarkdown(found), JSON.stringify(asSarif(found)), ...asAnnotations(found)].join("\n");
  return { found, output };
}

describe("review reads only regular files of the pull request", () => {
  it("refuses links in teams/, to a file and to a folder, without following them", async () => {
    const root = repositoryWith(base, {
      "teams/evil.yaml": { link: "../secret/one" },
      "teams/folder": { link: "/etc" },
      "secret/one": secret,
    });
    writeFileSync(join(root, "secret"), secret);
    const found = await reviewed(root);
    expect(messages(found.problems)).toEqual([
      "teams/evil.yaml:0:0 is a symbolic link, and a review follows none: put the file itself there.",
      "teams/folder:0:0 is a symbolic link, and a review follows none: put the file itself there.",
    ]);
    expect(JSON.stringify(found)).not.toMatch(/hunter2|secret\/one"?:|\/etc/);
  });

  it("refuses submodules in teams/", async () => {
    const { found } = await all({ "teams/other": "submodule" });
    expect(messages(found.problems)).toEqual([
      "teams/other:0:0 is a submodule, which a review does not read: put the files themselves there.",
    ]);
  });

  it("does not read certificates that lead out of the project, or through a link, and shows nothing of what is none", async () => {
    const certificates = (file: string) =>
      team("shop", [
        `name: robot, grantTypes: [jwt_assertion], clientType: trusted, access: [], certificates: [${file}]`,
      ]);
    const messagesFor = async (file: string, more: Entries = {}) => {
      const { found, output } = await all({ [shop]: certificates(file), ...more });
      expect(output).not.toContain(secret);
      return found.problems.map(({ message }) => message);
    };
    expect(await messagesFor("../../../etc/passwd")).toEqual([
      expect.stringMatching(
        /^clients\[0\]\.certificates\[0\].*: \.\.\/\.\.\/etc\/passwd is not in the project, or a link that leads out of it/,
      ),
    ]);
    expect(await messagesFor("../one.pem", { "one.pem": { link: "/etc/passwd" } })).toEqual([
      expect.stringContaining("one.pem is not a regular file."),
    ]);
    expect(await messagesFor("../one.pem", { "one.pem": secret })).toEqual([
      expect.stringContaining("one.pem is not a certificate in PEM"),
    ]);
  });

  it("refuses a file of 100 MB, and more than 5,000 files, without reading them", async () => {
    const huge = await all({ "teams/huge.yaml": Buffer.alloc(100 * 1_048_576) });
    expect(messages(huge.found.problems)).toEqual(["teams/huge.yaml:0:0 is larger than 1 MiB, the limit for a file."]);
    const many = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, index) => [`teams/${index % 400}/${index}.yaml`, secret]),
    );
    const { found, output } = await all(many);
    expect(messages(found.problems)).toEqual([
      "teams:0:0 has 20001 files: at most 5000 are read. Nothing of it was read.",
    ]);
    expect(output).not.toContain(secret);
    expect(output.length).toBeLessThan(60_000);
  });

  it("refuses manifests of more than 16 MiB together", async () => {
    const large = Object.fromEntries(
      Array.from({ length: 18 }, (_, index) => [`teams/${index}.yaml`, Buffer.alloc(1_000_000, "#")]),
    );
    const { found } = await all(large);
    expect(found.problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^has \d+ bytes of manifests: at most 16777216 are read\. Nothing of it was read\.$/),
    ]);
  });

  it("ends soon with YAML bombs", async () => {
    const lines = Array.from(
      { length: 30 },
      (_, index) =>
        `a${index}: &a${index} [${Array(9)
          .fill(index === 0 ? "x" : `*a${index - 1}`)
          .join(", ")}]`,
    );
    const { found } = await all({
      "teams/bomb.yaml": `team: bomb\n${lines.join("\n")}\n`,
      "teams/deep.yaml": "[".repeat(20_000),
    });
    expect(found.problems.map(({ file, message }) => [file, message])).toEqual([
      ["teams/bomb.yaml", "the aliases (*name) repeat too much: at most 10000 values may be repeated."],
      ["teams/deep.yaml", "lists and objects are nested too deeply here."],
    ]);
  });

  it("runs nothing that attributes of the pull request ask for", async () => {
    const mark = join(repositoryWith(base, {}), "ran");
    const root = repositoryWith(base, {
      ".gitattributes": "*.yaml filter=evil diff=evil merge=evil\n",
      [shop]: team("shop", [client("robot"), client("second")]),
    });
    writeFileSync(
      join(root, "config"),
      `[core]\n\tbare = true\n\trepositoryformatversion = 0\n[filter "evil"]\n\tsmudge = touch ${mark}\n\tclean = touch ${mark}\n[diff "evil"]\n\ttextconv = touch ${mark}\n\tcommand = touch ${mark}\n`,
    );
    expect((await reviewed(root)).changes).toHaveLength(1);
    expect(() => writeFileSync(mark, "", { flag: "wx" })).not.toThrow();
  });
});

describe("names of a pull request", () => {
  it("with control characters are refused, and shown without them", async () => {
    const { found, output } = await all({
      "teams/a\n::error::b\u001b[31m.yaml": secret,
      "teams/c\u202ed.yaml": secret,
    });
    expect(found.problems.map(({ message }) => message)).toEqual([
      "has a name with a control character: give it a name of letters and digits.",
      "has a name with a control character: give it a name of letters and digits.",
    ]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is escaped.
    expect(output).not.toMatch(/[\u001b\u202e]|^\s*::error::b/m);
    expect(output).toContain("teams/a\\n::error::b\\u001b[31m.yaml");
  });

  it("that are no path of teams/ never begin a line of the output, nor a command of a pipeline", async () => {
    const { output } = await all({ "::stop-commands::x": "", "##[command]y": "", '"quoted" `name`': "" });
    expect(output).not.toMatch(/^\s*::(?!warning |error )/m);
    expect(output).not.toContain("##[");
    expect(output).toContain('- "quoted" `name`');
  });

  it("that differ by case alone are refused", async () => {
    const { found } = await all({ "teams/SHOP.yaml": team("other", []) });
    expect(messages(found.problems)).toEqual([
      'teams/shop.yaml:0:0 differs from "teams/SHOP.yaml" by case alone: on many disks, only one of them can exist. Rename it.',
    ]);
  });

  it("such as __proto__ and constructor are names as others", async () => {
    const { found } = await all({
      "teams/__proto__.yaml": "team: __proto__\nowner: a@example.com\nclients: []\n__proto__: { polluted: true }\n",
      "teams/constructor.yaml": team("constructor", [
        client("hasownproperty", "access: [], environments: { __proto__: {}, toString: {} }"),
      ]),
    });
    expect(found.refused).toBe(true);
    expect(found.problems.map(({ file }) => file)).toEqual(
      expect.arrayContaining(["teams/__proto__.yaml", "teams/constructor.yaml"]),
    );
    expect("polluted" in {}).toBe(false);
  });

  it("of a team that another file has are refused", async () => {
    const { found } = await all({ "teams/mine.yaml": team("shop", [client("mine")]) });
    expect(messages(found.problems)).toContain(
      'teams/shop.yaml:1:7 team: team "shop" is already declared, at teams/mine.yaml:1:7: write one file per team.',
    );
    expect(found.refused).toBe(true);
  });
});

describe("a review of thousands of problems", () => {
  it("counts them, and stays short in every form", async () => {
    const clients = Array.from(
      { length: 1_200 },
      (_, index) => `name: c${index}, grantTypes: [nonsense${"x".repeat(50)}], access: []`,
    );
    const { found, output } = await all({ "teams/many.yaml": team("many", clients) });
    expect([found.problemCount, found.problems.length]).toEqual([1_200, 1_000]);
    expect(asMarkdown(found).length).toBeLessThan(60_000);
    expect(asText(found).split("\n").length).toBeLessThan(300);
    expect(asAnnotations(found).length).toBeLessThanOrEqual(100);
    expect(output).toContain("and 1160 more");
  });
});
