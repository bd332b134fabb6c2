/** A client's HTTP Basic credentials as they were found in a message. The secret is for comparisons only. */
export interface BasicCredentials {
  /** The client ID, decoded; absent if it cannot be read. */
  readonly clientId?: string;
  /** The secret, decoded; absent if it cannot be read. Never shown. */
  readonly secret?: string;
  /** What is wrong with the encoding, each a sentence about the header without its value. */
  readonly problems: readonly string[];
}

const header =
  /(?<![\w-])authorization["']?\s*[:=,]\s*["']?\s*Basic\s+([^\s"',)]+(?:[ \t]+[A-Za-z0-9+/]{8,}={0,2})?)/gi;
const option = /(?:^|\s)(?:-u|--user)[ =]?\s*(?:"([^"]*)"|'([^']*)'|([^\s'"\\]+))/g;
const ofCurl = /Server auth using Basic with user '([^']*)'/g;

/** All Basic credentials in a message: of an Authorization header, and of curl's `--user`. */
export function basicCredentialsIn(message: string): BasicCredentials[] {
  return [
    ...[...message.matchAll(header)].map(([, value = ""]) => decoded(value)),
    ...[...message.matchAll(option)].map(([, double, single, bare]) => ofPair(double ?? single ?? bare ?? "", true)),
    ...[...message.matchAll(ofCurl)].map(([, clientId = ""]) => ({ clientId, problems: [] })),
  ];
}

function decoded(value: string): BasicCredentials {
  const text = value.trim();
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text))
    return /\s/.test(text)
      ? {
          problems: [
            "The value of the Basic header contains white space: `base64` broke it into lines; use `base64 -w0`.",
          ],
        }
      : { problems: ["The value of the Basic header is not base64 of <client ID>:<client secret>."] };
  return ofPair(Buffer.from(text, "base64").toString("utf8"), false);
}

/** @param isPlain whether it is not encoded yet: curl encodes it, but does not URL-encode its parts */
function ofPair(pair: string, isPlain: boolean): BasicCredentials {
  if (pair.includes("\uFFFD")) return { problems: ["The value of the Basic header is not base64 of readable text."] };
  const colon = pair.indexOf(":");
  if (colon < 0)
    return isPlain
      ? { clientId: pair, problems: [] }
      : { problems: ["The decoded Basic header has no colon between client ID and client secret."] };
  const [id, secret] = [pair.slice(0, colon), pair.slice(colon + 1)];
  return { clientId: fromForm(id.trim()), secret: fromForm(secret.trim()), problems: problemsOf(id, secret) };
}

function problemsOf(id: string, secret: string): string[] {
  return [
    ...(/[\r\n]$/.test(secret)
      ? [
          "The decoded Basic header ends with a line break, which became part of the secret: use `printf %s`, not `echo`.",
        ]
      : []),
    ...(secret.trim() === "" ? ["The decoded Basic header has no secret behind the colon."] : []),
    ...(id.trim() === "" ? ["The decoded Basic header has no client ID in front of the colon."] : []),
    ...(/^[ \t]|[ \t]$/.test(id + secret) ? ["The decoded Basic header begins or ends with a space."] : []),
    ...(/^["'<{]|["'>}]$/.test(secret.trim()) || /^["'<{]|["'>}]$/.test(id.trim())
      ? ["The decoded Basic header contains quotes or brackets around the client ID or the secret."]
      : []),
    ...(/[+%&=]/.test(secret.replaceAll(/%[0-9A-Fa-f]{2}/g, ""))
      ? ["The secret has characters that must be URL-encoded before base64 (RFC 6749, section 2.3.1)."]
      : []),
  ];
}

function fromForm(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
