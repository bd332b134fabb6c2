import providerPb from "@pulumi/pulumi/proto/provider_pb.js";
import resourcePb from "@pulumi/pulumi/proto/resource_pb.js";
import { fromStruct, toStruct, type Values } from "../provider/values/property-values.ts";

/** A resource of the program, as the program registers it. */
export interface DeclaredResource {
  /** Pulumi's name of the type. */
  readonly type: string;
  readonly urn: string;
  /** Its logical name. */
  readonly name: string;
  /** The URN of the component that declares it; `""` if none does. */
  readonly parent: string;
  /** Its inputs as the program gives them; what is known only after the domain has answered is `UNKNOWN`. */
  readonly inputs: Values;
  /** The properties whose changes the program ignores. */
  readonly ignored: readonly string[];
}

/** What a plan answers to the program. */
export interface Answers {
  /** A resource's id, if it exists, and its properties as they are to be. */
  readonly resource: (declared: DeclaredResource) => Promise<{ readonly id?: string; readonly properties: Values }>;
  readonly lookUp: (token: string, args: Values) => Promise<Values>;
}

type Respond<Response> = (error: object | null, response?: Response) => void;

/**
 * What the Pulumi SDK of a program talks to instead of the engine: it registers nothing, and answers what a plan knows.
 *
 * A failure does not stop the program, because the SDK would end the process: it is in `failures`, and the resource counts as one
 * that is yet to be created.
 */
export class PlanningMonitor {
  /** What failed, in the order of time. */
  readonly failures: unknown[] = [];
  readonly #answers: Answers;
  readonly #stack: string;
  readonly #project: string;

  constructor(project: string, stack: string, answers: Answers) {
    this.#project = project;
    this.#stack = stack;
    this.#answers = answers;
  }

  /** Answers a component with its URN, and a resource with what the plan knows of it. */
  async registerResource(
    request: resourcePb.RegisterResourceRequest,
    respond: Respond<resourcePb.RegisterResourceResponse>,
  ): Promise<void> {
    const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
    const urn = this.#urnOf(type, name, parent);
    const inputs = fromStruct(request.getObject());
    const response = new resourcePb.RegisterResourceResponse().setUrn(urn).setObject(toStruct(inputs));
    if (request.getCustom()) {
      try {
        const declared = { type, urn, name, parent, inputs, ignored: request.getIgnorechangesList() };
        const { id, properties } = await this.#answers.resource(declared);
        response.setId(id ?? "").setObject(toStruct(properties));
      } catch (error) {
        this.failures.push(error);
      }
    }
    respond(null, response);
  }

  /** Components have no state. */
  registerResourceOutputs(_request: object, respond: Respond<object>): void {
    respond(null, {});
  }

  /** Runs a look-up. */
  async invoke(request: resourcePb.ResourceInvokeRequest, respond: Respond<providerPb.InvokeResponse>): Promise<void> {
    try {
      const result = await this.#answers.lookUp(request.getTok(), fromStruct(request.getArgs()));
      respond(null, new providerPb.InvokeResponse().setReturn(toStruct(result)));
    } catch (error) {
      this.failures.push(error);
      respond({ details: error instanceof Error ? error.message : String(error) });
    }
  }

  /** The SDK's connection ends. */
  close(): void {}

  /** The URN that the engine would give it: with the types of all components around it. */
  #urnOf(type: string, name: string, parent: string): string {
    const around = parent === "" ? "" : `${parent.split("::")[2]}$`;
    return `urn:pulumi:${this.#stack}::${this.#project}::${around}${type}::${name}`;
  }
}
