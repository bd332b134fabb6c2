import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeCertificate } from "../local/certificates.ts";
import { type Kind, kindsIn } from "./other-types.ts";
import type { Json } from "./protocol.ts";
import { idcsEndpoint, messageOf, scimError, startWorld, urn, type World } from "./world.ts";

let world: World;
let certificate: Kind;
let perimeter: Kind;

beforeEach(async () => {
  world = await startWorld();
  ({ certificate, perimeter } = await kindsIn(world));
});
afterEach(() => world.close());

describe("a certificate", () => {
  it("is stored with what the domain reads in it", async () => {
    const { properties } = await world.create(certificate.type, certificate.inputs);
    expect(properties).toMatchObject({
      certStartDate: "2026-01-01T00:00:00.000Z",
      certEndDate: "2036-01-01T00:00:00.000Z",
      sha1thumbprint: expect.stringMatching(/^[\w-]{27}$/),
      sha256thumbprint: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it("has a key store password that stays secret and is no difference, although no answer shows it", async () => {
    const news = { ...certificate.inputs, idcsEndpoint, keyStorePassword: "k3y-store" };
    const request = { urn: urn(certificate.type), properties: news };
    const { id, properties } = await world.call("Create", request);
    expect((properties as Json).keyStorePassword).toEqual({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value: "k3y-store",
    });
    expect(world.sent[0]?.body).toMatchObject({ keyStorePassword: "k3y-store" });
    const olds = { ...(properties as Json), keyStorePassword: "k3y-store" };
    const { changes } = await world.call("Diff", { id, urn: urn(certificate.type), olds, news });
    expect(changes).toBe("DIFF_NONE");
  });

  it("is taken over, without a write to it, if somebody has created the same by hand", async () => {
    const { id } = await world.administrator.create("OAuthClientCertificates", { ...certificate.body, tags: [] });
    const held = await world.create(certificate.type, certificate.inputs);
    expect(held.id).toBe(id);
    expect(world.log().filter((line) => !line.startsWith("GET"))).toEqual(["POST OAuthClientCertificates"]);
    expect(await world.diff(held, certificate.inputs)).toMatchObject({ changes: "DIFF_NONE" });
    const { inputs } = await world.read(held);
    expect(await world.diff({ ...held, inputs: inputs as Json }, certificate.inputs)).toMatchObject({
      changes: "DIFF_NONE",
    });
  });

  it("is explained as taken if the domain refuses the look-up of one without an owner", async () => {
    await world.administrator.create("OAuthClientCertificates", { ...certificate.body, tags: [] });
    world.interrupt = ({ path }) =>
      /not.\(/.test(decodeURIComponent(path)) ? scimError(400, "no such operator", "error.x") : undefined;
    expect(await messageOf(world.create(certificate.type, certificate.inputs))).toContain(
      'The certificateAlias "ledger" is taken by certificate',
    );
  });

  it("is refused with the domain's message, without the certificate, if it has expired", async () => {
    const { base64 } = await makeCertificate("ledger", "2026-02-01");
    const inputs = { ...certificate.inputs, x509base64certificate: base64, keyStorePassword: "k3y-store" };
    const message = await messageOf(world.create(certificate.type, inputs));
    expect(message.replace(/opc-request-id \w+/, "opc-request-id <id>")).toBe(
      `POST ${idcsEndpoint}/admin/v1/OAuthClientCertificates was refused: 400 "x509Base64Certificate: the certificate has expired." (error.common.validation.invalidValue, opc-request-id <id>).`,
    );
  });
});

describe("a look-up", () => {
  it("finds certificates", async () => {
    const { id } = await world.create(certificate.type, certificate.inputs);
    const tok = "oci:Identity/getDomainsOauthClientCertificates:getDomainsOauthClientCertificates";
    const args = { idcsEndpoint, oauthClientCertificateFilter: 'certificateAlias eq "ledger"' };
    const { return: found } = await world.call("Invoke", { tok, args });
    const { x509base64certificate } = certificate.inputs;
    expect(found).toMatchObject({
      totalResults: 1,
      oauthClientCertificates: [{ id, certificateAlias: "ledger", x509base64certificate }],
    });
    expect(world.log().at(-1)).toBe("GET OAuthClientCertificates");
  });

  it("finds network perimeters", async () => {
    const { id } = await world.create(perimeter.type, perimeter.inputs);
    const tok = "oci:Identity/getDomainsNetworkPerimeters:getDomainsNetworkPerimeters";
    const args = {
      idcsEndpoint,
      networkPerimeterFilter: 'name eq "office"',
      networkPerimeterCount: 5,
    };
    const { return: found } = await world.call("Invoke", { tok, args });
    const { ipAddresses } = perimeter.inputs;
    expect(found).toMatchObject({ totalResults: 1, networkPerimeters: [{ id, name: "office", ipAddresses }] });
    expect(decodeURIComponent(world.sent.at(-1)?.path ?? "")).toBe('NetworkPerimeters?count=5&filter=name+eq+"office"');
  });
});
