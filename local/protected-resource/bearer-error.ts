import { Refusal } from "../refusal.ts";

const statuses = {
  no_token: 401,
  invalid_token: 401,
  insufficient_scope: 403,
  no_role: 403,
  no_user: 403,
  no_instance: 404,
} as const;

/** The services that the domain imitates, as their challenges name them. */
export type ServiceName = "Oracle Blockchain Platform" | "Oracle Integration" | "Oracle Utilities";

/** A refusal of a resource server that accepts bearer tokens, with its answer (RFC 6750, section 3). */
export class BearerError extends Refusal {
  override readonly name = "BearerError";
  readonly service: ServiceName;
  readonly code: keyof typeof statuses;

  constructor(service: ServiceName, code: keyof typeof statuses, description: string) {
    super(description);
    this.service = service;
    this.code = code;
  }

  /** The HTTP status of the answer. */
  get status(): (typeof statuses)[keyof typeof statuses] {
    return statuses[this.code];
  }

  /**
   * The challenge: without an error code when there was no token at all; no challenge if another token would not help.
   */
  get challenge(): string | undefined {
    const realm = `Bearer realm="${this.service}"`;
    if (this.code === "no_token") return realm;
    if (this.code === "no_role" || this.code === "no_instance") return undefined;
    const error = this.code === "no_user" ? "access_denied" : this.code;
    return `${realm}, error="${error}", error_description="${this.message}"`;
  }

  /** The answer's body, in the shape of Oracle Integration's errors. */
  body(): object {
    const title = { 401: "Unauthorized", 403: "Forbidden", 404: "Not Found" }[this.status];
    return { type: "about:blank", title, status: String(this.status), detail: this.message };
  }
}
