import { Refusal } from "../refusal.ts";
import { type RefusalName, refusals } from "./message-ids.ts";

const errorSchema = "urn:ietf:params:scim:api:messages:2.0:Error";
const errorExtension = "urn:ietf:params:scim:api:oracle:idcs:extension:messages:Error";

/** The challenge of the admin API (RFC 6750, section 3); a signature is accepted too. */
export const bearerRealm = 'Bearer realm="identity domain"';

/** A refusal of the admin API, with its answer. */
export class ScimError extends Refusal {
  override readonly name = "ScimError";
  readonly refusal: RefusalName;
  /** Headers of the answer: the challenge of a 401, the verbs of a 405 (RFC 9110, sections 15.5.2 and 15.5.6). */
  readonly headers: Readonly<Record<string, string>>;

  constructor(refusal: RefusalName, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.refusal = refusal;
    this.headers = { ...(this.status === 401 ? { "WWW-Authenticate": bearerRealm } : {}), ...headers };
  }

  /** The HTTP status of the answer. */
  get status(): (typeof refusals)[RefusalName]["status"] {
    return refusals[this.refusal].status;
  }

  /** The answer's body; `status` is a string (RFC 7644, section 3.12; Oracle: "Response Body"). */
  body(): object {
    return {
      schemas: [errorSchema, errorExtension],
      detail: this.message,
      status: String(this.status),
      [errorExtension]: { messageId: refusals[this.refusal].messageId },
    };
  }
}
