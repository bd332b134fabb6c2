import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { componentTypes } from "../../naming/resource-names.ts";
import type { EngineResult } from "./engine.ts";
import type { Change } from "./json.ts";

/** The most lines of the engine's output that are shown for a stack that failed without a diagnostic message. */
const mostLines = 30;

/** The operations of the engine that count, in the words of the report. A replacement consists of several steps. */
const operations: Readonly<Record<string, Change["operation"]>> = {
  create: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
  import: "import",
};

/** They have nothing in the domain. */
const components: ReadonlySet<string> = new Set(Object.values(componentTypes));

/** What the engine said while it ran one operation on one stack. */
export class EventRecord {
  readonly #mask: (text: string) => string;
  readonly #isPreview: boolean;
  readonly #changes = new Map<string, Change>();
  readonly #warnings = new Set<string>();
  readonly #errors = new Set<string>();
  #printed = "";

  /**
   * @param isPreview whether the steps that are planned count, instead of those that were done
   * @param mask masks what is secret in a text
   */
  constructor(isPreview: boolean, mask: (text: string) => string) {
    this.#isPreview = isPreview;
    this.#mask = mask;
  }

  /** Adds an event of the engine. */
  add({ resourcePreEvent, resOutputsEvent, diagnosticEvent, policyEvent }: EngineEvent): void {
    const step = (this.#isPreview ? resourcePreEvent : resOutputsEvent)?.metadata;
    if (step !== undefined) this.#addStep(step);
    if (diagnosticEvent !== undefined && !diagnosticEvent.ephemeral) {
      const { severity, message } = diagnosticEvent;
      if (severity === "error") this.#errors.add(this.#plain(message));
      if (severity === "warning") this.#warnings.add(this.#plain(message));
    }
    if (policyEvent !== undefined) {
      const said = `${policyEvent.policyName}: ${this.#plain(policyEvent.message)}`;
      (policyEvent.enforcementLevel === "mandatory" ? this.#errors : this.#warnings).add(said);
    }
  }

  /** Adds a part of what the engine printed. */
  print(text: string): void {
    this.#printed += text;
  }

  /** What was done, or would be. */
  result(): EngineResult {
    return { changes: [...this.#changes.values()], warnings: [...this.#warnings] };
  }

  /** Why it failed: the messages of the engine or, if there are none, the end of its output, or else another reason. */
  failure(reason: string): string {
    if (this.#errors.size > 0) return [...this.#errors].join("\n");
    const lines = this.#plain(this.#printed).split("\n");
    const end = lines.slice(-mostLines).join("\n");
    return end === "" ? this.#plain(reason) : end;
  }

  #addStep({ op, urn, type }: NonNullable<EngineEvent["resourcePreEvent"]>["metadata"]): void {
    const operation = operations[op];
    if (operation === undefined || type.startsWith("pulumi:") || components.has(type)) return;
    this.#changes.set(urn, {
      operation,
      type: type.split(":").at(-1) ?? type,
      name: urn.split("::").slice(3).join("::"),
    });
  }

  /** A text without the engine's codes for colours, secrets masked. */
  #plain(text: string): string {
    return this.#mask(text.replaceAll(/<\{%[^%]*%\}>/g, "").trim());
  }
}
