import type { SignatureCheck } from "../../../oauth/check-signature.ts";
import type { ReadToken } from "../../../oauth/read-token.ts";
import { oneLine } from "../../../wording/one-line.ts";
import { quote } from "../../../wording/quote.ts";
import { type Finding, found } from "../finding.ts";

type Jwt = Extract<ReadToken, { form: "jwt" }>;

/** Why something that is not a readable JWT is refused; undefined for one. */
export function unreadable(token: ReadToken): Finding | undefined {
  switch (token.form) {
    case "jwt":
      return undefined;
    case "encrypted":
      return found(
        "token",
        "refused",
        "an encrypted JWT: an identity token of a client with idTokenEncryption. APIs accept access tokens only: send access_token of the token endpoint's answer.",
      );
    case "malformed":
      return found("token", "refused", `a damaged JWT: ${token.why}. Copy it as a whole.`);
    case "opaque":
      return token.isLikeRefreshToken
        ? found(
            "token",
            "refused",
            "a refresh token, by its beginning: only the domain's token endpoint accepts it. Exchange it there for an access token (grant_type=refresh_token), and send that.",
          )
        : found(
            "token",
            "refused",
            "no JWT: access tokens of an identity domain begin with eyJ. This is perhaps a code, a secret or another system's token.",
          );
  }
}

/** Whether a JWT is an access token. */
export function kindOf({ claims }: Jwt): Finding {
  const isIdentityToken =
    claims.tok_type === "IT" ||
    (claims.tok_type === undefined && (claims.nonce !== undefined || claims.at_hash !== undefined));
  if (isIdentityToken)
    return found(
      "token",
      "refused",
      "an identity token: it says to the client who has signed in. APIs accept access tokens only: send access_token of the token endpoint's answer, not id_token.",
    );
  if (claims.tok_type !== "AT")
    return found(
      "token",
      "refused",
      `no access token of an identity domain: its claim tok_type is ${claims.tok_type === undefined ? "missing" : quote(claims.tok_type)}, and not "AT".`,
    );
  return found("token", "ok", "an access token");
}

/** What the signature of a JWT means. */
export function aboutSignature(check: SignatureCheck, { header, claims }: Jwt, domainUrl: string): Finding {
  const refused = (says: string) => found("signature", "refused", says);
  const key = quote(header.kid ?? "without a key ID");
  switch (check) {
    case "VALID":
      return found("signature", "ok", `by ${domainUrl}`);
    case "NOT_SIGNED":
      return refused(
        "it is not signed (alg none): anyone can write such a token, so nothing in it can be trusted. Every service refuses it.",
      );
    case "OTHER_ALGORITHM":
      return refused(
        `it is signed with ${quote(header.alg)}, and an identity domain signs with RS256: the domain has not issued it.`,
      );
    case "UNKNOWN_KEY":
      return refused(
        `${domainUrl} has no key ${key}: another domain or another system has issued it${fromElsewhere(claims, domainUrl)}, or the domain has replaced its key since: then request a new token.`,
      );
    case "WRONG":
      return refused(
        `the key ${key} of ${domainUrl} has not signed it: another domain has issued it${fromElsewhere(claims, domainUrl)}, or it was changed. All identity domains call their key SIGNING_KEY.`,
      );
  }
}

/** What a token says about its origin, which is shown and never followed. */
function fromElsewhere({ tenant_iss: claimed }: Jwt["claims"], domainUrl: string): string {
  const url = typeof claimed === "string" ? URL.parse(claimed) : null;
  if (url === null || url.origin === domainUrl) return "";
  return ` (it says ${oneLine(url.origin, 200)}: if that is yours, choose its stack with --stack)`;
}

/** Keys that a token brings itself: they prove nothing. */
export function ownKeys({ header }: Jwt): Finding[] {
  const names = ["jku", "x5u", "jwk", "x5c"].filter((name) => name in header);
  if (names.length === 0) return [];
  return [
    found(
      "signature",
      "note",
      `its header brings or names keys of its own (${names.join(", ")}): they were ignored, and nothing was fetched from there.`,
    ),
  ];
}
