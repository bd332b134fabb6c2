import { appendFileSync } from "node:fs";
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";

// Stands for the official plugin, which cannot be downloaded everywhere: it keeps what it is given, and writes each step with the
// resource's type into the file that is its first argument.

const [record = "", version = ""] = process.argv.slice(2);

function answering<Request, Response>(answer: (request: Request) => Response) {
  return (call: ServerUnaryCall<Request, Response>, respond: sendUnaryData<Response>): void =>
    respond(null, answer(call.request));
}

function note(step: string, urn: string): void {
  appendFileSync(record, `${step} ${urn.split("::")[2]}\n`);
}

const server = new Server();
server.addService(ResourceProviderService, {
  getPluginInfo: answering(() => new pluginPb.PluginInfo().setVersion(version)),
  attach: answering(() => new emptyPb.Empty()),
  cancel: answering(() => new emptyPb.Empty()),
  checkConfig: answering((request: providerPb.CheckRequest) =>
    new providerPb.CheckResponse().setInputs(request.getNews()),
  ),
  diffConfig: answering(() => new providerPb.DiffResponse()),
  configure: answering(() => new providerPb.ConfigureResponse()),
  check: answering((request: providerPb.CheckRequest) => new providerPb.CheckResponse().setInputs(request.getNews())),
  diff: answering(() => new providerPb.DiffResponse()),
  create: answering((request: providerPb.CreateRequest) => {
    note("create", request.getUrn());
    return new providerPb.CreateResponse().setId("kept").setProperties(request.getProperties());
  }),
  delete: answering((request: providerPb.DeleteRequest) => {
    note("delete", request.getUrn());
    return new emptyPb.Empty();
  }),
});
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (_, port) => process.stdout.write(`${port}\n`));
process.stdin.on("end", () => process.exit(0)).resume();
