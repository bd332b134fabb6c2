import { IdentityDomainError, isNotFound } from "../../../identity-domain/identity-domain-error.ts";
import { mayHaveBeenDone } from "../../requests/create-once.ts";
import { ownersIn, stackOf } from "../../requests/ownership.ts";
import type { ResourceRequests } from "../../requests/resource-requests.ts";
import type { Removal } from "../resource-type.ts";

/**
 * Deletes an application. The domain does not delete an active one, so it is deactivated first. If it is then not deleted, it is
 * activated again. An application that an administrator has deactivated is never activated. One that Oracle has created cannot
 * be deleted and is never deactivated. One that is active and, by its tags, belongs to another stack or to none any more stays as it is.
 *
 * @throws IdentityDomainError `NOT_FOUND` if it does not exist any more
 */
export async function removeApp(requests: ResourceRequests, removal: Removal): Promise<void> {
  const { endpoint, id } = removal;
  const { interruptedDeletes } = requests.run;
  try {
    await deactivateAndDelete(requests, removal);
    interruptedDeletes.end(endpoint, id);
  } catch (error) {
    if (isNotFound(error)) interruptedDeletes.end(endpoint, id);
    throw error;
  }
}

async function deactivateAndDelete(requests: ResourceRequests, removal: Removal): Promise<void> {
  const { properties } = removal;
  if (properties.isOpcService === true) return deleteApp(requests, removal);
  if (properties.active === true && (await isListedAsActive(requests, removal))) return deleteActive(requests, removal);
  try {
    await deleteApp(requests, removal);
  } catch (error) {
    const isRefused = error instanceof IdentityDomainError && error.code === "REFUSED";
    if (!isRefused || !(await isActive(requests, removal))) throw error;
    await deleteActive(requests, removal);
  }
}

async function deleteActive(requests: ResourceRequests, removal: Removal): Promise<void> {
  const { endpoint, id } = removal;
  const { domain, run } = requests;
  run.interruptedDeletes.begin(endpoint, id);
  try {
    await domain.changeStatus(id, false);
    await deleteApp(requests, removal);
  } catch (error) {
    if (!(error instanceof IdentityDomainError) || isNotFound(error)) throw error;
    if (run.isCancelled()) throw withNote(error, leftInactive);
    if (isDeactivated(error)) throw withNote(error, await activateAgain(requests, removal));
    run.interruptedDeletes.end(endpoint, id);
    throw error;
  }
}

const leftInactive =
  "If the application is inactive, the next `pulumi up` on this machine activates it, or `pulumi refresh` and `pulumi up` on any other.";

/** Whether the application is inactive, or may be, after one of the two requests has failed. */
function isDeactivated(error: IdentityDomainError): boolean {
  return error.details.method === "DELETE" || mayHaveBeenDone(error);
}

async function activateAgain({ domain, run }: ResourceRequests, { endpoint, id }: Removal): Promise<string> {
  try {
    await domain.changeStatus(id, true);
  } catch (error) {
    if (!(error instanceof IdentityDomainError) || isNotFound(error)) throw error;
    return `The application had been deactivated to be deleted and is still inactive, because activating it failed too: ${error.message}\n${leftInactive}`;
  }
  run.interruptedDeletes.end(endpoint, id);
  return "The application had been deactivated to be deleted; it is active again.";
}

async function deleteApp({ domain }: ResourceRequests, { id, properties }: Removal): Promise<void> {
  await domain.remove("Apps", id, { query: properties.forceDelete === true ? { forceDelete: true } : {} });
}

/** Whether the application is active now, whatever the state says: one list request for all that are deleted together. */
async function isListedAsActive(requests: ResourceRequests, removal: Removal): Promise<boolean> {
  const { domain, run } = requests;
  const stack = stackOf(removal.properties);
  const listed = stack && (await run.activity.find(domain, "Apps", removal.id, stack, activeOnly));
  return listed ? listed.active === true : isActive(requests, removal);
}

/** @throws Error if the application belongs to another stack by now, or to none */
async function isActive({ domain }: ResourceRequests, { id, properties }: Removal): Promise<boolean> {
  const found = await domain.read("Apps", id, { query: { attributes: "active,displayName,tags" } });
  const [ours, theirs] = [stackOf(properties), stackOf(found)];
  if (ours === undefined || ours === theirs) return found.active === true;
  const notDeleted = `The application "${found.displayName}" (id ${id}) is not deleted:`;
  throw new Error(
    theirs === undefined
      ? `${notDeleted} somebody has removed its ownership tags, so that it may be somebody else's.\nIf it is, remove it from the state of this stack with ${stateDelete} If it is to be deleted, declare it again, run \`pulumi up --refresh\`, which restores its tags, and then remove it.`
      : `${notDeleted} it belongs to another stack by now (${ownersIn(found)}).\nRemove it from the state of this stack with ${stateDelete}`,
  );
}

const stateDelete = "`pulumi state delete`; `pulumi stack --show-urns` lists its URN.";

const activeOnly = { query: { attributes: "active" } };

function withNote(error: IdentityDomainError, note: string): IdentityDomainError {
  return new IdentityDomainError(error.code, `${error.message}\n${note}`, error.details);
}
