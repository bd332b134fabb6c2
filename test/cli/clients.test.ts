import { describe, expect, it } from "vitest";
import { schema } from "../../cli/clients/json.ts";
import { clientsAsData, renderClients } from "../../cli/clients.ts";

describe("renderClients", () => {
  it("shows everything but the secret", () => {
    const clients = {
      "payments/ledger": { clientId: "payments_ledger_dev", scope: "https://h:443/ic/api/", tokenUrl: "https://d/t" },
    };
    expect(renderClients({ clients, clientSecrets: { "payments/ledger": "idcscs-1" } })).toBe(
      [
        "payments/ledger",
        "  client ID      payments_ledger_dev",
        "  client secret  ********",
        "  scope          https://h:443/ic/api/",
        "  token URL      https://d/t",
      ].join("\n"),
    );
  });

  it("shows everything that a client with users needs, and what remains to do", () => {
    const portal = {
      clientId: "portal",
      grantTypes: ["authorization_code", "refresh_token"],
      scope: "https://h/a",
      scopes: { A: "https://h/a", B: "https://other/b" },
      refreshScope: "https://h/a offline_access",
      tokenUrl: "https://d/t",
      authorizationUrl: "https://d/a",
      redirectUrls: ["https://p/1", "https://p/2"],
      endSessionUrl: "https://d/o",
      certificates: [{ alias: "portal_12345678", expires: "2030-01-01T00:00:00.000Z" }],
      stepsOutside: ["Create a user."],
    };
    expect(renderClients({ clients: { "payments/portal": portal }, clientSecrets: {} })).toBe(
      [
        "payments/portal",
        "  client ID      portal",
        "  client secret  none",
        "  scope          https://h/a",
        "  refresh scope  https://h/a offline_access",
        "  other scopes   https://other/b",
        "  grant types    authorization_code, refresh_token",
        "  token URL      https://d/t",
        "  authorize URL  https://d/a",
        "  redirect URL   https://p/1",
        "  redirect URL   https://p/2",
        "  sign-out URL   https://d/o",
        "  certificate    portal_12345678 (until 2030-01-01T00:00:00.000Z)",
        "  to do          Create a user.",
      ].join("\n"),
    );
  });

  it("says that a client is retired", () => {
    const clients = {
      "payments/ledger": { clientId: "ledger", scope: "", tokenUrl: "https://d/t", retired: true },
    };
    expect(renderClients({ clients }).split("\n")).toContain("  state          retired: it gets no tokens");
  });

  it("reports a stack without clients", () => {
    expect(renderClients({})).toBe("This stack has no clients.");
  });
});

describe("clientsAsData", () => {
  it("has everything but secrets, in the documented form", () => {
    const ledger = { clientId: "ledger", scope: "", tokenUrl: "https://d/t", retired: true };
    const portal = {
      clientId: "portal",
      grantTypes: ["authorization_code"],
      scope: "https://h/a",
      scopes: { A: "https://h/a" },
      refreshScope: "https://h/a offline_access",
      tokenUrl: "https://d/t",
      authorizationUrl: "https://d/a",
      redirectUrls: ["https://p/1"],
      certificates: [{ alias: "portal_12345678", expires: "2030-01-01T00:00:00.000Z" }],
      stepsOutside: ["Create a user."],
    };
    // An output of a later version, which nobody has looked at.
    const later = { ...portal, somethingNew: "idcscs-2" };
    const outputs = { clients: { "p/ledger": ledger, "p/portal": later }, clientSecrets: { "p/ledger": "idcscs-1" } };
    expect(schema.parse(clientsAsData(outputs))).toEqual({
      clients: [
        { client: "p/ledger", clientId: "ledger", hasSecret: true, retired: true, tokenUrl: "https://d/t" },
        { client: "p/portal", hasSecret: false, retired: false, ...portal },
      ],
    });
    expect(schema.parse(clientsAsData({}))).toEqual({ clients: [] });
  });
});
