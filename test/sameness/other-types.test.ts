import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCertificate } from "../local/certificates.ts";
import { app, appRole, certificate, client, outputOf, type Program, perimeter } from "./declared.ts";
import { shown, startWorld, type World, writes } from "./world.ts";

// A resource server with a role, a perimeter, a certificate, and a client of both: first without tags, as anyone may declare them.

let world: World;
let first: string;
let second: string;

const program = ({
  role = "Reader",
  addresses = ["203.0.113.0/24"],
  alias = "ledger",
  base64 = first,
} = {}): Program => ({
  server: app("Server", { name: "server", isUnmanagedApp: true }),
  role: appRole(outputOf("server", "id"), role, { availableToClients: true }),
  office: perimeter("office", addresses),
  cert: certificate(alias, base64),
  client: app("Client", {
    ...client,
    name: "client",
    clientIpChecking: "whitelisted",
    appsNetworkPerimeters: [{ value: outputOf("office", "id") }],
    certificates: [{ certAlias: outputOf("cert", "certificateAlias") }],
  }),
});

beforeAll(async () => {
  world = await startWorld();
  first = (await makeCertificate("first")).base64;
  second = (await makeCertificate("second")).base64;
});
afterAll(() => world?.close());

describe("a role, a perimeter and a certificate", () => {
  it("are planned before anything is known of what they belong to", async () => {
    world.declare(program());
    const plan = await world.plan();
    const create = { op: "create" };
    expect(plan).toMatchObject({ server: create, role: create, office: create, cert: create, client: create });
  });

  it("are made by one POST each, of exactly what is declared", async () => {
    const { requests } = await world.up();
    const { server, office } = await world.state();
    const bodies = Object.fromEntries(requests.map(({ path, body }) => [path, body]));
    expect(requests.map(({ method }) => method)).toEqual(Array(5).fill("POST"));
    const urn = "urn:ietf:params:scim:schemas:oracle:idcs:";
    expect(bodies).toMatchObject({
      AppRoles: {
        schemas: [`${urn}AppRole`],
        app: { value: server?.id },
        displayName: "Reader",
        availableToClients: true,
      },
      NetworkPerimeters: {
        schemas: [`${urn}NetworkPerimeter`],
        name: "office",
        ipAddresses: [{ value: "203.0.113.0/24" }],
      },
      OAuthClientCertificates: {
        schemas: [`${urn}OAuthClientCertificate`],
        certificateAlias: "ledger",
        x509Base64Certificate: first,
      },
      Apps: { appsNetworkPerimeters: [{ value: office?.id }], certificates: [{ certAlias: "ledger" }] },
    });
    expect(Object.keys(bodies.AppRoles ?? {}).sort()).toEqual(["app", "availableToClients", "displayName", "schemas"]);
  });

  it("cost nothing when nothing changes, and are found unchanged", async () => {
    expect((await world.up("--expect-no-changes")).requests).toEqual([]);
    const { requests } = await world.refresh("--expect-no-changes");
    expect(shown(requests).sort()).toEqual([
      "GET AppRoles/<id>",
      "GET Apps/<id>",
      "GET Apps/<id>",
      "GET NetworkPerimeters/<id>",
      "GET OAuthClientCertificates/<id>",
    ]);
  });

  it("are replaced, where the API has no PUT, and a perimeter is changed in place", async () => {
    world.declare(
      program({ role: "Writer", addresses: ["203.0.113.0/24", "198.51.100.7"], alias: "new", base64: second }),
    );
    expect(await world.plan()).toEqual({
      role: { op: "replace", changes: { displayName: "update-replace" } },
      office: { op: "update", changes: { "ipAddresses[1]": "add" } },
      cert: {
        op: "replace",
        changes: { certificateAlias: "update-replace", x509base64certificate: "update-replace" },
      },
      client: { op: "update", changes: { "certificates[0].certAlias": "update" } },
    });
    const before = await world.state();
    const requests = writes(await world.up());
    const { office } = await world.state();
    const put = requests.find(({ path }) => path.startsWith("NetworkPerimeters"));
    expect(put).toEqual({
      method: "PUT",
      path: `NetworkPerimeters/${office?.id}`,
      body: {
        id: office?.id,
        ocid: office?.outputs.ocid,
        schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:NetworkPerimeter"],
        name: "office",
        ipAddresses: [{ value: "203.0.113.0/24", type: "CIDR", version: "IPV4" }, { value: "198.51.100.7" }],
      },
      status: 200,
    });
    expect(shown(requests)).toEqual(
      expect.arrayContaining(["POST AppRoles", "POST OAuthClientCertificates", "PUT Apps/<id>"]),
    );
    // The client lets go of the old certificate before it is deleted.
    const last = requests.slice(-2).map(({ method, path }) => `${method} ${path}`);
    expect(last.sort()).toEqual([
      `DELETE AppRoles/${before.role?.id}`,
      `DELETE OAuthClientCertificates/${before.cert?.id}`,
    ]);
    expect(await world.plan()).toEqual({});
  });

  it("are imported by the official plugin's ids, with requests that only read", async () => {
    const state = await world.state();
    const { administrator } = world;
    const urn = "urn:ietf:params:scim:schemas:oracle:idcs:";
    const { id } = await administrator.create("NetworkPerimeters", {
      schemas: [`${urn}NetworkPerimeter`],
      name: "byhand",
      ipAddresses: [{ value: "192.0.2.1" }],
    });
    const options = { import: `idcsEndpoint/${world.proxy.url}/networkPerimeters/${id}` };
    const now = program({
      role: "Writer",
      addresses: ["203.0.113.0/24", "198.51.100.7"],
      alias: "new",
      base64: second,
    });
    world.declare({ ...now, byHand: perimeter("byhand", ["192.0.2.1"], {}, options) });
    expect(shown((await world.up()).requests)).toEqual(["GET NetworkPerimeters/<id>"]);
    expect((await world.state()).byHand?.id).toBe(id);
    expect((await world.state()).role?.id).toBe(state.role?.id);
  });

  it("are deleted after what uses them", async () => {
    const requests = writes(await world.run("destroy", "--yes", "--skip-preview"));
    const order = shown(requests);
    const client = order.indexOf("DELETE Apps/<id>");
    expect(order.indexOf("DELETE OAuthClientCertificates/<id>")).toBeGreaterThan(client);
    expect(order.indexOf("DELETE NetworkPerimeters/<id>")).toBeGreaterThanOrEqual(0);
    expect(order.indexOf("DELETE AppRoles/<id>")).toBeLessThan(order.lastIndexOf("DELETE Apps/<id>"));
    expect(await world.state()).not.toHaveProperty("client");
  });
});
