import { isAtLeast } from "../../../setup/version.mjs";

/** The variable that keeps the engine from sending checksums that S3-compatible stores refuse. */
const setting = "AWS_REQUEST_CHECKSUM_CALCULATION";

/** What is known to be wrong with a pair of engine and backend. */
export interface BadPair {
  readonly found: string;
  readonly fix: string;
}

/**
 * What is known to be wrong with a pair of engine and backend; undefined if nothing is.
 *
 * - Engines 3.245 to 3.255 upload in chunks with checksums, which S3-compatible stores refuse, OCI Object Storage among
 *   them (pulumi/pulumi#23478, #23764). Engines from 3.256 do so only for Amazon's own endpoints.
 * - Engines 3.256 cannot write to Cloudflare R2, whatever the setting; 3.255 can (pulumi/pulumi#24219).
 */
export function knownBadPair(url: string, engineVersion: string, env: NodeJS.ProcessEnv): BadPair | undefined {
  if (!url.startsWith("s3://")) return undefined;
  const query = URL.parse(url)?.searchParams;
  const endpoint = query?.get("endpoint") ?? env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL;
  if (!endpoint || /\.amazonaws\.com\b/.test(endpoint)) return undefined;
  const checksums = query?.get("request_checksum_calculation") ?? env[setting];
  const host = hostOf(endpoint);
  const is = (from: string, to: string) => isAtLeast(engineVersion, from) && !isAtLeast(engineVersion, to);
  if (/\.r2\.cloudflarestorage\.com$/.test(host))
    return is("3.256.0", "3.257.0")
      ? {
          found: `engine ${engineVersion} with ${host}: every write fails (pulumi/pulumi#24219)`,
          fix: "Use an engine from 3.257, or 3.255.",
        }
      : undefined;
  if (!is("3.245.0", "3.256.0") || checksums?.toLowerCase() === "when_required") return undefined;
  return {
    found: `engine ${engineVersion} with the S3-compatible store ${host}: it sends checksums that such stores refuse (pulumi/pulumi#23478)`,
    fix: `Set ${setting}=when_required, or add request_checksum_calculation=when_required to the backend's URL, or use an engine from 3.256.`,
  };
}

function hostOf(endpoint: string): string {
  return URL.parse(endpoint)?.hostname || endpoint.replace(/[:/].*$/s, "");
}
