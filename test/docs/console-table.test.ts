import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { flags } from "../../cli/request/answers/flags.ts";
import { adminOperations } from "../../local/openapi/admin-operations.ts";
import { oauthOperations } from "../../local/openapi/oauth-operations.ts";
import { resourceTypes } from "../../local/schemas/resource-types.ts";
import type { Attribute } from "../../local/scim/attribute.ts";
import environmentSchema from "../../manifest/environment.schema.json" with { type: "json" };
import { consoleFields } from "../../manifest/oracle/console-fields.ts";
import { builtInServices, type Service } from "../../manifest/oracle/services.ts";
import teamSchema from "../../manifest/team.schema.json" with { type: "json" };
import { Declarations } from "./declarations.ts";
import { codesIn, type Row, tablesOf } from "./markdown.ts";
import { keysOf } from "./schema-keys.ts";

const root = resolve(import.meta.dirname, "..", "..");
const tables = tablesOf(join(root, "docs/from-console-to-manifest.md"));
const components = new Declarations(join(root, "components"));
const outputs = new Declarations(join(root, "naming"));

/** The rows of the tables that have a column, and the code of that column by row. */
function column(name: string): { readonly row: Row; readonly codes: readonly string[] }[] {
  return tables.flatMap(({ header, rows }) => {
    const index = header.indexOf(name);
    return index < 0 ? [] : rows.map((row) => ({ row, codes: codesIn(row.cells[index] ?? "") }));
  });
}

/** What is wrong in a column, with its place. */
function wrongIn(name: string, isRight: (code: string) => boolean): string[] {
  return column(name).flatMap(({ row, codes }) =>
    codes.filter((code) => !isRight(code)).map((code) => `${row.place} ${code}`),
  );
}

const codesOf = (name: string) => new Set(column(name).flatMap(({ codes }) => codes));

describe("every table", () => {
  it("has a cell for each column, with text or with the reason why there is none", () => {
    expect(tables.length).toBeGreaterThan(15);
    const found = tables.flatMap(({ header, rows }) =>
      rows.flatMap(({ place, cells }) => [
        ...(cells.length === header.length ? [] : [`${place} ${cells.length} cells`]),
        ...cells
          .filter((cell) => cell === "" || (/^[—–-]/.test(cell) && !/^— \(.+\)$/.test(cell)))
          .map((cell) => `${place} "${cell}"`),
      ]),
    );
    expect(found).toEqual([]);
  });
});

