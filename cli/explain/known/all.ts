import type { Message } from "../read/message.ts";
import { adminErrors } from "./admin-api.ts";
import { authorizeErrors } from "./authorize.ts";
import { connectionErrors } from "./connection.ts";
import { grantErrors } from "./invalid-grant.ts";
import type { KnownError } from "./known-error.ts";
import { serviceErrors } from "./services.ts";
import { tokenErrors } from "./token-endpoint.ts";

/** All errors that are known, the more specific first. */
export const knownErrors: readonly KnownError[] = [
  ...authorizeErrors,
  ...grantErrors,
  ...tokenErrors,
  ...adminErrors,
  ...serviceErrors,
  ...connectionErrors,
];

/** The error that a message is about; undefined if it is none of those that are known. */
export function knownErrorOf(message: Message): KnownError | undefined {
  return knownErrors.find(({ matches }) => matches(message));
}
