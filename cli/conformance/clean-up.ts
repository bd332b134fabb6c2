import { oneLine } from "../../wording/one-line.ts";
import { quote } from "../../wording/quote.ts";
import { CommandError } from "../errors/command-error.ts";
import { displayNameStart, isOwn, markedAttributes } from "./own-application.ts";
import { type Answered, resourcesIn, type Send, textIn } from "./send.ts";

/** What was found of applications whose name begins like those of this command. */
export interface CleanedUp {
  /** Display names of those that were removed. */
  readonly removed: readonly string[];
  /** Display names of those that lack the command's marks, and were left. */
  readonly left: readonly string[];
}

/**
 * Removes every application that this command created, of this run or an earlier one, with its assignments. An application without
 * all of the command's marks is left alone, whatever its name.
 *
 * @throws CommandError with the names of what is left if the domain refuses a step; IdentityDomainError if it does not answer
 */
export async function cleanUp(send: Send): Promise<CleanedUp> {
  const found = await list(send, "Apps", `displayName sw "${displayNameStart}"`, markedAttributes);
  const removed: string[] = [];
  for (const app of found.filter(isOwn)) {
    await remove(send, String(app.id), String(app.displayName), app.active === true);
    removed.push(String(app.displayName));
  }
  return { removed, left: found.filter((app) => !isOwn(app)).map(({ displayName }) => String(displayName)) };
}

/** Ends the assignments of an application, deactivates and deletes it. What is gone already is no error. */
async function remove(send: Send, id: string, displayName: string, isActive: boolean): Promise<void> {
  for (const grant of await list(send, "Grants", `app.value eq "${id}"`, "id"))
    await done(send, displayName, { method: "DELETE", path: `/admin/v1/Grants/${String(grant.id)}` });
  if (isActive) {
    const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:AppStatusChanger"];
    const path = `/admin/v1/AppStatusChanger/${id}`;
    await done(send, displayName, { method: "PUT", path, body: { schemas, active: false } });
  }
  await done(send, displayName, { method: "DELETE", path: `/admin/v1/Apps/${id}` });
}

async function done(send: Send, displayName: string, request: Parameters<Send>[0]): Promise<void> {
  const answer = await send(request);
  if (answer.status < 300 || answer.status === 404) return;
  throw new CommandError(
    `The application ${quote(displayName)} is left in the domain: ${request.method} ${request.path} was answered with ${saidBy(answer)}.\nDeactivate and delete it in the console, or run the command again: it removes what an earlier run left.`,
  );
}

/** All resources that a filter finds: those of this command are few, so that one page holds them. */
async function list(send: Send, collection: string, filter: string, attributes: string) {
  const path = `/admin/v1/${collection}`;
  const answer = await send({ method: "GET", path, query: { filter, attributes, count: "1000" } });
  if (answer.status === 200) return resourcesIn(answer.body);
  throw new CommandError(
    `Whether an earlier run left something cannot be found out: GET ${path} was answered with ${saidBy(answer)}.\nThe caller needs the role Application Administrator or Identity Domain Administrator.`,
  );
}

/** Status and reason of an answer, on one line, without a full stop. */
export function saidBy({ status, body }: Answered): string {
  const reason = textIn(body, "detail") ?? textIn(body, "error_description") ?? textIn(body, "error");
  return reason === undefined ? String(status) : `${status} ${oneLine(reason, 200).replace(/\.+$/, "")}`;
}