describe("the column of the manifest", () => {
  const inTeam = keysOf(teamSchema);
  const inEnvironment = keysOf(environmentSchema).map((key) => `environment: ${key}`);
  const written = codesOf("manifest");
  const replaced = /^(\w+\[\]\.environments)\.\*\.(\w+)(.*)$/;

  it("has every key of a manifest and of an environment", () => {
    expect(inTeam.length).toBeGreaterThan(60);
    expect(inEnvironment.length).toBeGreaterThan(20);
    const missing = [...inTeam, ...inEnvironment].filter((key) => !replaced.test(key) && !written.has(key));
    expect(missing).toEqual([]);
  });

  it("names, where it speaks of environments, every key that they may replace", () => {
    const parts = inTeam.flatMap((key) => {
      const [, environments = "", own = "", rest] = replaced.exec(key) ?? [];
      return rest === "" ? [{ key, environments, own }] : [];
    });
    expect(parts.length).toBeGreaterThan(15);
    const missing = parts.filter(
      ({ environments, own }) =>
        !column("manifest").some(({ codes }) => codes.includes(environments) && codes.includes(own)),
    );
    expect(missing).toEqual([]);
  });

  it("calls each field as the schemas do, so that an editor shows the console's word", () => {
    const text = readFileSync(join(root, "docs/from-console-to-manifest.md"), "utf8");
    const bold = [...text.matchAll(/\*\*(.+?)\*\*/g)].map(([, words = ""]) => words);
    const known = new Set([...inTeam, ...inEnvironment]);
    expect(Object.keys(consoleFields).filter((key) => !known.has(key) && !key.startsWith("clients[].api."))).toEqual(
      [],
    );
    const unknown = Object.values(consoleFields).filter((field) => !bold.some((words) => words.includes(field)));
    expect(unknown).toEqual([]);
    const rows = tables
      .filter(({ header }) => header[0] === "console" && header[1] === "manifest")
      .flatMap((table) => table.rows)
      .filter(({ cells: [console = "", manifest = ""] }) => console.startsWith("**") && !manifest.startsWith("—"))
      .flatMap(({ cells }) => codesIn(cells[1] ?? "").slice(0, 1));
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.filter((key) => !(key in consoleFields))).toEqual([]);
  });

  it("has no key that does not exist", () => {
    const known = new Set([...inTeam, ...inEnvironment]);
    const isPath = (code: string) => /^(environment: |clients\[|resourceApplications\[)/.test(code);
    expect(wrongIn("manifest", (code) => !isPath(code) || known.has(code))).toEqual([]);
  });
});

describe("the column of the component", () => {
  const documented = [
    "ConfidentialApplication",
    "ResourceApplication",
    "ManagedApplication",
    "NetworkPerimeter",
    "ClientCertificate",
    "AppRoleAssignment",
    "AccessAssignment",
    "VaultDelivery",
  ];

  it.each(documented)("has every argument of %s", (component) => {
    const written = [...codesOf("component")];
    const expected = components.propertiesOf(`${component}Args`).map((argument) => `${component}.${argument}`);
    expect(expected.length).toBeGreaterThan(2);
    const missing = expected.filter((one) => !written.some((code) => code === one || code.startsWith(`${one}.`)));
    expect(missing).toEqual([]);
  });

  it("has no argument, and no output of a component, that does not exist", () => {
    const isKnown = (code: string) => {
      const [component = "", ...path] = code.split(".");
      if (!documented.includes(component)) return /^[a-z]/.test(code);
      return path.length === 0 || components.has(`${component}Args`, path) || components.has(component, path);
    };
    expect(wrongIn("component", isKnown)).toEqual([]);
  });
});

describe("the column of the API", () => {
  const browserPages = ["GET /oauth2/v1/authorize", "GET /oauth2/v1/userlogout"];
  const requests = [...adminOperations, ...oauthOperations].map(
    ({ method, path }) => `${method.toUpperCase()} ${path}`,
  );

  function attributeAt(attributes: readonly Attribute[], [first, ...rest]: readonly string[]): Attribute | undefined {
    const found = attributes.find(({ name }) => name === first);
    return found && rest.length > 0 ? attributeAt(found.subAttributes, rest) : found;
  }

  function isAttribute(code: string): boolean {
    const [, type = "", path = "", text] = /^([A-Z]\w+)\.([\w.[\]]+)(?:: (.+))?$/.exec(code) ?? [];
    if (!Object.hasOwn(resourceTypes, type)) return false;
    const { attributes } = resourceTypes[type as keyof typeof resourceTypes];
    const attribute = attributeAt(attributes, path.replaceAll("[]", "").split("."));
    if (!attribute || text === undefined) return attribute !== undefined;
    const value: unknown = JSON.parse(text);
    return typeof value === attribute.type && (attribute.oneOf?.includes(String(value)) ?? true);
  }

  it("has only attributes, values and requests that the API knows", () => {
    const known = [...requests, ...browserPages];
    const isPath = (code: string) => /^[A-Z]+ \//.test(code);
    const looksKnown = (code: string) => /^[A-Z]/.test(code);
    const isRight = (code: string) => (isPath(code) ? known.includes(code) : !looksKnown(code) || isAttribute(code));
    expect(wrongIn("API", isRight)).toEqual([]);
    expect(codesOf("API").size).toBeGreaterThan(60);
  });
});

describe("the column of the stack output", () => {
  it("has every output, and none that does not exist", () => {
    const of = (map: string, type: string) => outputs.propertiesOf(type).map((output) => `${map}.${output}`);
    const expected = [...of("clients", "ClientOutputs"), ...of("resourceApplications", "ResourceApplicationOutputs")];
    const written = [...codesOf("stack output")].filter((code) => /^(clients|resourceApplications)\./.test(code));
    expect(written.sort()).toEqual(expected.sort());
  });
});

describe("the table of the services", () => {
  it.each(Object.entries<Service>(builtInServices))("says of %s what the services' own table says", (name, service) => {
    const row = column("service").find(({ codes }) => codes[0] === name)?.row;
    const [, app = "", scope = "", apis = "", role = ""] = row?.cells ?? [];
    expect(row?.cells[0]).toContain(`(${service.title})`);
    const apisInRow = codesIn(apis);
    expect({
      app: codesIn(app).find((code) => code.includes("<instance>")),
      defaultScope: codesIn(scope).find((code) => /^(urn:|[/.])/.test(code)),
      apis: Object.fromEntries(
        apisInRow.flatMap((code, index) => (index % 2 === 0 ? [[code, apisInRow[index + 1]]] : [])),
      ),
      defaultRole: codesIn(role).find((code) => /^[A-Z]/.test(code)),
    }).toEqual({
      app: service.appOf?.("<instance>"),
      defaultScope: service.defaultScope,
      apis: service.apis ?? {},
      defaultRole: service.defaultRole,
    });
  });
});

describe("the request form", () => {
  it("has every flag of idcs-apps request, and none that does not exist", () => {
    expect([...codesOf("flag")].sort()).toEqual(
      Object.values(flags)
        .map(({ name }) => name)
        .sort(),
    );
  });
});

describe("the five documents", () => {
  const documents = tables.filter(({ header }) => header.includes("line"));
  const examples = join(root, "examples/from-the-documents");
  const environment = readFileSync(join(examples, "environments/dev.yaml"), "utf8");
  const manifests = ["1-paas-apis", "2-rest-api-calls", "3-oic-rest", "4-utilities-adapter", "5-integration-oauth"];

  it.each(manifests)("are walked through in lines that stand in %s or in its environment", (name) => {
    const { rows = [] } = documents[manifests.indexOf(name)] ?? {};
    const text = `${readFileSync(join(examples, `teams/${name}.yaml`), "utf8")}\n${environment}`;
    const quoted = rows.filter(({ cells: [, line = ""] }) => !/^(—|output )/.test(line));
    expect(quoted.length).toBeGreaterThan(3);
    const missing = quoted.flatMap(({ place, cells: [, line = ""] }) =>
      codesIn(line)
        .filter((code) => !text.includes(code))
        .map((code) => `${place} ${code}`),
    );
    expect(missing).toEqual([]);
  });
});
