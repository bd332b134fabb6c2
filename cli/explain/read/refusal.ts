/** What an answer says about why it refuses. */
export interface StatedRefusal {
  /** The code of OAuth: `error` of a token endpoint's answer, of a redirect, or of a challenge. */
  readonly oauth?: string;
  /** The words of the server: `error_description`, SCIM's `detail`, OCI's `message`. */
  readonly detail?: string;
  /** The id of a message of the admin API, such as `error.common.common.accessDenied`. */
  readonly messageId?: string;
  /** The code of OCI, such as `NotAuthenticated`. */
  readonly oci?: string;
  /** The code of the sign-in service, such as `AUTH-3024`. */
  readonly signIn?: string;
  /** The id under which Oracle has logged the request. */
  readonly reference?: string;
}

/** The codes of OAuth (RFC 6749, 6750, 8628, OpenID Connect) and Oracle's own. */
export const oauthCodes = [
  "invalid_client",
  "invalid_grant",
  "invalid_request",
  "invalid_scope",
  "invalid_redirect_uri",
  "invalid_token",
  "insufficient_scope",
  "unauthorized_client",
  "unsupported_grant_type",
  "unsupported_response_type",
  "unsupported_token_type",
  "access_denied",
  "server_error",
  "temporarily_unavailable",
  "authorization_pending",
  "slow_down",
  "expired_token",
  "login_required",
  "consent_required",
  "interaction_required",
] as const;

const codes = oauthCodes.join("|");
const errorExtension = /messages:_?error$/i;
const ociCode =
  /\b(NotAuthenticated|NotAuthorizedOrNotFound|NotAuthorized|IdcsConversionError|SignUpRequired|TooManyRequests)\b/;

/** Why a message says that a request was refused. */
export function refusalIn(text: string, objects: readonly Readonly<Record<string, unknown>>[]): StatedRefusal {
  const of = (name: string) => textOf(objects.map((one) => one[name]).find((value) => textOf(value) !== undefined));
  const extension = objects.flatMap((one) => Object.entries(one)).find(([name]) => errorExtension.test(name))?.[1] as
    | { messageId?: unknown }
    | undefined;
  const messageId = textOf(extension?.messageId) ?? /\berror\.[a-z]+\.[A-Za-z][\w.]+/.exec(text)?.[0];
  const oauth = [of("error")].find((one) => one !== undefined && isOAuthCode(one)) ?? oauthIn(text);
  const oci = ociCode.exec(of("code") ?? "")?.[1] ?? ociCode.exec(text)?.[1];
  const detail = of("error_description") ?? descriptionIn(text, oauth) ?? of("detail") ?? of("message");
  const signIn = /\bAUTH-\d{4}\b/.exec(text)?.[0];
  const reference =
    of("opc-request-id") ?? /opc-request-id["']?[\s:=]+["']?([\w/-]{8,})/i.exec(text)?.[1] ?? of("ecid");
  return {
    ...(oauth !== undefined && { oauth }),
    ...(detail !== undefined && { detail }),
    ...(messageId !== undefined && { messageId }),
    ...(oci !== undefined && { oci }),
    ...(signIn !== undefined && { signIn }),
    ...(reference !== undefined && { reference }),
  };
}

function isOAuthCode(word: string): boolean {
  return oauthCodes.some((code) => code === word);
}

/** The code of OAuth: behind `error=` before a word of a text, because a stack may name other codes too. */
function oauthIn(text: string): string | undefined {
  const patterns = [`\\berror["']?\\s*[=:]\\s*["']?(${codes})\\b`, `(?<![\\w.-])(${codes})(?![\\w-])`];
  const found = patterns.map((pattern) => new RegExp(pattern).exec(text)?.[1]).find((code) => code !== undefined);
  // Libraries name their classes after the codes: InvalidClientError, InvalidGrantException.
  const [, name] =
    /\b(?:OAuth2?)?((?:Invalid|Unauthorized|Unsupported|AccessDenied)[A-Za-z]*?)(?:Error|Exception)\b/.exec(text) ?? [];
  const ofClass = name?.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
  return found ?? (ofClass !== undefined && isOAuthCode(ofClass) ? ofClass : undefined);
}

/** The description in a URL or a challenge, or what follows the code on its line. */
function descriptionIn(text: string, oauth: string | undefined): string | undefined {
  const named = /\berror_description["']?\s*[=:]\s*(?:"([^"]*)"|'([^']*)'|([^&\s"'#]+))/.exec(text);
  const value = named?.[1] ?? named?.[2] ?? named?.[3];
  if (value !== undefined) return decoded(value);
  if (oauth === undefined) return undefined;
  const line = new RegExp(`${oauth}["')\\]]*[:\\s]+["']?([A-Z][^"'\\n]{4,})`).exec(text)?.[1];
  return line?.trim();
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll("+", " "));
  } catch {
    return value;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
