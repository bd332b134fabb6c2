import { generateKeyPairSync } from "node:crypto";
import { exportJWK, type JWTPayload, SignJWT } from "jose";
import { type Listening, listening } from "../listening.ts";

/** A pipeline that issues JWTs to its jobs, as GitHub does. */
export interface Issuer {
  readonly url: string;
  /** Where the public keys are. */
  readonly keysUrl: string;
  readonly service: Listening;
  /** The variables that GitHub sets for a job with `permissions: id-token: write`. */
  readonly environment: NodeJS.ProcessEnv;
  /** The claims of the JWTs that a job gets; `exp` is counted from now, in seconds. */
  claims: JWTPayload & { lifetime: number };
  /** A JWT with the claims, by the key that `keysUrl` shows or by another one. */
  issue(claims?: JWTPayload & { lifetime?: number }, byAnotherKey?: boolean): Promise<string>;
}

const jobKey = "key-of-the-job";
const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const otherKeys = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** Starts a pipeline whose job is on the branch main of acme/clients. */
export async function startIssuer(): Promise<Issuer> {
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: "pipeline", alg: "RS256", use: "sig" };
  const service = await listening(({ path = "", headers }) => {
    if (path === "/.well-known/jwks") return JSON.stringify({ keys: [jwk] });
    if (!path.startsWith("/token?") || headers.authorization !== `Bearer ${jobKey}`) return undefined;
    return issuer.issue().then((value) => JSON.stringify({ value }));
  });
  const url = `http://127.0.0.1:${service.port}`;
  const issuer: Issuer = {
    url,
    keysUrl: `${url}/.well-known/jwks`,
    service,
    environment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: jobKey,
    },
    claims: { iss: url, sub: "repo:acme/clients:ref:refs/heads/main", aud: "https://cloud.oracle.com", lifetime: 300 },
    async issue(claims = {}, byAnotherKey = false) {
      const { lifetime, ...stated } = { ...issuer.claims, ...claims };
      const now = Math.floor(Date.now() / 1000);
      const { privateKey } = byAnotherKey ? otherKeys : keys;
      return new SignJWT({ iat: now, exp: now + lifetime, ...stated })
        .setProtectedHeader({ alg: "RS256", kid: "pipeline", typ: "JWT" })
        .sign(privateKey);
    },
  };
  return issuer;
}
