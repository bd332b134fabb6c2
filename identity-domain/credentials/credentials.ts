import { createHash, createPublicKey, type KeyObject } from "node:crypto";

/** What requests are signed with. */
export interface SigningKey {
  /** `<tenancy>/<user>/<fingerprint>`, or `ST$` and a token that vouches for the key. */
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** A key with a token that vouches for it, both of which are renewed from time to time. */
export interface SessionKey {
  /** Whose key it is, as a message says it. */
  readonly holder: string;
  /** What to do when the token has expired and cannot be renewed. */
  readonly renewal: string;
  /** The key of the moment; its token has not expired if there was a way to renew it. */
  current(): Promise<SigningKey>;
  /** Replaces the key that the domain refused. Undefined where the environment renews it. */
  readonly renew?: () => Promise<void>;
}

/** A confidential application that administers the domain. Its secret shows in no print of it. */
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

/** Whatever makes requests authentic. */
export type Credentials = SigningKey | SessionKey | AdminClient;

/** The fingerprint of an API key: MD5 of the public key, as OCI writes it. */
export function fingerprintOf(privateKey: KeyObject): string {
  const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  return createHash("md5")
    .update(publicKey)
    .digest("hex")
    .replace(/..(?=.)/g, "$&:");
}
