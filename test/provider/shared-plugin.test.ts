import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Socket, type Server as TcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Sharing } from "../../identity-domain/sending/sharing.ts";
import { createLocalDomain } from "../../local/domain.ts";
import { serveConnection } from "../../provider/server.ts";
import { connect, type Json, type Protocol } from "./protocol.ts";
import { appInputs, appType, configuration, idcsEndpoint, messageOf, ownedInputs, scimError, urn } from "./world.ts";

// Engines that attach to one plugin, each over a connection of its own. The identity domain answers in this process.

const resourceApps = {
  tok: "oci:Identity/getDomainsApps:getDomainsApps",
  args: { idcsEndpoint, appFilter: "isOAuthResource eq true", attributes: "displayName,name" },
};

let plugin: TcpServer;
let engines: Protocol[];
let connections: Socket[];
let folder: string;
/** Requests that arrived, as `GET Apps`. */
let arrived: string[];
/** What becomes of a request; undefined is the domain's answer. */
let interrupt: (request: Request) => Promise<Response> | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "idcs-apps-shared-"));
  arrived = [];
  engines = [];
  connections = [];
  interrupt = () => undefined;
  const key = createPublicKey(configuration.privateKey);
  const administratorPublicKey = key.export({ type: "spki", format: "pem" }).toString();
  const domain = await createLocalDomain({ url: idcsEndpoint, administratorPublicKey });
  const send: typeof fetch = (input, init) => {
    const request = new Request(input, init);
    arrived.push(`${request.method} ${new URL(request.url).pathname.replace("/admin/v1/", "")}`);
    return interrupt(request) ?? Promise.resolve(domain.fetch(request));
  };
  const options = {
    sharing: new Sharing(),
    fetch: send,
    retry: { retries: 0 },
    interruptedOperationsFolder: folder,
    creations: 0,
  };
  plugin = createServer((connection) => {
    connections.push(connection);
    serveConnection(connection, options);
  }).listen(0, "127.0.0.1");
  await once(plugin, "listening");
});
afterEach(() => {
  for (const engine of engines) engine.close();
  plugin.close();
  rmSync(folder, { recursive: true });
});

function attach(): Protocol {
  const engine = connect((plugin.address() as AddressInfo).port);
  engines.push(engine);
  return engine;
}

async function configured(settings: Json = configuration): Promise<Protocol> {
  const engine = attach();
  await engine.call("Configure", { args: settings, acceptSecrets: true });
  return engine;
}

const create = (engine: Protocol, inputs: Json) =>
  engine.call("Create", { urn: urn(appType), type: appType, name: "app", properties: { idcsEndpoint, ...inputs } });

/** A request that is answered only when its client gives up. */
function unanswered(request: Request): Promise<Response> {
  return new Promise((_, fail) => request.signal.addEventListener("abort", () => fail(request.signal.reason)));
}

