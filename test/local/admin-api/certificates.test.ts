import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { makeCertificate, type TestCertificate } from "../certificates.ts";
import { clientBody, openWorld, scimError, url, type World } from "../world.ts";

const certificates = "/admin/v1/OAuthClientCertificates";
const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:OAuthClientCertificate"];
const notX509 = "x509Base64Certificate must be an X.509 certificate: base64 of its DER form.";
let world: World;
let made: TestCertificate;
let renewed: TestCertificate;
beforeAll(async () => {
  made = await makeCertificate("orders");
  renewed = await makeCertificate("orders");
});
beforeEach(async () => {
  world = await openWorld();
});
const post = (changes: object = {}) =>
  world.admin("POST", certificates, {
    schemas,
    certificateAlias: "orders",
    x509Base64Certificate: made.base64,
    ...changes,
  });
const createApp = (certAlias: string) =>
  world.admin("POST", "/admin/v1/Apps", clientBody({ certificates: [{ certAlias }] }));
const invalid = (id: string, detail: string) => scimError(400, `error.common.validation.${id}`, detail);

describe("OAuthClientCertificates", () => {
  it("refuse what is not a certificate, especially a private key, without repeating it", async () => {
    for (const text of ["nonsense", "", "!", made.keyPem, Buffer.from(made.keyPem).toString("base64")]) {
      const { status, body } = await post({ x509Base64Certificate: text });
      expect(status).toBe(400);
      expect([notX509, "Missing required attribute(s): x509Base64Certificate."]).toContain(body.detail);
    }
  });

  it("refuse an expired certificate", async () => {
    const expired = await makeCertificate("old", "2026-02-01");
    expect((await post({ x509Base64Certificate: expired.base64 })).body).toEqual(
      invalid("invalidValue", "x509Base64Certificate: the certificate has expired."),
    );
  });

  it("refuse an alias that is taken, and an app with an alias that does not exist", async () => {
    await post();
    expect((await post({ certificateAlias: "ORDERS" })).body).toEqual(
      scimError(
        409,
        "error.common.validation.duplicateResource",
        "A OAuthClientCertificate with certificateAlias ORDERS exists already.",
      ),
    );
    expect((await createApp("unknown")).body).toEqual(
      invalid(
        "invalidReferenceResource",
        "App.certificates references a OAuthClientCertificate with ID unknown that does not exist.",
      ),
    );
  });

  it("refuse their deletion while an app uses them, unless forced: then the reference is removed too", async () => {
    const { id } = (await post()).body;
    const app = (await createApp("orders")).body;
    expect((await world.admin("DELETE", `${certificates}/${id}`)).body).toEqual(
      invalid(
        "resourceReferenced",
        `The OAuthClientCertificate ${id} is used by the App ${app.id}. Delete it with forceDelete.`,
      ),
    );
    expect((await world.admin("DELETE", `${certificates}/${id}?forceDelete=true`)).status).toBe(204);
    expect((await world.admin("GET", `/admin/v1/Apps/${app.id}`)).body.certificates).toBeUndefined();
  });

  it("are returned as sent, with thumbprints and dates", async () => {
    const { status, body } = await post({ x509Base64Certificate: made.certificatePem });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      certificateAlias: "orders",
      x509Base64Certificate: made.certificatePem,
      sha1Thumbprint: made.x5t,
      certStartDate: "2026-01-01T00:00:00.000Z",
      certEndDate: "2036-01-01T00:00:00.000Z",
      meta: { resourceType: "OAuthClientCertificate", location: `${url}${certificates}/${body.id}` },
    });
    const filter = encodeURIComponent('certificateAlias eq "orders"');
    expect((await world.admin("GET", `${certificates}?filter=${filter}`)).body.Resources).toEqual([body]);
  });

  it("appear in the app that lists them, and the app follows a renewal", async () => {
    const { id } = (await post()).body;
    const app = (await createApp("Orders")).body;
    const shown = (certificate: TestCertificate) => [
      {
        certAlias: "orders",
        kid: "orders",
        x5t: certificate.x5t,
        sha1Thumbprint: certificate.x5t,
        x509Base64Certificate: certificate.base64,
      },
    ];
    expect(app.certificates).toEqual(shown(made));
    await world.admin("PATCH", `${certificates}/${id}`, {
      schemas: ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
      Operations: [{ op: "replace", path: "x509Base64Certificate", value: renewed.base64 }],
    });
    expect((await world.admin("GET", `/admin/v1/Apps/${app.id}`)).body.certificates).toEqual(shown(renewed));
  });
});
