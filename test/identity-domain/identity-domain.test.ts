import { describe, expect, it } from "vitest";
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
    [404, {}, "NOT_FOUND", "404 with no explanation (opc-request-id REQ)."],
    [
      409,
      detail("Exists."),
      "CONFLICT",
      '409 "Exists." (opc-request-id REQ).\nOne with the same name may exist already: choose another name, or import the existing one with `pulumi import`.',
    ],
  ];
  it.each(cases)(
    "report %i with a code, the domain's message and the next step",
    async (status, body, code, message) => {
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
    },
  );

  it("report a URL that is not one", async () => {
    expect(() => new IdentityDomain("https://idcs-1.example/ui/v1", signingKey)).toThrow(
      expect.objectContaining({
        code: "ENDPOINT",
        message:
          'The URL of the identity domain cannot be used: "https://idcs-1.example/ui/v1" contains more than a host: write "https://idcs-1.example".',
      }),
    );
  });

  it("report a domain that cannot be reached, after one attempt", async () => {
    const domain = new IdentityDomain("http://127.0.0.1:1", signingKey);
    const error = await errorOf(domain.read("Apps", "1"));
    expect([error.code, error.message]).toEqual([
      "UNREACHABLE",
      "http://127.0.0.1:1 cannot be reached (ECONNREFUSED); GET /admin/v1/Apps/1 was not sent.\nStart the local identity domain with `npm start` or `npm run local-domain`.",
    ]);
  });

  it("report a lost answer", async () => {
    const error = await errorOf(answering(["lost"]).domain.create("Apps", {}));
    expect([error.code, error.message]).toEqual([
      "ANSWER_LOST",
      "POST https://idcs-1.example/admin/v1/Apps was sent and got no answer (ECONNRESET).\nIt may have taken effect all the same: check the identity domain before you create it again.",
    ]);
  });

  it("report an answer that does not come from an admin API", async () => {
    const error = await errorOf(answering([Response.json({ hello: "world" })]).domain.list("Apps"));
    expect([error.code, error.message]).toEqual([
      "UNEXPECTED_ANSWER",
      "GET https://idcs-1.example/admin/v1/Apps was answered with 200 and without a list.\nCheck that https://idcs-1.example is an identity domain's URL.",
    ]);
  });
});

describe("a change of status", () => {
  it("is a PUT of an AppStatusChanger with the application's id", async () => {
    const { domain, requests } = answering([]);
    await domain.changeStatus("a/b", false);
    expect([requests[0]?.method, requests[0]?.url, await requests[0]?.json()]).toEqual([
      "PUT",
      "https://idcs-1.example/admin/v1/AppStatusChanger/a%2Fb",
      { schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger"], active: false },
    ]);
  });
});

describe("a new client secret", () => {
  it("is one POST of an AppClientSecretRegenerator", async () => {
    const { domain, requests } = answering([Response.json({ appId: "1", clientSecret: "idcscs-new" })]);
    expect(await domain.regenerateClientSecret("1")).toBe("idcscs-new");
    expect([requests[0]?.method, requests[0]?.url, await requests[0]?.json()]).toEqual([
      "POST",
      "https://idcs-1.example/admin/v1/AppClientSecretRegenerator",
      { schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:AppClientSecretRegenerator"], appId: "1" },
    ]);
  });

  it("may exist or not if the answer does not contain it", async () => {
    const { domain } = answering([Response.json({ appId: "1" })]);
    const error = await errorOf(domain.regenerateClientSecret("1"));
    expect([error.code, error.message]).toEqual([
      "UNEXPECTED_ANSWER",
      "POST https://idcs-1.example/admin/v1/AppClientSecretRegenerator was answered with 200 and without a client secret.\nCheck that https://idcs-1.example is an identity domain's URL.",
    ]);
  });
});

describe("the signing keys", () => {
  it("are those of one signed GET", async () => {
    const { domain, requests } = answering([Response.json({ keys: [{ kid: "SIGNING_KEY" }] })]);
    expect(await domain.signingKeys()).toEqual({ keys: [{ kid: "SIGNING_KEY" }] });
    const [request] = requests;
    expect([request?.method, request?.url]).toEqual(["GET", "https://idcs-1.example/admin/v1/SigningCert/jwk"]);
    expect(request?.headers.get("authorization")).toMatch(/^Signature /);
  });

  it("are no keys if the answer is another one", async () => {
    const error = await errorOf(answering([Response.json({ keys: ["x"] })]).domain.signingKeys());
    expect([error.code, error.message]).toEqual([
      "UNEXPECTED_ANSWER",
      "GET https://idcs-1.example/admin/v1/SigningCert/jwk was answered with 200 and without a set of keys.\nCheck that https://idcs-1.example is an identity domain's URL.",
    ]);
  });
});
