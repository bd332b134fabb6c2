import { describe, expect, it } from "vitest";
import { renderClients } from "../../cli/clients.ts";

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

  it("says so when there is no client", () => {
    expect(renderClients({})).toBe("This stack has no clients.");
  });
});
