import { credentials } from "@grpc/grpc-js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";

/** A message of the protocol as `PULUMI_DEBUG_GRPC` writes it. */
export type Json = Record<string, unknown>;

/** Calls a plugin with messages as `PULUMI_DEBUG_GRPC` writes them. */
export interface Protocol {
  readonly call: (method: string, request: Json) => Promise<Json>;
  /** All messages of the answer to List, in their order, each with the fields that it has. */
  readonly list: (request: Json) => Promise<Json[]>;
  readonly close: () => void;
}

type Setters = Record<string, (value: unknown) => unknown>;
type Unary = (request: unknown, respond: (error: Error | null, response: Message) => void) => void;
type Message = { toObject: () => Json } & Record<string, (() => unknown) | undefined>;

const requests: Record<string, () => object> = {
  Attach: () => new pluginPb.PluginAttach(),
  GetPluginInfo: () => new emptyPb.Empty(),
  CheckConfig: () => new providerPb.CheckRequest(),
  Cancel: () => new emptyPb.Empty(),
  DiffConfig: () => new providerPb.DiffRequest(),
  Configure: () => new providerPb.ConfigureRequest(),
  GetSchema: () => new providerPb.GetSchemaRequest(),
  Invoke: () => new providerPb.InvokeRequest(),
  List: () => new providerPb.ListRequest(),
  Check: () => new providerPb.CheckRequest(),
  Diff: () => new providerPb.DiffRequest(),
  Create: () => new providerPb.CreateRequest(),
  Read: () => new providerPb.ReadRequest(),
  Update: () => new providerPb.UpdateRequest(),
  Delete: () => new providerPb.DeleteRequest(),
};

const structs = ["args", "inputs", "news", "oldInputs", "olds", "properties", "query", "return"];

/** Connects to a plugin, over a connection of its own, as the engine does. */
export function connect(port: number): Protocol {
  const options = { "grpc.use_local_subchannel_pool": 1 };
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure(), options);
  const call = async (method: string, request: Json): Promise<Json> => {
    const name = method.slice(0, 1).toLowerCase() + method.slice(1);
    const send = (client as unknown as Record<string, Unary>)[name];
    if (send === undefined) throw new TypeError(`no method ${method}`);
    const message = await new Promise<Message>((resolve, reject) =>
      send.call(client, toMessage(method, request), (error, response) =>
        error === null ? resolve(response) : reject(new Error((error as unknown as { details: string }).details)),
      ),
    );
    return fromMessage(message);
  };
  const list = async (request: Json): Promise<Json[]> => {
    const messages: Json[] = [];
    try {
      for await (const message of client.list(toMessage("List", request) as providerPb.ListRequest))
        messages.push(givenFields((message as providerPb.ListResponse).toObject()));
    } catch (error) {
      throw new Error((error as { details: string }).details);
    }
    return messages;
  };
  return { call, list, close: () => client.close() };
}

function toMessage(method: string, request: Json): unknown {
  const message = requests[method]?.() as Setters;
  for (const [field, value] of Object.entries(request)) {
    if (field === "variables") continue;
    const name = field.slice(0, 1).toUpperCase() + field.slice(1);
    const list = Array.isArray(value);
    const setter = Object.keys(Object.getPrototypeOf(message)).find(
      (known) => known.toLowerCase() === `set${name}${list ? "List" : ""}`.toLowerCase(),
    );
    if (setter === undefined) throw new TypeError(`${method} has no ${field}`);
    message[setter]?.(structs.includes(field) ? structPb.Struct.fromJavaScript(value as Json as never) : value);
  }
  return message;
}

/** Fields as the protocol's JSON has them: without those of no value, enumerations by name. */
function fromMessage(message: Message): Json {
  const { DiffChanges } = providerPb.DiffResponse;
  const fields: Json = {};
  for (const getter of Object.keys(Object.getPrototypeOf(message))) {
    const field = /^get(?!Extension|JsPb)(\w+?)(List|Map)?$/.exec(getter);
    if (field?.[1] === undefined || getter.includes("_as")) continue;
    const name = camelCase(field[1]);
    const value = message[getter]?.();
    if (value instanceof structPb.Struct) fields[name] = value.toJavaScript();
    else if (field[2] === "Map") fields[name] = kindsOf(value as never);
    else if (name === "changes") fields[name] = nameOf(DiffChanges, value);
    else if (name === "failures") fields[name] = (value as Message[]).map((failure) => failure.toObject());
    else fields[name] = value;
  }
  const isGiven = ([, value]: [string, unknown]): boolean =>
    value !== undefined && value !== "" && value !== false && value !== "DIFF_UNKNOWN" && !isEmptyCollection(value);
  return Object.fromEntries(Object.entries(fields).filter(isGiven));
}

function givenFields(message: Json): Json {
  return Object.fromEntries(Object.entries(message).filter(([, value]) => value !== undefined));
}

function kindsOf(map: Map<string, providerPb.PropertyDiff>): Json {
  const { Kind } = providerPb.PropertyDiff;
  const entries: [string, Json][] = [];
  map.forEach((change, path) => {
    entries.push([path, change.getKind() === Kind.ADD ? {} : { kind: nameOf(Kind, change.getKind()) }]);
  });
  return Object.fromEntries(entries);
}

function nameOf(enumeration: object, value: unknown): string | undefined {
  return Object.entries(enumeration).find(([, number]) => number === value)?.[0];
}

function camelCase(name: string): string {
  const known = {
    Detaileddiff: "detailedDiff",
    Hasdetaileddiff: "hasDetailedDiff",
    Supportspreview: "supportsPreview",
  };
  const spelled = (known as Record<string, string>)[name] ?? name;
  return spelled === "Deletebeforereplace"
    ? "deleteBeforeReplace"
    : spelled.slice(0, 1).toLowerCase() + spelled.slice(1);
}

function isEmptyCollection(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}
