import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData, status } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { engineLog } from "../../provider/requests/engine-log.ts";

type Call = ServerUnaryCall<enginePb.LogRequest, emptyPb.Empty>;

let engine: Server;
let address: string;
let logged: enginePb.LogRequest.AsObject[];
let refuses: boolean;

beforeEach(async () => {
  logged = [];
  refuses = false;
  engine = new Server();
  const unused = () => {};
  engine.addService(EngineService, {
    log(call: Call, respond: sendUnaryData<emptyPb.Empty>) {
      logged.push(call.request.toObject());
      respond(refuses ? { code: status.UNAVAILABLE } : null, new emptyPb.Empty());
    },
    getRootResource: unused,
    setRootResource: unused,
    startDebugging: unused,
    requirePulumiVersion: unused,
  });
  const port = await new Promise<number>((resolve, reject) => {
    engine.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  address = `127.0.0.1:${port}`;
});
afterEach(() => engine.forceShutdown());

describe("a warning", () => {
  it("is lost without an error if the engine refuses it or is gone", async () => {
    refuses = true;
    const { warn } = engineLog(address);
    await warn("urn", "Refused.");
    engine.forceShutdown();
    await warn("urn", "Lost.");
    expect(logged.map(({ message }) => message)).toEqual(["Refused."]);
  });

  it("reaches the engine, next to its resource, before the plugin goes on", async () => {
    await engineLog(address).warn("urn:pulumi:dev::proto::type::app", "Look.");
    expect(logged).toEqual([
      {
        severity: enginePb.LogSeverity.WARNING,
        urn: "urn:pulumi:dev::proto::type::app",
        message: "Look.",
        streamid: 0,
        ephemeral: false,
      },
    ]);
  });
});
