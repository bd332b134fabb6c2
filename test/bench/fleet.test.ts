import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { fleetClients, fleetManifests } from "../../bench/fleet/manifests.ts";
import { countByKind } from "../../bench/fleet/measure.ts";
import { renderFleets } from "../../bench/fleet/report.ts";
import { addResult, type FleetSize, readResults } from "../../bench/fleet/results.ts";
import { terraformConfiguration } from "../../bench/fleet/terraform.ts";

const figures = { seconds: 20, cpuSeconds: 30, memory: 500_000_000, requests: { "POST Apps": 100 }, refused: 0 };
const small: FleetSize = {
  tool: "idcs-apps",
  clients: 100,
  teams: 10,
  machine: "2 cores.",
  measured: { create: figures, destroy: { ...figures, seconds: 5 } },
};
const large: FleetSize = {
  ...small,
  clients: 1000,
  teams: 100,
  measured: {
    create: {
      ...figures,
      seconds: 210,
      cpuSeconds: 300,
      memory: 1e9,
      requests: { "POST Apps": 1000, "GET Apps": 100 },
    },
    destroy: { failure: "more than 1800 s" },
  },
};
const others: FleetSize = {
  ...small,
  tool: "terraform",
  measured: { create: { ...figures, seconds: 40, memory: 1e9 } },
};

function tables(text: string): string[][][] {
  const cells = (line: string) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim());
  const parts = text.split("\n\n").filter((part) => part.startsWith("|"));
  return parts.map((part) =>
    part
      .split("\n")
      .map(cells)
      .filter(([first = ""]) => !/^-+$/.test(first)),
  );
}

describe("renderFleets", () => {
  it("has a row for each operation of each size, with the reason where there is no figure", () => {
    const [table] = tables(renderFleets([large, small]));
    expect(table?.slice(1)).toEqual([
      ["100", "10", "create", "20.0", "30.0", "500", "100 POST Apps", "0"],
      ["100", "10", "destroy", "5.0", "30.0", "500", "100 POST Apps", "0"],
      ["1000", "100", "create", "210.0", "300.0", "1000", "100 GET Apps, 1000 POST Apps", "0"],
      ["1000", "100", "destroy", "–", "–", "–", "more than 1800 s", "–"],
    ]);
  });

  it("shows how each operation grows, if both sizes have it", () => {
    const [, growth] = tables(renderFleets([small, large]));
    expect(growth).toEqual([
      ["1000 over 100 clients", "seconds", "CPU", "peak memory", "requests"],
      ["create", "11", "10", "2.00", "11"],
    ]);
  });

  it("divides ours by Terraform's, of the same size", () => {
    const [, , ratios] = tables(renderFleets([small, others]));
    expect(ratios?.slice(1)).toEqual([["100", "create", "20.0", "40.0", "0.50", "0.50", "1.00"]]);
  });
});

describe("the file of results", () => {
  it("has the last figures of each fleet and tool, and is empty if it does not exist", () => {
    const folder = mkdtempSync(join(tmpdir(), "idcs-apps-results-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "results.json");
    expect(readResults(file)).toEqual([]);
    for (const size of [{ ...small, measured: {} }, large, small, others]) addResult(file, size);
    expect(readResults(file)).toEqual([large, small, others]);
  });
});

describe("the measured clients", () => {
  it("are spread over the teams, and another revision changes one of them", () => {
    const [one, two] = [1, 2].map((revision) => fleetManifests(fleetClients(25, 10, revision)));
    expect([...(one?.values() ?? [])].map((text) => text.match(/- name/g)?.length)).toEqual([
      3, 3, 3, 3, 3, 2, 2, 2, 2, 2,
    ]);
    const changed = [...(one ?? [])].filter(([team, text]) => two?.get(team) !== text).map(([team]) => team);
    expect(changed).toEqual(["team-001"]);
  });

  it("are the same for Terraform", () => {
    const clients = fleetClients(20, 4, 1);
    const app = { id: "0123", scope: "urn:all", roles: ["r1", "r2"] };
    const settings = {
      url: "http://127.0.0.1:1",
      tenancyOcid: "t",
      userOcid: "u",
      fingerprint: "f",
      privateKeyPath: "k",
    };
    const text = terraformConfiguration(clients, { ...settings, app });
    const named = [...text.matchAll(/^ {2}display_name {4}= "(.+)"$/gm)].map(([, name]) => name);
    expect(named).toEqual(clients.map(({ team, name }) => `${team}-${name}`));
    expect(text.match(/^resource "oci_identity_domains_grant"/gm)).toHaveLength(40);
    expect(text.match(/\{/g)?.length).toBe(text.match(/\}/g)?.length);
  });
});

describe("requests", () => {
  it("are counted by method and collection", () => {
    const sent = ["/admin/v1/Apps?count=1", "/admin/v1/Apps/0123", "/oauth2/v1/token"];
    expect(countByKind(sent.map((target) => ({ method: "GET", target })))).toEqual({
      "GET Apps": 2,
      "GET /oauth2/v1/token": 1,
    });
  });
});
