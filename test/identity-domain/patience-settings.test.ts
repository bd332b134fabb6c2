import { expect, test } from "vitest";
import { clientOptionsIn } from "../../identity-domain/sending/patience-settings.ts";

test("values that cannot be are named all at once", () => {
  const settings = {
    retries: "-1",
    longestRetryDelaySeconds: "0",
    requestTimeoutSeconds: "2 minutes",
    identityDomainType: "Gold",
  };
  expect(() => clientOptionsIn(settings)).toThrow(
    expect.objectContaining({
      code: "CLIENT_SETTINGS",
      message: [
        "Settings of the provider have values that they cannot have:",
        '  oci:retries is "-1": it is a whole number from 0 to 100',
        '  oci:longestRetryDelaySeconds is "0": it is a whole number from 1 to 3600',
        '  oci:requestTimeoutSeconds is "2 minutes": it is a whole number from 1 to 3600',
        '  oci:identityDomainType is "Gold": it is one of free, oracle-apps, oracle-apps-premium, premium, external',
      ].join("\n"),
    }),
  );
});

test("values become the client's options", () => {
  const settings = {
    retries: "3",
    longestRetryDelaySeconds: "10",
    requestTimeoutSeconds: "30",
    identityDomainType: "Oracle-Apps-Premium",
  };
  expect(clientOptionsIn(settings)).toEqual({
    retry: { retries: 3, longestDelay: 10_000 },
    timeout: 30_000,
    identityDomainType: "oracle-apps-premium",
  });
  expect(clientOptionsIn({})).toEqual({ retry: {} });
});

test("the official provider's way of turning repetitions off goes first", () => {
  expect(clientOptionsIn({ disableAutoRetries: "true", retries: "3" })).toEqual({ retry: { retries: 0 } });
  expect(clientOptionsIn({ disableAutoRetries: "false", retries: "3" })).toEqual({ retry: { retries: 3 } });
});
