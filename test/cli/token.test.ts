import { expect, it } from "vitest";
import { describeToken, hasOwnTokens } from "../../cli/token.ts";

it("describeToken refuses a client that gets tokens for users only", async () => {
  const portal = {
    clientId: "portal",
    scope: "https://h/a",
    tokenUrl: "https://d/t",
    grantTypes: ["authorization_code", "refresh_token"],
  };
  const outputs = { clients: { "payments/portal": portal }, clientSecrets: { "payments/portal": "idcscs-1" } };
  await expect(describeToken(outputs, "payments/portal")).rejects.toMatchObject({
    name: "CommandError",
    message:
      '"payments/portal" gets no tokens of its own: it is for users (authorization_code, refresh_token). This command requests no tokens for users.',
  });
});

it("describeToken refuses a retired client, and says how it is used again", async () => {
  const ledger = { clientId: "ledger", scope: "https://h/a", tokenUrl: "https://d/t", retired: true };
  const outputs = { clients: { "payments/ledger": ledger }, clientSecrets: { "payments/ledger": "idcscs-1" } };
  expect(hasOwnTokens(ledger)).toBe(false);
  await expect(describeToken(outputs, "payments/ledger")).rejects.toMatchObject({
    name: "CommandError",
    message:
      '"payments/ledger" is retired, so it gets no tokens: remove `state: retired` from its manifest and run `pulumi up` to use it again.',
  });
});
