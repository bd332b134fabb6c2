import { makeCertificate, registerCertificate } from "../../certificates.ts";
import { clientBody, openWorld, resourceBody, type World } from "../../world.ts";
import { newApp, read, type TestClient } from "../oauth-world.ts";

/** The certificate of the world's client: it is registered as `orders`. */
export const own = await makeCertificate("orders-sync");
/** A certificate of the same name that nobody registered. */
export const foreign = await makeCertificate("orders-sync");

/** A domain with a resource that permits refresh tokens, and a trusted client that may vouch for users. */
export async function openAssertionWorld(
  grantType: string,
): Promise<{ readonly world: World; readonly client: TestClient }> {
  const world = await openWorld();
  await registerCertificate(world, "orders", own);
  await newApp(world, resourceBody({ allowOffline: true }));
  return { world, client: await newVouchingClient(world, grantType) };
}

/** Creates a trusted client with the world's certificate. */
export function newVouchingClient(world: World, grantType: string, attributes: object = {}): Promise<TestClient> {
  return newApp(
    world,
    clientBody({
      clientType: "trusted",
      allowedGrants: [grantType, "refresh_token"],
      allowedScopes: [{ fqs: read }],
      certificates: [{ certAlias: "orders" }],
      ...attributes,
    }),
  );
}