describe("a shared plugin", () => {
  it("does nothing for a connection that has no configuration", async () => {
    const engine = attach();
    const message = [
      "The shared plugin has no configuration for this connection: it ended while the stack ran, and was started again.",
      "What it was doing may have been done. Run the stack again: it takes over what was created.",
    ].join("\n");
    expect(await messageOf(engine.call("Invoke", resourceApps))).toBe(message);
    expect(await messageOf(create(engine, appInputs))).toBe(message);
    await configured();
    expect(await messageOf(engine.call("Invoke", resourceApps))).toBe(message);
    expect(arrived).toEqual([]);
  });

  it("uses for each connection the credentials of that connection, and shows it no other's look-ups", async () => {
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    const [administrator, stranger] = [await configured(), await configured({ ...configuration, privateKey })];
    expect(await administrator.call("Invoke", resourceApps)).toHaveProperty("return");
    expect(await messageOf(stranger.call("Invoke", resourceApps))).toContain("401");
    expect(await messageOf(create(stranger, appInputs))).toContain("401");
    expect(await create(administrator, appInputs)).toHaveProperty("id");
  });

  it("cancels the requests of one engine only", async () => {
    const [one, other] = [await configured(), await configured()];
    interrupt = (request) => (request.method === "POST" ? unanswered(request) : undefined);
    const creation = messageOf(create(one, appInputs));
    await expect.poll(() => arrived).toEqual(["POST Apps"]);
    interrupt = () => undefined;
    await one.call("Cancel", {});
    expect(await creation).toContain("cancelled");
    expect(await create(other, ownedInputs)).toHaveProperty("id");
    expect(await messageOf(create(one, appInputs))).toContain("cancelled");
  });

  it("ends the requests of an engine that is gone, and no others", async () => {
    const [one, other] = [await configured(), await configured()];
    let ended = 0;
    interrupt = (request) => {
      request.signal.addEventListener("abort", () => ended++);
      return unanswered(request);
    };
    const creation = messageOf(create(one, appInputs));
    await expect.poll(() => arrived).toEqual(["POST Apps"]);
    connections[0]?.destroy();
    await creation;
    await expect.poll(() => ended).toBe(1);
    interrupt = () => undefined;
    expect(await create(other, appInputs)).toHaveProperty("id");
  });

  it("answers a look-up that another engine waits for when that one is cancelled", async () => {
    const [one, other] = [await configured(), await configured()];
    interrupt = (request) => (arrived.length === 1 ? unanswered(request) : undefined);
    const first = messageOf(one.call("Invoke", resourceApps));
    await expect.poll(() => arrived).toEqual(["GET Apps"]);
    const second = other.call("Invoke", resourceApps);
    await one.call("Cancel", {});
    expect(await first).toContain("cancelled");
    expect(await second).toHaveProperty("return");
    expect(arrived).toEqual(["GET Apps", "GET Apps"]);
  });

  it("shows each engine its own messages", async () => {
    const logged: string[][] = [];
    const servers = [0, 1].map((index) => {
      logged[index] = [];
      const server = new Server();
      const unused = () => {};
      server.addService(EngineService, {
        log(call: ServerUnaryCall<enginePb.LogRequest, emptyPb.Empty>, respond: sendUnaryData<emptyPb.Empty>) {
          logged[index]?.push(call.request.getUrn());
          respond(null, new emptyPb.Empty());
        },
        getRootResource: unused,
        setRootResource: unused,
        startDebugging: unused,
        requirePulumiVersion: unused,
      });
      return server;
    });
    for (const server of servers) {
      const port = await new Promise<number>((bound, failed) =>
        server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, number) =>
          error === null ? bound(number) : failed(error),
        ),
      );
      const engine = attach();
      await engine.call("Attach", { address: `127.0.0.1:${port}` });
      await engine.call("Configure", { args: configuration, acceptSecrets: true });
    }
    const olds = { ...ownedInputs, id: "0123456789abcdef0123456789abcdef" };
    const news = { ...ownedInputs, name: "another_client_id" };
    await engines[1]?.call("Diff", { urn: urn(appType, "second"), id: olds.id, olds, oldInputs: ownedInputs, news });
    for (const server of servers) server.forceShutdown();
    expect(logged).toEqual([[], [urn(appType, "second")]]);
  });

  it("sends the same look-up of several engines once, until one of them changes the answer", async () => {
    const [one, other] = [await configured(), await configured()];
    const found = async (engine: Protocol) =>
      ((await engine.call("Invoke", resourceApps)).return as { apps: unknown[] }).apps.length;
    const [before] = await Promise.all([found(one), found(other)]);
    await create(one, appInputs);
    const third = await configured();
    expect(await found(third)).toBe(before);
    expect(arrived).toEqual(["GET Apps", "POST Apps"]);

    const api = {
      ...ownedInputs,
      displayName: "api",
      name: "api",
      isOauthResource: true,
      audience: "https://api.example.com/",
    };
    await create(one, api);
    const fourth = await configured();
    expect(await found(fourth)).toBe(before + 1);
    expect(arrived).toEqual(["GET Apps", "POST Apps", "POST Apps", "GET Apps"]);
  });

  it("sends a look-up that was refused again for another engine", async () => {
    const [one, other] = [await configured(), await configured()];
    interrupt = () => Promise.resolve(scimError(400, "No.", "error.common.no"));
    expect(await messageOf(one.call("Invoke", resourceApps))).toContain("No.");
    interrupt = () => undefined;
    expect(await other.call("Invoke", resourceApps)).toHaveProperty("return");
  });
});
