import { expect, it } from "vitest";
import { describeToken } from "../../cli/token.ts";

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
