import type { StoredResource } from "../../../identity-domain/identity-domain.ts";
import { IdentityDomainError, isNotFound } from "../../../identity-domain/identity-domain-error.ts";
import { mayHaveBeenDone } from "../../requests/create-once.ts";
import { stackOf } from "../../requests/ownership.ts";
import type { Removal } from "../resource-type.ts";

/**
 * Deletes an application. The domain deletes no active one, so an active one is deactivated first; if it is then not
 * deleted, it is activated again. One that an administrator has deactivated is never activated, and one that Oracle created,
 * which cannot be deleted, is never deactivated.
 *
 * @throws IdentityDomainError also `NOT_FOUND`: it is gone already
 */
export async function removeApp(removal: Removal): Promise<void> {
  if (removal.properties.isOpcService === true) return remove(removal);
  if (removal.properties.active === true && (await isListedAsActive(removal))) return deactivateAndRemove(removal);
  try {
    await remove(removal);
  } catch (error) {
    if (!(error instanceof IdentityDomainError) || error.code !== "REFUSED" || !(await isActive(removal))) throw error;
    await deactivateAndRemove(removal);
  }
}

async function deactivateAndRemove(removal: Removal): Promise<void> {
  const { domain, endpoint, id, run } = removal;
  run.interruptedDeletes.write(endpoint, id);
  try {
    await domain.changeStatus(id, false);
    await remove(removal);
  } catch (error) {
    if (!(error instanceof IdentityDomainError) || isNotFound(error)) throw error;
    if (run.isCancelled())
      throw new IdentityDomainError(error.code, `${error.message}\n${leftInactive}`, error.details);
    if (isDeactivated(error))
      throw new IdentityDomainError(error.code, `${error.message}\n${await activateAgain(removal)}`, error.details);
    run.interruptedDeletes.clear(endpoint, id);
    throw error;
  }
}

const leftInactive =
  "If the application is inactive, the next `pulumi up` on this machine activates it, or `pulumi refresh` and `pulumi up` on any other.";

/** Whether the application is inactive, or may be, after one of the two requests failed. */
function isDeactivated(error: IdentityDomainError): boolean {
  return error.details.method === "DELETE" || mayHaveBeenDone(error);
}

async function activateAgain({ domain, endpoint, id, run }: Removal): Promise<string> {
  try {
    await domain.changeStatus(id, true);
  } catch (error) {
    if (!(error instanceof IdentityDomainError) || isNotFound(error)) throw error;
    return `The application had been deactivated to be deleted and is still inactive, because activating it failed too: ${error.message}\n${leftInactive}`;
  }
  run.interruptedDeletes.clear(endpoint, id);
  return "The application had been deactivated to be deleted; it is active again.";
}

async function remove({ domain, id, properties }: Removal): Promise<void> {
  await domain.remove("Apps", id, { query: properties.forceDelete === true ? { forceDelete: true } : {} });
}

/** Whether the application is active now, whatever the state says: by one list request for all that are deleted together. */
async function isListedAsActive(removal: Removal): Promise<boolean> {
  const { domain, id, properties, run } = removal;
  const stack = stackOf(properties);
  const listed = stack && (await run.activity.find(domain, "Apps", id, stack, { query: { attributes: "active" } }));
  return listed ? listed.active === true : isActive(removal);
}

async function isActive({ domain, id }: Removal): Promise<boolean> {
  const { active }: StoredResource = await domain.read("Apps", id, { query: { attributes: "active" } });
  return active === true;
}
