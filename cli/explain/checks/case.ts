import { z } from "zod";
import type { Collection, IdentityDomain } from "../../../identity-domain/identity-domain.ts";
import { IdentityDomainError } from "../../../identity-domain/identity-domain-error.ts";
import type { DeclaredClient } from "../../project/declared-clients.ts";
import type { Message } from "../read/message.ts";
import { appAttributes, type LiveApp, liveAppSchema } from "./live-app.ts";

/** What checks may look at. */
export interface CaseOptions {
  readonly message: Message;
  /** The identity domain; or why nothing can be asked of it. */
  readonly domain: IdentityDomain | string;
  /** The clients that the stack declares. */
  readonly declared: readonly DeclaredClient[];
  readonly stack: string;
  /** The client ID in question, of the message or of `--client`. */
  readonly clientId?: string | undefined;
  readonly client?: DeclaredClient | undefined;
}

const userState = "urn:ietf:params:scim:schemas:oracle:idcs:extension:userState:User";
const passwordState = "urn:ietf:params:scim:schemas:oracle:idcs:extension:passwordState:User";
const userExtension = "urn:ietf:params:scim:schemas:oracle:idcs:extension:user:User";

const liveUserSchema = z.looseObject({
  id: z.string(),
  userName: z.string(),
  active: z.boolean().optional(),
  [userState]: z.looseObject({ locked: z.looseObject({ on: z.boolean().optional() }).optional() }).optional(),
  [passwordState]: z.looseObject({ expired: z.boolean().optional(), mustChange: z.boolean().optional() }).optional(),
  [userExtension]: z.looseObject({ status: z.string().optional(), isFederatedUser: z.boolean().optional() }).optional(),
});

/** A user as far as it matters for signing in. */
export interface LiveUser {
  readonly id: string;
  readonly userName: string;
  readonly active: boolean;
  readonly isLocked: boolean;
  readonly mustChangePassword: boolean;
  readonly isFederated: boolean;
  /** For example `pendingVerification`. */
  readonly status: string | undefined;
}

/** A message, and what the domain and the manifests know about it. Each question is sent once, and only if a check asks it. */
export class Case {
  readonly message: Message;
  readonly declared: readonly DeclaredClient[];
  readonly stack: string;
  readonly clientId: string | undefined;
  readonly client: DeclaredClient | undefined;
  readonly #domain: IdentityDomain | string;
  readonly #asked = new Map<string, Promise<unknown>>();
  #silence: string | undefined;

  constructor({ message, domain, declared, stack, clientId, client }: CaseOptions) {
    this.message = message;
    this.declared = declared;
    this.stack = stack;
    this.clientId = clientId;
    this.client = client;
    this.#domain = domain;
    if (typeof domain === "string") this.#silence = domain;
  }

  /** The URL of the domain that is asked; undefined if none can be. */
  get domainUrl(): string | undefined {
    return typeof this.#domain === "string" ? undefined : this.#domain.url;
  }

  /** Why the domain could not be asked, or not about everything; undefined if it answered. */
  get silence(): string | undefined {
    return this.#silence;
  }

  /** A part of the message as it may be shown. */
  shown(text: string, longest?: number): string {
    return this.message.redaction.shown(text, longest);
  }

  /** The application with the client ID; undefined if there is none, `"unknown"` if the domain gave no answer. */
  async app(): Promise<LiveApp | undefined | "unknown"> {
    if (this.clientId === undefined) return "unknown";
    const found = await this.apps(`name eq ${JSON.stringify(this.clientId)}`);
    return found === "unknown" ? found : found[0];
  }

  /** The applications that a filter finds. */
  async apps(filter: string): Promise<LiveApp[] | "unknown"> {
    return this.#list("Apps", { filter, attributes: appAttributes }, liveAppSchema);
  }

  /** The user of that name. */
  async user(userName: string): Promise<LiveUser | undefined | "unknown"> {
    const attributes = ["userName", "active", userState, passwordState, userExtension].join(",");
    const filter = `userName eq ${JSON.stringify(userName)}`;
    const found = await this.#list("Users", { filter, attributes }, liveUserSchema);
    if (found === "unknown") return found;
    const [user] = found;
    return (
      user && {
        id: user.id,
        userName: user.userName,
        active: user.active !== false,
        isLocked: user[userState]?.locked?.on === true,
        mustChangePassword: user[passwordState]?.expired === true || user[passwordState]?.mustChange === true,
        isFederated: user[userExtension]?.isFederatedUser === true,
        status: user[userExtension]?.status,
      }
    );
  }

  /** The ids of the groups of a user. */
  async groupsOf(userId: string): Promise<string[] | "unknown"> {
    const filter = `members[type eq "User" and value eq ${JSON.stringify(userId)}]`;
    const found = await this.#list("Groups", { filter, attributes: "displayName" }, z.looseObject({ id: z.string() }));
    return found === "unknown" ? found : found.map(({ id }) => id);
  }

  /** The grants of an application. */
  async grantsOf(appId: string): Promise<z.infer<typeof grantSchema>[] | "unknown"> {
    const filter = `app.value eq ${JSON.stringify(appId)}`;
    return this.#list("Grants", { filter, attributes: "grantee,app,entitlement" }, grantSchema);
  }

  /** Whether a text is the client secret that the domain has for an application. It is compared here, and never shown. */
  async hasSecret(appId: string, secret: string): Promise<boolean | "unknown"> {
    const found = await this.#ask(`secret ${appId}`, (domain) =>
      domain.read("Apps", appId, { query: { attributes: "clientSecret" } }),
    );
    if (found === "unknown") return found;
    return typeof found.clientSecret === "string" ? found.clientSecret === secret : "unknown";
  }

  async #list<Shape extends z.ZodType>(
    collection: Collection,
    query: { readonly filter: string; readonly attributes: string },
    shape: Shape,
  ): Promise<z.infer<Shape>[] | "unknown"> {
    const found = await this.#ask(`${collection} ${query.filter}`, (domain) => domain.listAll(collection, { query }));
    if (found === "unknown") return found;
    return found.flatMap((one) => {
      const { data } = shape.safeParse(one);
      return data === undefined ? [] : [data];
    });
  }

  /** What the domain answers; `"unknown"` if it cannot be asked. */
  async #ask<T>(question: string, ask: (domain: IdentityDomain) => Promise<T>): Promise<T | "unknown"> {
    const domain = this.#domain;
    if (typeof domain === "string") return "unknown";
    const asked = (this.#asked.get(question) as Promise<T | "unknown"> | undefined) ?? this.#quietly(ask(domain));
    this.#asked.set(question, asked);
    return asked;
  }

  async #quietly<T>(answer: Promise<T>): Promise<T | "unknown"> {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof IdentityDomainError)) throw error;
      this.#silence ??= error.message.replaceAll("\n", " ");
      return "unknown";
    }
  }
}

const grantSchema = z.looseObject({
  id: z.string(),
  grantee: z.looseObject({ type: z.string(), value: z.string() }),
  app: z.looseObject({ value: z.string() }),
  entitlement: z.looseObject({ attributeName: z.string(), attributeValue: z.string() }).optional(),
});
