import { describe, expect, it } from "vitest";
import { clientOptionsIn } from "../../../identity-domain/sending/patience-settings.ts";

describe("settings of patience", () => {
  it("with invalid values are all named at once", () => {
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
          "Settings of the provider have invalid values:",
          '  oci:retries is "-1": expected a whole number from 0 to 100',
          '  oci:longestRetryDelaySeconds is "0": expected a whole number from 1 to 3600',
          '  oci:requestTimeoutSeconds is "2 minutes": expected a whole number from 1 to 3600',
          '  oci:identityDomainType is "Gold": expected one of free, oracle-apps, oracle-apps-premium, premium, external',
        ].join("\n"),
      }),
    );
  });

  it("become the client's options", () => {
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

  it("turn repetitions off as in the official provider, whatever else is set", () => {
    expect(clientOptionsIn({ disableAutoRetries: "true", retries: "3" })).toEqual({ retry: { retries: 0 } });
    expect(clientOptionsIn({ disableAutoRetries: "false", retries: "3" })).toEqual({ retry: { retries: 3 } });
  });
});
