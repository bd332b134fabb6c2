import { saidBy } from "../clean-up.ts";
import { namedApplication } from "../own-application.ts";
import { among, type Outcome } from "../questions.ts";
import { memberOf, type Send, textIn } from "../send.ts";
import type { Exercised } from "./context.ts";

// Questions about writes at the admin API. Each probe differs in one point from a write that the domain accepts.

const ociTags = "urn:ietf:params:scim:schemas:oracle:idcs:extension:OCITags";

/** Whether the domain added the OCI tags extension, which was not named. */
export async function appendsOciTagsSchema({ created }: Exercised): Promise<Outcome> {
  const schemas = memberOf(created.body, "schemas");
  return { answer: Array.isArray(schemas) && schemas.includes(ociTags) };
}

/** The status of a new secret. */
export async function regeneratedStatus({ regenerate }: Exercised): Promise<Outcome> {
  return among("regeneratedSecretStatus", (await regenerate()).status);
}

/** What happens to a write with read-only attributes whose values are unchanged. */
export async function readOnlyUnchanged(app: Exercised): Promise<Outcome> {
  const { id, ocid, put } = app;
  return acceptedOrNot(app, () => put({ id, ...(ocid !== undefined && { ocid }) }), false, true);
}

/** What happens to an attribute that no schema has. */
export async function unknownAttribute(app: Exercised): Promise<Outcome> {
  return acceptedOrNot(app, () => app.put({ idcsAppsConformanceUnknown: "x" }), "ignore", "refuse");
}

/** What happens to the URN of token exchange among the grant types. */
export async function tokenExchange(app: Exercised): Promise<Outcome> {
  const allowedGrants = ["client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"];
  return acceptedOrNot(app, () => app.put({ allowedGrants }), "accept", "refuse");
}

/** The status of a write of another version. */
export async function otherVersion(app: Exercised): Promise<Outcome> {
  const control = await app.put();
  if (control.status !== 200) return noControl(control);
  const { status } = await app.put({}, { "if-match": '"idcs-apps-conformance"' });
  if (status === 200) return { open: "The domain does not look at If-Match: it wrote another version." };
  return among("failedMatchStatus", status);
}

async function acceptedOrNot(
  { put }: Exercised,
  probe: () => ReturnType<Send>,
  whenAccepted: string | boolean,
  whenRefused: string | boolean,
): Promise<Outcome> {
  const control = await put();
  if (control.status !== 200) return noControl(control);
  const answer = await probe();
  if (answer.status === 200) return { answer: whenAccepted };
  if (answer.status === 400) return { answer: whenRefused };
  return { open: `The domain answered ${saidBy(answer)}.` };
}

function noControl(answer: Awaited<ReturnType<Send>>): Outcome {
  return { open: `The domain refused to write the application as it is: ${saidBy(answer)}.` };
}

/** Characters besides letters and digits that a client ID is tried with. */
export const triedCharacters = "_-.~@:+$";

/**
 * Which characters a client ID may hold: an application that is not active is created and deleted for each, one after the other, because a
 * client ID never changes.
 */
export async function clientIdCharacters({ send, names }: Exercised): Promise<Outcome> {
  let accepted = "";
  for (const [index, character] of [...triedCharacters].entries()) {
    const body = namedApplication(names, index + 1, character);
    const answer = await send({ method: "POST", path: "/admin/v1/Apps", body });
    const id = textIn(answer.body, "id");
    if (answer.status === 201 && id !== undefined) {
      accepted += character;
      await send({ method: "DELETE", path: `/admin/v1/Apps/${id}` });
    } else if (answer.status !== 400) return { open: `The domain answered ${saidBy(answer)}.` };
  }
  return { answer: accepted };
}

/** What happens to an OCID in an assignment of the application to a user. An assignment that is created is removed again. */
export async function ocidInGrant({ send, ocid, assignee }: Exercised): Promise<Outcome> {
  if (ocid === undefined) return { open: "The application has no OCID." };
  if (assignee === undefined) return { open: noAssignee };
  const answer = await assign(send, ocid, assignee);
  const id = textIn(answer.body, "id");
  if (answer.status === 201 && id !== undefined) {
    await send({ method: "DELETE", path: `/admin/v1/Grants/${id}` });
    return { answer: "accept" };
  }
  if ([400, 404].includes(answer.status)) return { answer: "refuse" };
  return { open: `The domain answered ${saidBy(answer)}.` };
}

const noAssignee = "There is no user to assign: the caller is not a user of the domain. Name a test user with --user.";

/** Assigns an application to a user. */
export function assign(send: Send, app: string, userId: string): ReturnType<Send> {
  return send({
    method: "POST",
    path: "/admin/v1/Grants",
    body: {
      schemas: ["urn:ietf:params:scim:schemas:oracle:idcs:Grant"],
      grantMechanism: "ADMINISTRATOR_TO_USER",
      grantee: { type: "User", value: userId },
      app: { value: app },
    },
  });
}
