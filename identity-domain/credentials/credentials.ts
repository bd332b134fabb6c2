import { createHash, createPublicKey, type KeyObject } from "node:crypto";

/** What requests are signed with. */
export interface SigningKey {
  /** `<tenancy>/<user>/<fingerprint>`, or `ST$` and a token that stands for the key. */
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** A key and its token, both of which are renewed from time to time. */
export interface SessionKey {
  /** The key's holder, in the words of a message. */
  readonly holder: string;
  /** What to do when the token has expired and cannot be renewed. */
  readonly renewal: string;
  /** The current key; its token has not expired if there was a way to renew it. */
  current(): Promise<SigningKey>;
  /** Replaces a key that the domain refused. Undefined if the key is renewed by something else. */
  readonly renew?: () => Promise<void>;
}

/** A confidential application that administers the domain. Printing the object does not show the secret. */
export class AdminClient {
  readonly clientId: string;
  readonly #clientSecret: string;

  constructor(clientId: string, clientSecret: string) {
    this.clientId = clientId;
    this.#clientSecret = clientSecret;
  }

  /** The client's HTTP Basic credentials. @see RFC 6749, section 2.3.1 */
  basicAuthorization(): string {
    const parts = [this.clientId, this.#clientSecret].map(encodeURIComponent);
    return `Basic ${Buffer.from(parts.join(":")).toString("base64")}`;
  }
}

/** The credentials that requests are sent with. */
export type Credentials = SigningKey | SessionKey | AdminClient;

/** The fingerprint of an API key: MD5 of the public key, as OCI writes it. */
export function fingerprintOf(privateKey: KeyObject): string {
  const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  return createHash("md5")
    .update(publicKey)
    .digest("hex")
    .replace(/..(?=.)/g, "$&:");
}
