import { saidBy } from "../clean-up.ts";
import { among, type Outcomes } from "../questions.ts";
import { memberOf, type Send } from "../send.ts";

/** Asks what GET requests answer. */
export async function askByReading(send: Send): Promise<Outcomes> {
  const get = (path: string, as: "administrator" | "nobody") => send({ method: "GET", path, as });
  const configuration = await get("/.well-known/openid-configuration", "nobody");
  const key = await get("/admin/v1/SigningCert/jwk", "nobody");
  const provider = await get("/admin/v1/ServiceProviderConfig", "administrator");
  const keyIsPublic = key.status === 200 ? true : [401, 403].includes(key.status) ? false : undefined;
  return {
    issuer:
      configuration.status === 200
        ? among("issuer", memberOf(configuration.body, "issuer"))
        : { open: `/.well-known/openid-configuration was answered with ${saidBy(configuration)}.` },
    publicSigningCert:
      keyIsPublic === undefined
        ? { open: `/admin/v1/SigningCert/jwk was answered with ${saidBy(key)}.` }
        : { answer: keyIsPublic },
    bulkMaxOperations:
      provider.status === 200
        ? among("bulkMaxOperations", memberOf(memberOf(provider.body, "bulk"), "maxOperations"))
        : { open: `/admin/v1/ServiceProviderConfig was answered with ${saidBy(provider)}.` },
  };
}
