import { expect, it } from "vitest";
import { isLoopback } from "../../wording/loopback.ts";

it.each(["localhost", "127.0.0.1", "127.0.0.2", "127.255.255.254", "[::1]"])("isLoopback accepts %s", (host) => {
  expect(isLoopback(host)).toBe(true);
});

it.each(["127.0.0.1.example", "localhost.example", "0.0.0.0", "[::2]", "128.0.0.1", ""])(
  'isLoopback refuses "%s"',
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);
