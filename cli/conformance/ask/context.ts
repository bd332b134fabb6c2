import { AdminClient } from "../../../identity-domain/credentials/credentials.ts";
import type { JsonObject } from "../../../identity-domain/json.ts";
import { CommandError } from "../../errors/command-error.ts";
import { saidBy } from "../clean-up.ts";
import { exercisedApplication, type OwnNames } from "../own-application.ts";
import { type Answered, type Send, textIn } from "../send.ts";

/** A user of the domain who exists for tests. */
export interface TestUser {
  readonly userName: string;
  readonly password: string;
}

/** The application that is exercised, and how. */
export interface Exercised {
  readonly send: Send;
  readonly names: OwnNames;
  readonly id: string;
  readonly ocid: string | undefined;
  /** The answer to its creation. */
  readonly created: Answered;
  /** Writes it as it was created, with other values for some attributes. */
  readonly put: (attributes?: JsonObject, headers?: Readonly<Record<string, string>>) => Promise<Answered>;
  /** Requests a token as the application. */
  readonly token: (
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answered>;
  /** Gives it a new secret, which `token` uses from then on. */
  readonly regenerate: () => Promise<Answered>;
  readonly user: TestUser | undefined;
  /** The id of the user to assign: the test user, or else the caller; undefined if the caller is no user. */
  readonly assignee: string | undefined;
}

/**
 * Creates the application.
 *
 * @throws CommandError if the domain refuses it
 */
export async function create(
  send: Send,
  names: OwnNames,
  user?: TestUser | undefined,
  assignee?: string | undefined,
): Promise<Exercised> {
  const body = exercisedApplication(names);
  const created = await send({ method: "POST", path: "/admin/v1/Apps", body });
  const id = textIn(created.body, "id");
  let secret = textIn(created.body, "clientSecret");
  if (created.status !== 201 || id === undefined || secret === undefined)
    throw new CommandError(
      `The domain did not create the application for the check: ${saidBy(created)}.\nThe caller needs the role Application Administrator or Identity Domain Administrator.`,
    );
  const path = `/admin/v1/Apps/${id}`;
  return {
    send,
    names,
    id,
    ocid: textIn(created.body, "ocid"),
    created,
    user,
    assignee,
    put: (attributes = {}, headers = {}) => send({ method: "PUT", path, headers, body: { ...body, ...attributes } }),
    token: (form, headers = {}) =>
      send({
        method: "POST",
        path: "/oauth2/v1/token",
        headers,
        body: new URLSearchParams(form),
        as: new AdminClient(names.clientId, secret ?? ""),
      }),
    regenerate: async () => {
      const schemas = ["urn:ietf:params:scim:schemas:oracle:idcs:AppClientSecretRegenerator"];
      const regenerator = "/admin/v1/AppClientSecretRegenerator";
      const answer = await send({ method: "POST", path: regenerator, body: { schemas, appId: id } });
      secret = textIn(answer.body, "clientSecret") ?? secret;
      return answer;
    },
  };
}

/** The scope of the domain itself, which every client may request for the roles that it holds. */
export const ownScope = "urn:opc:idm:__myscopes__";
