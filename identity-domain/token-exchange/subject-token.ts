import { readFileSync, statSync } from "node:fs";
import { isAxiosError } from "axios";
import { isLoopback } from "../../wording/loopback.ts";
import { type AuthenticationSettings, placesOf } from "../credentials/authentication-settings.ts";
import { expandHome } from "../credentials/profile-file.ts";
import { IdentityDomainError } from "../identity-domain-error.ts";
import { failureCode } from "../sending/never-sent.ts";
import { type TransportOptions, transportTo } from "../sending/transport.ts";

/** Gets the JWT that the pipeline issued to this job. @throws IdentityDomainError `CREDENTIALS_UNAVAILABLE` */
export type SubjectTokenSource = () => Promise<string>;

/** The three parts of a JWT. Nothing else is sent: the file that a setting names may be a private key. */
const jwt = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** No pipeline's JWT is larger, in bytes. */
const largest = 64 * 1024;

/**
 * Where the JWT comes from: the setting, the file that it is in, or GitHub, which issues a new one whenever it is asked.
 *
 * @param problems gets a line if there is no such place
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export function subjectTokenSource(
  settings: AuthenticationSettings,
  environment: NodeJS.ProcessEnv,
  options: TransportOptions,
  problems: string[],
): SubjectTokenSource {
  const { workloadIdentityToken: token, workloadIdentityTokenPath: path, workloadIdentityAudience } = settings;
  if (token !== undefined) return async () => checked(token, placesOf("workloadIdentityToken"));
  if (path !== undefined) return async () => checked(contentsOf(expandHome(path)), `the file ${expandHome(path)}`);
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address = "", ACTIONS_ID_TOKEN_REQUEST_TOKEN: key = "" } = environment;
  const url = URL.parse(address);
  if (url !== null && key !== "" && (url.protocol === "https:" || isLoopback(url.hostname))) {
    if (workloadIdentityAudience !== undefined) url.searchParams.set("audience", workloadIdentityAudience);
    return () => issuedByGitHub(url, key, options);
  }
  problems.push(
    `the pipeline's JWT is missing: in GitHub Actions, give the job \`permissions: id-token: write\`; elsewhere ${placesOf("workloadIdentityTokenPath")} (or the JWT itself, ${placesOf("workloadIdentityToken")})`,
  );
  return async () => "";
}

function contentsOf(file: string): string {
  try {
    const found = statSync(file);
    if (found.isFile() && found.size <= largest) return readFileSync(file, "utf8");
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "ENOENT" ? "does not exist" : "cannot be read";
    throw wrongFile(`The file ${file} ${reason}.`);
  }
  throw wrongFile(`${file} is not a file of at most 64 KiB.`);
}

function wrongFile(problem: string): IdentityDomainError {
  return unavailable(`${problem}\nIt must have the pipeline's JWT: ${placesOf("workloadIdentityTokenPath")}.`);
}

async function issuedByGitHub(url: URL, key: string, options: TransportOptions): Promise<string> {
  let value: unknown;
  try {
    const answer = await transportTo(url, options).request({
      url: url.href,
      headers: { accept: "application/json", authorization: `Bearer ${key}` },
    });
    value = (answer.data as { value?: unknown } | null)?.value;
  } catch (error) {
    const reason = isAxiosError(error) ? (error.response?.status ?? failureCode(error)) : undefined;
    throw unavailable(
      `GitHub issued no JWT to this job (${reason ?? "no answer"}).\nRun the job again: GitHub was asked at ACTIONS_ID_TOKEN_REQUEST_URL, which it sets for each job.`,
    );
  }
  return checked(typeof value === "string" ? value : "", "the answer of GitHub");
}

function checked(text: string, place: string): string {
  const token = text.trim();
  if (jwt.test(token)) return token;
  throw unavailable(
    `There is no JWT in ${place}: a JWT has three parts with dots between them.\nNothing of it was sent or is shown.`,
  );
}

function unavailable(message: string): IdentityDomainError {
  return new IdentityDomainError("CREDENTIALS_UNAVAILABLE", message);
}
