import { oneLine } from "../wording/one-line.ts";
import { VaultError } from "./vault-error.ts";

/** What Oracle's SDK throws: a refusal of the service, or, without `statusCode`, a request without an answer. */
interface SdkFailure {
  readonly statusCode?: number;
  readonly serviceCode?: string;
  readonly message?: string;
  readonly requestEndpoint?: string;
}

/**
 * The VaultError for what the SDK threw.
 *
 * @param what the OCID that the request was about
 */
export function translated(error: unknown, what: string): VaultError {
  if (error instanceof VaultError) return error;
  const { statusCode, serviceCode = "", message = "", requestEndpoint = "" } = error as SdkFailure;
  const server = URL.parse(requestEndpoint.split(" ").at(-1) ?? "")?.origin ?? "the vault";
  if (statusCode === undefined) {
    return new VaultError(
      "UNCERTAIN",
      `${server} gave no answer (${oneLine(message, 200)}): check the region, and that it can be reached. Repeat the command.`,
    );
  }
  const said = `${statusCode} ${oneLine(serviceCode, 100)}: ${oneLine(message, 400).replace(/\.$/, "")}`;
  if (statusCode === 404) return new VaultError("NOT_THERE_OR_NOT_ALLOWED", notThereOrNotAllowed(what));
  if ([400, 409].includes(statusCode) && /already exists/i.test(message))
    return new VaultError("NAME_TAKEN", nameTaken(said));
  if ([409, 412, 429].includes(statusCode) || statusCode >= 500)
    return new VaultError("UNCERTAIN", `${server} answered ${said}. Repeat the command.`);
  return new VaultError("REFUSED", `${server} refused the request: ${said}.`);
}

function notThereOrNotAllowed(what: string): string {
  return `${what} is not there, or these credentials may not use it: the vault answers both with 404, so this command takes it for neither, and nothing was created or deleted. Compare the OCID, and the rights in docs/deliver.md.`;
}

function nameTaken(said: string): string {
  return `the vault has a secret of this name already, and the list of the compartment does not show it (${said}): it is in another compartment of the vault, or these credentials may not see it. Use its OCID, or another name.`;
}
