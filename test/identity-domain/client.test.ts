import { describe, expect, test } from "vitest";
import { IdentityDomain } from "../../identity-domain/identity-domain.ts";
import { answering, errorOf, failed } from "./answering-domain.ts";
import { signingKey } from "./key.ts";

describe("errors", () => {
  const detail = (text: string, messageId?: string): unknown => ({
    detail: text,
    ...(messageId && { "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error": { messageId } }),
  });
  const cases: readonly [number, unknown, string, string][] = [
    [
      400,
      detail("Missing required attribute(s): displayName.", "error.common.validation.missingReqAttributes"),
      "REFUSED",
      '400 "Missing required attribute(s): displayName." (error.common.validation.missingReqAttributes, opc-request-id REQ).',
    ],
    [
      403,
      { code: "NotAuthorized", message: "No." },
      "FORBIDDEN",
      '403 "No." (NotAuthorized, opc-request-id REQ).\nThe user of this key needs the role Application Administrator in the identity domain.',
    ],
    [404, {}, "NOT_FOUND", "404 without a word of why (opc-request-id REQ)."],
    [
      409,
      detail("Exists."),
      "CONFLICT",
      '409 "Exists." (opc-request-id REQ).\nOne with the same name may exist already: choose another name, or take the existing one over with `pulumi import`.',
    ],
  ];
  test.each(cases)("%i", async (status, body, code, message) => {
    const { domain } = answering([failed(status, body)]);
    const error = await errorOf(domain.create("Apps", { displayName: "ledger" }));
    expect([error.code, error.message]).toEqual([
      code,
      `POST https://idcs-1.example/admin/v1/Apps was refused: ${message}`,
    ]);
    expect(error.details).toMatchObject({
      method: "POST",
      url: "https://idcs-1.example/admin/v1/Apps",
      status,
      opcRequestId: "REQ",
    });
  });

  test("a URL that is none", async () => {
    expect(() => new IdentityDomain("https://idcs-1.example/ui/v1", signingKey)).toThrow(
      expect.objectContaining({
        code: "ENDPOINT",
        message:
          'The URL of the identity domain cannot be used: "https://idcs-1.example/ui/v1" contains more than a host: write "https://idcs-1.example".',
      }),
    );
  });

  test("a domain that is not there is not asked again", async () => {
    const domain = new IdentityDomain("http://127.0.0.1:1", signingKey);
    const error = await errorOf(domain.read("Apps", "1"));
    expect([error.code, error.message]).toEqual([
      "UNREACHABLE",
      "http://127.0.0.1:1 cannot be reached (ECONNREFUSED); GET /admin/v1/Apps/1 was not sent.\nThe local identity domain is started by `npm start` or `npm run local-domain`.",
    ]);
  });

  test("an answer that was lost", async () => {
    const error = await errorOf(answering(["lost"]).domain.create("Apps", {}));
    expect([error.code, error.message]).toEqual([
      "ANSWER_LOST",
      "POST https://idcs-1.example/admin/v1/Apps was sent and got no answer (ECONNRESET).\nIt may have been done all the same: look in the identity domain before it is created again.",
    ]);
  });

  test("an answer of something else", async () => {
    const error = await errorOf(answering([Response.json({ hello: "world" })]).domain.list("Apps"));
    expect([error.code, error.message]).toEqual([
      "UNEXPECTED_ANSWER",
      "GET https://idcs-1.example/admin/v1/Apps was answered with 200 and without a list.\nCheck that https://idcs-1.example is an identity domain's URL.",
    ]);
  });
});

test("a change of status is a PUT of an AppStatusChanger on the application's id", async () => {
  const { domain, requests } = answering([]);
  await domain.changeStatus("a/b", false);
  expect([requests[0]?.method, requests[0]?.url, await requests[0]?.json()]).toEqual([
    "PUT",
    "https://idcs-1.example/admin/v1/AppStatusChanger/a%2Fb",
    { schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger"], active: false },
  ]);
});

describe("a new client secret", () => {
  test("is one POST of an AppClientSecretRegenerator", async () => {
    const { domain, requests } = answering([Response.json({ appId: "1", clientSecret: "idcscs-new" })]);
    expect(await domain.regenerateClientSecret("1")).toBe("idcscs-new");
    expect([requests[0]?.method, requests[0]?.url, await requests[0]?.json()]).toEqual([
      "POST",
      "https://idcs-1.example/admin/v1/AppClientSecretRegenerator",
      { schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppClientSecretRegenerator"], appId: "1" },
    ]);
  });

  test("that an answer does not hold is nobody knows what", async () => {
    const { domain } = answering([Response.json({ appId: "1" })]);
    const error = await errorOf(domain.regenerateClientSecret("1"));
    expect([error.code, error.message]).toEqual([
      "UNEXPECTED_ANSWER",
      "POST https://idcs-1.example/admin/v1/AppClientSecretRegenerator was answered with 200 and without a client secret.\nCheck that https://idcs-1.example is an identity domain's URL.",
    ]);
  });
});
