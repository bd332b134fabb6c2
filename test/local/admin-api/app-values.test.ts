import { describe, expect, it } from "vitest";
import { clientBody, openWorld, scimError } from "../world.ts";

const apps = "/admin/v1/Apps";
const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

// identity-domains-api.md 1.8.
describe("isLoginTarget", () => {
  it.each([
    ["CustomWebAppTemplateId", true],
    ["CustomEnterpriseAppTemplateId", false],
  ])("that is not sent depends on the template: %s", async (value, isLoginTarget) => {
    const world = await openWorld();
    const created = (await world.admin("POST", apps, clientBody({ basedOnTemplate: { value } }))).body;
    expect(created.isLoginTarget).toBe(isLoginTarget);
    const { isLoginTarget: _, ...rest } = created;
    expect((await world.admin("PUT", `${apps}/${created.id}`, rest)).body.isLoginTarget).toBe(isLoginTarget);
  });

  it("that is sent stays", async () => {
    const world = await openWorld();
    const body = clientBody({ basedOnTemplate: { value: "CustomEnterpriseAppTemplateId" }, isLoginTarget: true });
    expect((await world.admin("POST", apps, body)).body.isLoginTarget).toBe(true);
  });
});

// identity-domains-api.md 1.6 and 12, item 6.
describe("token exchange in allowedGrants", () => {
  it.each([tokenExchange, "token-exchange", "jwt-bearer"])("is refused: %s", async (grantType) => {
    const world = await openWorld();
    const { status, body } = await world.admin("POST", apps, clientBody({ allowedGrants: [grantType] }));
    expect(status).toBe(400);
    expect(body).toEqual(
      scimError(
        400,
        "error.common.validation.invalidValue",
        expect.stringMatching(new RegExp(`^allowedGrants: ${grantType} is not one of client_credentials, `)),
      ),
    );
  });

  it("is accepted as URN if the settings say so", async () => {
    const world = await openWorld({ tokenExchangeGrant: "accept" });
    const answer = await world.admin("POST", apps, clientBody({ allowedGrants: [tokenExchange] }));
    expect(answer).toMatchObject({ status: 201, body: { allowedGrants: [tokenExchange] } });
  });
});
