import * as oci from "@pulumi/oci";
import type * as pulumi from "@pulumi/pulumi";
import { LookUpError } from "./look-up-error.ts";

/** A resource app: the application that owns scopes and app roles, such as `OICINST_finance`. */
export interface ResourceApp {
  readonly id: string;
  readonly displayName: string;
  /** Primary audience: the prefix of every fully qualified scope. */
  readonly audience: string;
  readonly scopes: readonly { readonly value: string; readonly fullyQualified: string }[];
}

/** An app role of a resource app. */
export interface AppRole {
  readonly id: string;
  readonly displayName: string;
  readonly appId: string;
  /** Whether the role may be given to an application. */
  readonly availableToClients: boolean;
}

/** A user or a group. */
export interface Principal {
  readonly id: string;
  /** User name, or the group's display name. */
  readonly name: string;
}

/**
 * What exists in an identity domain, looked up on demand: one list request per kind and question, projected to what is
 * needed and never with a client secret. The same question asked twice in a program run makes one request.
 * Every method rejects with a `LookUpError` where the plugin or the domain refuses.
 */
export class Directory {
  readonly #url: string;
  readonly #options: pulumi.InvokeOptions;
  readonly #asked = new Map<string, Promise<unknown>>();

  /**
   * @param identityDomainUrl URL of the identity domain
   * @param options how to ask; by default with the stack's default provider
   */
  constructor(identityDomainUrl: string, options: pulumi.InvokeOptions = {}) {
    this.#url = identityDomainUrl;
    this.#options = options;
  }

  /** All resource apps of the domain. */
  resourceApps(): Promise<ResourceApp[]> {
    return this.#once("apps", async () => {
      const apps = await pages(async (startIndex) => {
        const page = await oci.identity.getDomainsApps(
          {
            idcsEndpoint: this.#url,
            appFilter: "isOAuthResource eq true",
            attributes: "displayName,audience,scopes",
            ...paging("appCount", startIndex),
          },
          this.#options,
        );
        return { found: page.apps, total: page.totalResults };
      });
      return apps.map(({ id, displayName, audience, scopes }) => ({
        id,
        displayName,
        audience,
        scopes: scopes.map(({ value, fqs }) => ({ value, fullyQualified: fqs })),
      }));
    });
  }

  /** All app roles of some resource apps. */
  appRoles(appIds: readonly string[]): Promise<AppRole[]> {
    return this.#anyOf("app.value", appIds, async (appRoleFilter) => {
      const roles = await pages(async (startIndex) => {
        const page = await oci.identity.getDomainsAppRoles(
          {
            idcsEndpoint: this.#url,
            appRoleFilter,
            attributes: "displayName,app,availableToClients",
            ...paging("appRoleCount", startIndex),
          },
          this.#options,
        );
        return { found: page.appRoles, total: page.totalResults };
      });
      return roles.map(({ id, displayName, apps, availableToClients }) => ({
        id,
        displayName,
        appId: apps[0]?.value ?? "",
        availableToClients,
      }));
    });
  }

  /** The users of these user names, as far as they exist. */
  users(userNames: readonly string[]): Promise<Principal[]> {
    return this.#anyOf("userName", userNames, (userFilter) => this.#users({ userFilter }));
  }

  /** The groups of these display names, as far as they exist. */
  groups(displayNames: readonly string[]): Promise<Principal[]> {
    return this.#anyOf("displayName", displayNames, (groupFilter) => this.#groups({ groupFilter }));
  }

  /** Some user names of the domain, to show what exists. */
  someUsers(): Promise<Principal[]> {
    return this.#once("some users", () => this.#users({}));
  }

  /** Some groups of the domain, to show what exists. */
  someGroups(): Promise<Principal[]> {
    return this.#once("some groups", () => this.#groups({}));
  }

  async #users(query: { userFilter?: string }): Promise<Principal[]> {
    const { users } = await oci.identity.getDomainsUsers(
      { idcsEndpoint: this.#url, ...query, attributes: "userName", userCount: pageSize },
      this.#options,
    );
    return users.map(({ id, userName }) => ({ id, name: userName }));
  }

  async #groups(query: { groupFilter?: string }): Promise<Principal[]> {
    const { groups } = await oci.identity.getDomainsGroups(
      { idcsEndpoint: this.#url, ...query, attributes: "displayName", groupCount: pageSize },
      this.#options,
    );
    return groups.map(({ id, displayName }) => ({ id, name: displayName }));
  }

  /** Asks for all resources whose attribute has one of the values, in as few requests as fit into a URL. */
  async #anyOf<T>(attribute: string, values: readonly string[], ask: (filter: string) => Promise<T[]>): Promise<T[]> {
    const clauses = [...new Set(values)].sort().map((value) => `${attribute} eq ${JSON.stringify(value)}`);
    const answers = await Promise.all(
      filtersOf(clauses).map((filter) => this.#once(`${attribute} ${filter}`, () => ask(filter))),
    );
    return answers.flat();
  }

  #once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const answer = (this.#asked.get(question) as Promise<T> | undefined) ?? ask().catch(refuse);
    this.#asked.set(question, answer);
    return answer;
  }
}

function refuse(error: unknown): never {
  throw LookUpError.from(error);
}

/** The most that an identity domain puts on a page. */
const pageSize = 1000;

/** Characters of a filter that surely fit into a URL, percent-encoding included. */
const longestFilter = 2000;

function paging<Count extends string>(count: Count, startIndex: number) {
  return { ...({ [count]: pageSize } as Record<Count, number>), ...(startIndex > 1 && { startIndex }) };
}

async function pages<T>(ask: (startIndex: number) => Promise<{ found: T[]; total: number }>): Promise<T[]> {
  const all: T[] = [];
  let page: { found: T[]; total: number };
  do {
    page = await ask(all.length + 1);
    all.push(...page.found);
  } while (page.found.length > 0 && all.length < page.total);
  return all;
}

function filtersOf(clauses: readonly string[]): string[] {
  const filters: string[] = [];
  for (const clause of clauses) {
    const last = filters.at(-1);
    const joined = last === undefined ? clause : `${last} or ${clause}`;
    if (last === undefined || joined.length > longestFilter) filters.push(clause);
    else filters[filters.length - 1] = joined;
  }
  return filters;
}
