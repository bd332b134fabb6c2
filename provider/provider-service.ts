import {
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import { IdentityDomainError } from "../identity-domain/identity-domain-error.ts";
import { ociSecretStore } from "../vault/oci-secret-store.ts";
import { type ListedPage, listResources } from "./list-resources.ts";
import { LookUps, lookUps } from "./look-ups.ts";
import { packageSchema } from "./package-schema.ts";
import { pluginVersion } from "./plugin-version.ts";
import { authenticationSettings, clientOptions, IdentityDomains, secretSettings } from "./requests/configuration.ts";
import { type EngineLog, engineLog, noLog } from "./requests/engine-log.ts";
import { type OpenSecretStore, type PluginOptions, type Run, startRun } from "./requests/run.ts";
import { ResourceOperations } from "./resource-operations.ts";
import { resourceTypes } from "./types/resource-types.ts";
import { changeWarning, refreshWarning } from "./types/warnings.ts";
import { unknownType } from "./unknown-type.ts";
import { type CheckFailure, checkedInputs, checkFailures, type Naming } from "./values/check.ts";
import type { Difference } from "./values/diff.ts";
import { fromStruct, toStruct, type Values, withSecrets } from "./values/property-values.ts";
import { withParametersOf } from "./values/request-parameters.ts";
import { settledInputs } from "./values/settled-inputs.ts";
import { VaultDeliveries } from "./vault-delivery/vault-deliveries.ts";

/**
 * Pulumi's resource provider protocol for the identity domains' part of the package `oci`.
 *
 * One service is one instance of the provider: an engine that attaches to a plugin opens a connection, and configures it, for each.
 *
 * @param given options of the plugin, and of its client for all identity domains
 * @see https://www.pulumi.com/docs/iac/guides/building-extending/packages/
 */
export function providerService(given: PluginOptions = {}): UntypedServiceImplementation {
  const cancellation = new AbortController();
  const signal = given.signal ? AbortSignal.any([given.signal, cancellation.signal]) : cancellation.signal;
  const options = { ...given, signal };
  let isConfigured = false;
  let acceptSecrets = false;
  let domains = new IdentityDomains({}, options, given.sharing);
  let found = new LookUps(domains);
  let log = given.log ?? noLog;
  let operations = operationsIn(startRun(domains, options), log);

  const marked = (values: Values, names: readonly string[]): Values =>
    acceptSecrets ? withSecrets(values, names) : values;

  // A shared plugin's process may have credentials that are not this instance's: without a configuration it does nothing.
  const mustBeConfigured = (): void => {
    if (given.sharing !== undefined && !isConfigured) throw new Error(withoutConfiguration);
  };

  const operationsOf = (urn: string): Operations => {
    mustBeConfigured();
    const token = typeOf(urn);
    const known = operations.get(token);
    if (known === undefined) throw new Error(unknownType(token));
    return known;
  };

  return {
    getPluginInfo: unary(() => new pluginPb.PluginInfo().setVersion(pluginVersion)),
    attach: unary((request: pluginPb.PluginAttach) => {
      if (given.log !== undefined) return new emptyPb.Empty();
      const engine = engineLog(request.getAddress());
      signal.addEventListener("abort", engine.close, { once: true });
      log = engine;
      return new emptyPb.Empty();
    }),
    cancel: unary(() => {
      cancellation.abort();
      return new emptyPb.Empty();
    }),

    getSchema: unary(() => new providerPb.GetSchemaResponse().setSchema(JSON.stringify(packageSchema(pluginVersion)))),
    checkConfig: unary((request: providerPb.CheckRequest) =>
      new providerPb.CheckResponse().setInputs(toStruct(withSecrets(fromStruct(request.getNews()), secretSettings))),
    ),
    diffConfig: unary(() => new providerPb.DiffResponse()),
    configure: unary((request: providerPb.ConfigureRequest) => {
      const inputs = fromStruct(request.getArgs());
      acceptSecrets = request.getAcceptsecrets();
      const configured = { ...(isOnce(inputs) && { creations: 0 }), ...clientOptions(inputs), ...options };
      domains = new IdentityDomains(authenticationSettings(inputs), configured, given.sharing);
      found = new LookUps(domains);
      const authentication = authenticationSettings(inputs);
      const secretStore: OpenSecretStore = (address) =>
        ociSecretStore({ ...address, authentication, environment: process.env });
      operations = operationsIn(startRun(domains, { secretStore, ...configured }), log);
      isConfigured = true;
      return new providerPb.ConfigureResponse().setSupportspreview(true).setSupportsAutonamingConfiguration(true);
    }),

    invoke: unary(async (request: providerPb.InvokeRequest) => {
      mustBeConfigured();
      const lookUp = lookUps.get(request.getTok());
      if (lookUp === undefined) throw new Error(unknownType(request.getTok()));
      const result = await found.run(lookUp, fromStruct(request.getArgs()));
      return new providerPb.InvokeResponse().setReturn(toStruct(result));
    }),

    list: streaming(async (request: providerPb.ListRequest) => {
      mustBeConfigured();
      const type = resourceTypes.find(({ token }) => token === request.getToken());
      if (type === undefined) throw new Error(unknownType(request.getToken()));
      const page = await listResources(type, domains, {
        query: fromStruct(request.getQuery()),
        limit: request.getLimit(),
        pageSize: request.getPageSize(),
        continuation: request.getContinuationToken(),
      });
      return listMessages(page);
    }),

    check: unary((request: providerPb.CheckRequest) => {
      const { shape } = operationsOf(request.getUrn());
      const news = fromStruct(request.getNews());
      const inputs = checkedInputs(shape, news, fromStruct(request.getOlds()), namingIn(request));
      return new providerPb.CheckResponse()
        .setInputs(toStruct(inputs))
        .setFailuresList(checkFailures(shape, news).map(failureMessage));
    }),
    diff: unary(async (request: providerPb.DiffRequest) => {
      const [urn, id] = [request.getUrn(), request.getId()];
      const resources = operationsOf(urn);
      const olds = fromStruct(request.getOlds());
      const news = settledInputs(resources.shape, fromStruct(request.getNews()), fromStruct(request.getOldInputs()));
      const found = resources.difference(urn, id, olds, news, request.getIgnorechangesList());
      const warning = changeWarning(resources.type, found, olds, news);
      if (warning !== undefined) await log.warn(urn, warning);
      return differenceMessage(found);
    }),
    create: unary(async (request: providerPb.CreateRequest) => {
      const urn = request.getUrn();
      const resources = operationsOf(urn);
      const inputs = fromStruct(request.getProperties());
      const response = new providerPb.CreateResponse();
      if (request.getPreview()) {
        const { planned, takenOver } = await resources.previewCreate(urn, inputs);
        if (takenOver !== undefined) await (takenOver.isChange ? log.warn : log.inform)(urn, takenOver.message);
        return response.setProperties(toStruct(planned));
      }
      const { id, properties } = await resources.create(urn, inputs);
      return response.setId(id).setProperties(toStruct(marked(properties, resources.type.secrets)));
    }),
    read: unary(async (request: providerPb.ReadRequest) => {
      const resources = operationsOf(request.getUrn());
      const inputs = fromStruct(request.getInputs());
      const properties = withParametersOf(inputs, fromStruct(request.getProperties()));
      const state = await resources.read(request.getUrn(), request.getId(), properties, inputs);
      const response = new providerPb.ReadResponse();
      if (state === undefined) return response;
      const warning = refreshWarning(resources.type, properties, state.properties);
      if (warning !== undefined) await log.warn(request.getUrn(), warning);
      return response
        .setId(state.id)
        .setInputs(toStruct(state.inputs))
        .setProperties(toStruct(marked(state.properties, resources.type.secrets)));
    }),
    update: unary(async (request: providerPb.UpdateRequest) => {
      const resources = operationsOf(request.getUrn());
      const [olds, news] = [fromStruct(request.getOlds()), fromStruct(request.getNews())];
      const ignored = request.getIgnorechangesList();
      const [urn, id] = [request.getUrn(), request.getId()];
      const properties = request.getPreview()
        ? await resources.previewUpdate(urn, id, olds, news, ignored)
        : (await resources.update(urn, id, olds, news, ignored)).properties;
      return new providerPb.UpdateResponse().setProperties(toStruct(marked(properties, resources.type.secrets)));
    }),
    delete: unary(async (request: providerPb.DeleteRequest) => {
      const urn = request.getUrn();
      const properties = withParametersOf(fromStruct(request.getOldInputs()), fromStruct(request.getProperties()));
      await operationsOf(urn).remove(urn, request.getId(), properties);
      return new emptyPb.Empty();
    }),
  };
}

const withoutConfiguration = [
  "The shared plugin has no configuration for this connection: it ended while the stack ran, and was started again.",
  "What it was doing may have been done. Run the stack again: it takes over what was created.",
].join("\n");

/** What the service does with resources of one type. */
type Operations = ResourceOperations | VaultDeliveries;

function operationsIn(run: Run, log: EngineLog): ReadonlyMap<string, Operations> {
  const all = [...resourceTypes.map((type) => new ResourceOperations(type, run)), new VaultDeliveries(run, log)];
  return new Map(all.map((operations) => [operations.type.token, operations]));
}

function isOnce(inputs: Values): boolean {
  return String(inputs.disableAutoRetries) === "true";
}

/** Answers a call with what a function returns, or with the message of what it throws; a programming error shows its stack. */
function unary<Request, Response>(answer: (request: Request) => Response | Promise<Response>) {
  return async (call: ServerUnaryCall<Request, Response>, respond: sendUnaryData<Response>): Promise<void> => {
    try {
      respond(null, await answer(call.request));
    } catch (error) {
      respond({ code: status.UNKNOWN, details: messageOf(error) });
    }
  };
}

/** Answers a call with all messages that a function returns, or with the message of what it throws. */
function streaming<Request, Response>(answer: (request: Request) => Promise<readonly Response[]>) {
  return async (call: ServerWritableStream<Request, Response>): Promise<void> => {
    try {
      for (const message of await answer(call.request)) call.write(message);
      call.end();
    } catch (error) {
      call.emit("error", { code: status.UNKNOWN, details: messageOf(error) });
    }
  };
}

function messageOf(error: unknown): string {
  if (error instanceof IdentityDomainError) return error.message;
  if (error instanceof TypeError || error instanceof RangeError) return error.stack ?? error.message;
  return error instanceof Error ? error.message : String(error);
}

/** The resource type in a URN, which may be preceded by its parents' types. */
function typeOf(urn: string): string {
  const types = urn.split("::")[2] ?? "";
  return types.slice(types.lastIndexOf("$") + 1);
}

function namingIn(request: providerPb.CheckRequest): Naming {
  const asked = request.getAutonaming();
  const isDisabled = asked?.getMode() === providerPb.CheckRequest.AutonamingOptions.Mode.DISABLE;
  return {
    logicalName: request.getName() || (request.getUrn().split("::").at(-1) ?? ""),
    randomSeed: request.getRandomseed_asU8(),
    ...(asked !== undefined && { proposed: isDisabled ? null : asked.getProposedName() }),
  };
}

function failureMessage({ property, reason }: CheckFailure): providerPb.CheckFailure {
  return new providerPb.CheckFailure().setProperty(property).setReason(reason);
}

function listMessages(page: ListedPage | undefined): providerPb.ListResponse[] {
  const { Computed, Result, Continuation } = providerPb.ListResponse;
  if (page === undefined) return [new providerPb.ListResponse().setComputed(new Computed())];
  const results = page.resources.map(({ id, name }) =>
    new providerPb.ListResponse().setResult(new Result().setId(id).setName(name)),
  );
  const continuation = new Continuation().setContinuationToken(page.continuation);
  return [...results, new providerPb.ListResponse().setContinuation(continuation)];
}

function differenceMessage(found: Difference): providerPb.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = providerPb.DiffResponse.DiffChanges;
  const response = new providerPb.DiffResponse()
    .setChanges(found.changes.length === 0 ? DIFF_NONE : DIFF_SOME)
    .setDiffsList([...found.properties])
    .setReplacesList([...found.replaces])
    .setStablesList([...found.stables])
    .setDeletebeforereplace(found.deleteBeforeReplace)
    .setHasdetaileddiff(true);
  const { Kind } = providerPb.PropertyDiff;
  const kinds = {
    add: [Kind.ADD, Kind.ADD_REPLACE],
    delete: [Kind.DELETE, Kind.DELETE_REPLACE],
    update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
  } as const;
  for (const { path, kind, replaces } of found.changes)
    response.getDetaileddiffMap().set(path, new providerPb.PropertyDiff().setKind(kinds[kind][replaces ? 1 : 0]));
  return response;
}
