import { Agent } from "node:https";
import axios from "axios";
import { importPKCS8 } from "jose";
import * as oauth from "oauth4webapi";
import type { TokenRequest } from "./token-request.ts";

/** The private key of a client's certificate. */
export interface ClientKey {
  /** PKCS #8 in PEM. */
  readonly privateKey: string;
  /** The alias under which the domain has the certificate: the `kid` of what the key signs. */
  readonly alias: string;
}

/**
 * Client authentication by a signed assertion instead of a secret (RFC 7523 section 2.2, `private_key_jwt`), signed with RS256.
 * Its audience is the identity domain, with a final slash.
 *
 * @throws TypeError if the key is not PKCS #8 in PEM
 */
export async function byAssertion(key: ClientKey, identityDomainUrl: string): Promise<oauth.ClientAuth> {
  return oauth.PrivateKeyJwt(
    { key: await importPKCS8(key.privateKey, "RS256"), kid: key.alias },
    {
      [oauth.modifyAssertion](header, claims) {
        header.typ = "JWT";
        claims.aud = new URL("/", identityDomainUrl).href;
      },
    },
  );
}

/** No client authentication: a public client sends only its ID. */
export function byNothing(): oauth.ClientAuth {
  return oauth.None();
}

/**
 * Client authentication by the certificate of the connection (RFC 8705): what a `TokenRequest` needs for it.
 *
 * @param certificate certificate and private key, both in PEM
 */
export function byCertificate(certificate: {
  readonly certificate: string;
  readonly privateKey: string;
}): Pick<TokenRequest, "authentication" | "fetch"> {
  const httpsAgent = new Agent({ cert: certificate.certificate, key: certificate.privateKey });
  return { authentication: oauth.TlsClientAuth(), fetch: fetchWith(httpsAgent) };
}

/** A `fetch` whose connections show a certificate, which Node's own cannot. */
function fetchWith(httpsAgent: Agent): typeof fetch {
  return async (input, { method = "GET", headers, body, signal } = {}) => {
    const answer = await axios.request<ArrayBuffer>({
      url: String(input),
      method,
      headers: Object.fromEntries(new Headers(headers)),
      data: body === undefined || body === null ? undefined : String(body),
      ...(signal && { signal }),
      httpsAgent,
      proxy: false,
      maxRedirects: 0,
      maxContentLength: 1024 * 1024,
      responseType: "arraybuffer",
      validateStatus: () => true,
    });
    const answerHeaders = Object.entries(answer.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    return new Response(answer.data.byteLength === 0 ? null : answer.data, {
      status: answer.status,
      headers: answerHeaders,
    });
  };
}
