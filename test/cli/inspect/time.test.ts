import { expect, it } from "vitest";
import { aboutTime } from "../../../cli/inspect/checks/time.ts";

const now = new Date("2026-11-26T09:00:00Z");
const seconds = now.getTime() / 1000;

it.each([
  [{}, "it has no time of expiry (exp): no service accepts that."],
  [{ exp: 1e300 }, "it has no time of expiry (exp): no service accepts that."],
  [{ exp: "9999999999" }, "it has no time of expiry (exp): no service accepts that."],
  [{ exp: seconds + 60, nbf: 1e300 }, "its claim nbf is no time: no service accepts that."],
  [{ exp: seconds + 60, iat: "now" }, "its claim iat is no time: no service accepts that."],
])("a token with %j is refused in words", (times, says) => {
  const claims = times as Parameters<typeof aboutTime>[0]["claims"];
  expect(aboutTime({ claims, now })).toMatchObject({ check: "time", verdict: "refused", says });
});
