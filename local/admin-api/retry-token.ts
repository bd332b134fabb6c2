import { createHash } from "node:crypto";
import type { DomainContext } from "../domain-context.ts";
import { type JsonObject, type Resource, textOf } from "../scim/json.ts";
import { ScimError } from "../scim/scim-error.ts";
import type { Change } from "../storage/directory.ts";
import type { AdminAnswer } from "./admin-answer.ts";
import type { AdminContext } from "./admin-request.ts";

const remembered = 24 * 60 * 60 * 1000;

/**
 * Answers a POST once per `opc-retry-token`: the same caller, path, token and body get the same answer again for 24
 * hours, and nothing is done twice. Refusals are not remembered.
 *
 * @throws ScimError `retryTokenReused` (409) for a token that came with another body
 * @see npm `oci-identitydomains`, create-app-request (opcRetryToken)
 */
export function answerOnce(domain: DomainContext, c: AdminContext, answer: () => AdminAnswer): AdminAnswer {
  const token = c.req.header("opc-retry-token");
  if (token === undefined) return answer();
  const { caller, body } = c.env;
  const id = digest([caller.type, caller.id, c.req.path, token].join("\n"));
  const request = digest(`${new URL(c.req.url).search}\n${digest(body)}`);
  const now = domain.settings.now().getTime();

  const known = domain.directory.byId("RetryToken", id);
  if (known !== undefined && expiryOf(known) > now) {
    if (known.request !== request) {
      throw new ScimError("retryTokenReused", "The opc-retry-token was used with another request.");
    }
    return known.answer as unknown as AdminAnswer;
  }
  // One commit: after a crash, there is no resource without its token.
  return domain.directory.together(() => {
    const fresh = answer();
    const expires = new Date(now + remembered).toISOString();
    const record = { id, request, expires, answer: fresh as unknown as JsonObject };
    domain.directory.write([...forgotten(domain, now), { collection: "RetryToken", put: record }]);
    return fresh;
  });
}

function digest(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function expiryOf(record: Resource): number {
  return Date.parse(textOf(record, "expires") ?? "");
}

function forgotten({ directory }: DomainContext, now: number): readonly Change[] {
  const expired = directory.all("RetryToken").filter((record) => expiryOf(record) <= now);
  return expired.map(({ id }) => ({ collection: "RetryToken", remove: id }));
}
