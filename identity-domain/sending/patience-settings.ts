import type { ClientOptions } from "../identity-domain.ts";
import { IdentityDomainError } from "../identity-domain-error.ts";
import { type IdentityDomainType, requestRates } from "./pace.ts";

/** How patient to be, in words of the stack's configuration. None of the names is used by the official provider but the first. */
export interface PatienceSettings {
  /** `true`: nothing is repeated. */
  readonly disableAutoRetries?: string;
  /** Repetitions after the first attempt, 0 to 100. @default 8 */
  readonly retries?: string;
  /** The longest wait before a repetition, in seconds, 1 to 3600. @default 30 */
  readonly longestRetryDelaySeconds?: string;
  /** How long each attempt may take to be answered, in seconds, 1 to 3600. @default 120 */
  readonly requestTimeoutSeconds?: string;
  /** The domain's type, which sets the rate of requests. @default "premium" */
  readonly identityDomainType?: string;
}

/** The settings' names. */
export const patienceSettingNames = [
  "disableAutoRetries",
  "retries",
  "longestRetryDelaySeconds",
  "requestTimeoutSeconds",
  "identityDomainType",
] as const satisfies readonly (keyof PatienceSettings)[];

/**
 * The client's options that these settings mean.
 *
 * @throws IdentityDomainError `CLIENT_SETTINGS`, with all problems at once
 */
export function clientOptionsIn(settings: PatienceSettings): ClientOptions {
  const problems: string[] = [];
  const seconds = (name: "longestRetryDelaySeconds" | "requestTimeoutSeconds"): number | undefined => {
    const value = wholeNumber(name, settings[name], 1, 3600, problems);
    return value === undefined ? undefined : value * 1000;
  };
  const given = wholeNumber("retries", settings.retries, 0, 100, problems);
  const retries = settings.disableAutoRetries === "true" ? 0 : given;
  const longestDelay = seconds("longestRetryDelaySeconds");
  const timeout = seconds("requestTimeoutSeconds");
  const type = settings.identityDomainType?.toLowerCase();
  if (type !== undefined && !isDomainType(type))
    problems.push(
      `oci:identityDomainType is "${settings.identityDomainType}": it is one of ${Object.keys(requestRates).join(", ")}`,
    );
  if (problems.length > 0)
    throw new IdentityDomainError(
      "CLIENT_SETTINGS",
      ["Settings of the provider have values that they cannot have:", ...problems.map((line) => `  ${line}`)].join(
        "\n",
      ),
    );
  return {
    retry: { ...(retries !== undefined && { retries }), ...(longestDelay !== undefined && { longestDelay }) },
    ...(timeout !== undefined && { timeout }),
    ...(type !== undefined && isDomainType(type) && { identityDomainType: type }),
  };
}

function wholeNumber(
  name: string,
  text: string | undefined,
  least: number,
  most: number,
  problems: string[],
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  problems.push(`oci:${name} is "${text}": it is a whole number from ${least} to ${most}`);
  return undefined;
}

function isDomainType(text: string): text is IdentityDomainType {
  return Object.hasOwn(requestRates, text);
}
