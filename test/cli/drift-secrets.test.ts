import { describe, expect, it } from "vitest";
import { secretDeviations } from "../../cli/drift/secrets.ts";
import type { PlannedResource } from "../../plan/plan-stack.ts";

const application = (name: string, clientId: string, clientSecret: string): PlannedResource => ({
  type: "oci:Identity/domainsApp:DomainsApp",
  urn: "",
  name,
  parent: "urn:pulumi:dev::idcs-apps::idcs-apps:index:Team::payments",
  inputs: {},
  ignored: [],
  found: { id: clientId, name: clientId, clientSecret },
  changes: [],
  replaces: false,
});

describe("the secrets of a rotated client", () => {
  const outputs = {
    clientSecrets: { "payments/ledger": "of B" },
    clientPairs: {
      "payments/ledger": {
        current: { clientId: "ledger_b", clientSecret: "of B" },
        previous: { clientId: "ledger", clientSecret: "of A" },
      },
    },
  };
  const differing = (ofA: string, ofB: string, of: Parameters<typeof secretDeviations>[1] = outputs) =>
    secretDeviations(
      {
        resources: [application("payments/ledger", "ledger", ofA), application("payments/ledger (B)", "ledger_b", ofB)],
      },
      of,
    ).map(({ subject, kind }) => `${subject}: ${kind}`);

  it("are each compared with the pair of the outputs that has its client ID", () => {
    expect(differing("of A", "of B")).toEqual([]);
    expect(differing("of A", "regenerated")).toEqual(["payments/ledger (B): secret"]);
    expect(differing("regenerated", "of B")).toEqual(["payments/ledger: secret"]);
  });

  it("are not compared where the outputs show no pair, because its secret has ended", () => {
    const { current } = outputs.clientPairs["payments/ledger"];
    expect(differing("ended", "of B", { ...outputs, clientPairs: { "payments/ledger": { current } } })).toEqual([]);
  });
});
