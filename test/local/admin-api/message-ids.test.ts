import { expect, it } from "vitest";
import { refusals } from "../../../local/scim/message-ids.ts";

// identity-domains-api.md 8.6.
it.each(Object.values(refusals))("$messageId has Oracle's pattern: component, subject, reason", ({ messageId }) => {
  expect(messageId).toMatch(/^error\.(common|identity|ssocommon)(\.[A-Za-z]+){2}$/);
});
