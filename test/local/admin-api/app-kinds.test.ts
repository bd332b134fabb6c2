import { beforeEach, describe, expect, it } from "vitest";
import { clientBody, openWorld, resourceBody, scimError, type World } from "../world.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
const create = (body: object) => world.admin("POST", "/admin/v1/Apps", body);
const invalid = (detail: string) => scimError(400, "error.common.validation.invalidValue", detail);
const browserTemplate = { basedOnTemplate: { value: "CustomBrowserMobileTemplateId" } };

describe("POST Apps", () => {
  it.each([
    [clientBody(browserTemplate), "clientType: confidential is not one of public for CustomBrowserMobileTemplateId."],
    [resourceBody({ accessTokenExpiry: 59 }), "accessTokenExpiry must be from 60 to 31536000."],
    [resourceBody({ accessTokenExpiry: 31_536_001 }), "accessTokenExpiry must be from 60 to 31536000."],
    [
      clientBody({ idTokenEncAlgo: "ROT13" }),
      "idTokenEncAlgo: ROT13 is not one of A128CBC-HS256, A192CBC-HS384, A256CBC-HS512, A128GCM, A192GCM, A256GCM, None, none.",
    ],
    [
      clientBody({ redirectUris: ["https://client.example.com/cb#part"] }),
      "redirectUris: https://client.example.com/cb#part must have no fragment.",
    ],
  ])("refuses %j", async (body, detail) => {
    expect(await create(body)).toMatchObject({ status: 400, body: invalid(detail) });
  });

  it("refuses an allowed tag without value", async () => {
    expect((await create(clientBody({ trustScope: "Tags", allowedTags: [{ key: "color" }] }))).body).toEqual(
      scimError(
        400,
        "error.common.validation.missingReqAttributes",
        "Missing required attribute(s): allowedTags.value.",
      ),
    );
  });

  it("creates a public client, without a secret, from the template for browsers", async () => {
    const { body } = await create(clientBody({ ...browserTemplate, clientType: undefined }));
    expect(body.clientType).toBe("public");
    expect(body).not.toHaveProperty("clientSecret");
  });

  it("keeps audiences, expiries and tags as sent", async () => {
    const attributes = {
      secondaryAudiences: ["https://old.example.com/"],
      protectableSecondaryAudiences: [{ value: "https://other.example.com/" }],
      accessTokenExpiry: 60,
      refreshTokenExpiry: 31_536_000,
    };
    expect((await create(resourceBody(attributes))).body).toMatchObject(attributes);
    const tagged = { trustScope: "Tags", allowedTags: [{ key: "color", value: "green" }], idTokenEncAlgo: "A256GCM" };
    expect((await create(clientBody(tagged))).body).toMatchObject(tagged);
  });
});
