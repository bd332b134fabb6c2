import * as oci from "@pulumi/oci";
import type * as pulumi from "@pulumi/pulumi";
import { ownershipTags } from "../../naming/ownership-tags.ts";
import { compare } from "../../wording/order.ts";
import type { AdoptableApplication, ExistingApp, ExistingAppRole } from "./apps-and-roles.ts";
import { filtersOf, pageSize, pages, paging, tagClause } from "./list-requests.ts";
import { type LiveApplication, liveApplication, nameInManifest } from "./live-application.ts";
import { type LiveGrant, liveGrant } from "./live-grant.ts";
import { LookUpError } from "./look-up-error.ts";

/** A user, a group or a network perimeter. */
export interface Principal {
  readonly id: string;
  /** User name, the group's display name, or the perimeter's name. */
  readonly name: string;
}

/**
 * Looks up on demand what exists in an identity domain: one list request per kind and question, for only the attributes
 * that are needed and never for a client secret. The same question in one program run makes one request only.
 * Every method rejects with a `LookUpError` if the plugin or the domain refuses.
 */
export class DomainLookUp {
  readonly #url: string;
  readonly #options: pulumi.InvokeOptions;
  readonly #asked = new Map<string, Promise<unknown>>();

  /**
   * @param identityDomainUrl URL of the identity domain
   * @param options options of the invokes; by default they use the stack's default provider
   */
  constructor(identityDomainUrl: string, options: pulumi.InvokeOptions = {}) {
    this.#url = identityDomainUrl;
    this.#options = options;
  }

  /** All resource apps of the domain. */
  resourceApps(): Promise<ExistingApp[]> {
    return this.#once("apps", async () => {
      const apps = await this.#apps("isOAuthResource eq true", appAttributes);
      return apps.map((app) => ({
        ...identityOf(app),
        audience: app.audience,
        scopes: app.scopes.map(({ value, fqs, description, requiresConsent }) => ({
          value,
          fullyQualified: fqs,
          ...(description !== "" && { description }),
          requiresConsent,
        })),
        allowsRefresh: app.allowOffline,
        grantTypes: app.allowedGrants,
        secondaryAudiences: app.protectableSecondaryAudiences.map(({ value }) => value),
      }));
    });
  }

  /**
   * The applications with one of these names (display name, client ID, id or OCID), or with the tag `client` of one of these
   * clients.
   */
  applications(names: readonly string[], clients: readonly string[]): Promise<AdoptableApplication[]> {
    const named = names.flatMap((name) =>
      ["displayName", "name", "id", "ocid"].map((attribute) => `${attribute} eq ${JSON.stringify(name)}`),
    );
    const tagged = clients.map((client) => tagClause(ownershipTags.client, client));
    return this.#each("adoptable applications", [...named, ...tagged], async (appFilter) => {
      const apps = await this.#apps(appFilter, adoptableAttributes);
      return apps.map((app) => ({
        ...identityOf(app),
        isUnmanaged: app.isUnmanagedApp,
        certificates: app.certificates.map(({ certAlias, x509base64certificate }) => ({
          alias: certAlias,
          base64: x509base64certificate.replaceAll(/\s/g, ""),
        })),
        isClient: app.isOauthClient,
        isPublic: app.isOauthClient && app.clientType === "public",
        isResource: app.isOauthResource,
        isOracles: app.isOpcService || app.infrastructure,
        tags: new Map(app.tags.map(({ key, value }) => [key, value])),
      }));
    });
  }

  /**
   * The applications that carry the tag of a stack, in the order of their names in manifests: what its last `up` left
   * in the domain, or another stack that this one was made from.
   *
   * @param stack `<project>/<stack>`
   */
  applicationsOfStack(stack: string): Promise<LiveApplication[]> {
    return this.#tagged(ownershipTags.stack, [stack]);
  }

  /** The applications of this project that carry the tag of one of the teams, whichever stack they belong to. */
  applicationsOfTeams(teams: readonly string[]): Promise<LiveApplication[]> {
    return this.#tagged(ownershipTags.team, teams);
  }

  /** Who may use some applications, or holds their app roles. */
  async grantsOf(appIds: readonly string[]): Promise<LiveGrant[]> {
    return this.#grants("app.value", appIds);
  }

  /** What some applications, users or groups were granted. */
  async grantsTo(granteeIds: readonly string[]): Promise<LiveGrant[]> {
    return this.#grants("grantee.value", granteeIds);
  }

  /** The aliases of the certificates that some applications list, by the application's id. */
  async certificateAliases(appIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = await this.#anyOf("certificates", "id", appIds, async (appFilter) => {
      const { apps } = await oci.identity.getDomainsApps(
        { idcsEndpoint: this.#url, appFilter, attributes: "certificates", appCount: pageSize },
        this.#options,
      );
      return apps;
    });
    return new Map(found.map(({ id, certificates }) => [id, certificates.map(({ certAlias }) => certAlias)]));
  }

  /** All app roles of some resource apps. */
  appRoles(appIds: readonly string[]): Promise<ExistingAppRole[]> {
    return this.#anyOf("app roles", "app.value", appIds, async (appRoleFilter) => {
      const roles = await pages(async (startIndex) => {
        const page = await oci.identity.getDomainsAppRoles(
          {
            idcsEndpoint: this.#url,
            appRoleFilter,
            attributes: "displayName,app,availableToClients,availableToUsers,availableToGroups",
            ...paging("appRoleCount", startIndex),
          },
          this.#options,
        );
        return { found: page.appRoles, total: page.totalResults };
      });
      return roles.map(({ id, displayName, apps, ...role }) => ({
        id,
        displayName,
        appId: apps[0]?.value ?? "",
        availableTo: [
          ...(role.availableToClients ? (["clients"] as const) : []),
          ...(role.availableToUsers ? (["users"] as const) : []),
          ...(role.availableToGroups ? (["groups"] as const) : []),
        ],
      }));
    });
  }

  /** The users with these user names, as far as they exist. */
  users(userNames: readonly string[]): Promise<Principal[]> {
    return this.#anyOf("users", "userName", userNames, async (userFilter) => {
      const { users } = await oci.identity.getDomainsUsers(
        { idcsEndpoint: this.#url, userFilter, attributes: "userName", userCount: pageSize },
        this.#options,
      );
      return users.map(({ id, userName }) => ({ id, name: userName }));
    });
  }

  /** The user names of users, by their ids, as far as they exist. */
  async userNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const found = await this.#anyOf("user names", "id", ids, async (userFilter) => {
      const { users } = await oci.identity.getDomainsUsers(
        { idcsEndpoint: this.#url, userFilter, attributes: "userName", userCount: pageSize },
        this.#options,
      );
      return users;
    });
    return new Map(found.map(({ id, userName }) => [id, userName]));
  }

  /** The groups with these display names, as far as they exist. */
  groups(displayNames: readonly string[]): Promise<Principal[]> {
    return this.#anyOf("groups", "displayName", displayNames, async (groupFilter) => {
      const { groups } = await oci.identity.getDomainsGroups(
        { idcsEndpoint: this.#url, groupFilter, attributes: "displayName", groupCount: pageSize },
        this.#options,
      );
      return groups.map(({ id, displayName }) => ({ id, name: displayName }));
    });
  }

  /** All network perimeters of the domain. */
  networkPerimeters(): Promise<Principal[]> {
    return this.#once("network perimeters", async () => {
      const found = await pages(async (startIndex) => {
        const page = await oci.identity.getDomainsNetworkPerimeters(
          { idcsEndpoint: this.#url, attributes: "name", ...paging("networkPerimeterCount", startIndex) },
          this.#options,
        );
        return { found: page.networkPerimeters, total: page.totalResults };
      });
      return found.map(({ id, name }) => ({ id, name }));
    });
  }

  async #grants(attribute: string, ids: readonly string[]): Promise<LiveGrant[]> {
    const found = await this.#anyOf("grants", attribute, ids, (grantFilter) =>
      pages(async (startIndex) => {
        const page = await oci.identity.getDomainsGrants(
          {
            idcsEndpoint: this.#url,
            grantFilter,
            attributes: grantAttributes,
            ...paging("grantCount", startIndex),
          },
          this.#options,
        );
        return { found: page.grants, total: page.totalResults };
      }),
    );
    return found.map(liveGrant).filter((one) => one !== undefined);
  }

  /** All applications that a filter finds, with these attributes. */
  #apps(appFilter: string, attributes: string) {
    return pages(async (startIndex) => {
      const page = await oci.identity.getDomainsApps(
        { idcsEndpoint: this.#url, appFilter, attributes, ...paging("appCount", startIndex) },
        this.#options,
      );
      return { found: page.apps, total: page.totalResults };
    });
  }

  async #tagged(key: string, values: readonly string[]): Promise<LiveApplication[]> {
    const clauses = values.map((value) => tagClause(key, value));
    const found = await this.#each("applications", clauses, (appFilter) => this.#apps(appFilter, liveAttributes));
    return found
      .map(liveApplication)
      .filter((one) => one !== undefined)
      .sort((one, other) => compare(nameInManifest(one), nameInManifest(other)));
  }

  /** All resources whose attribute has one of the values, in as few requests as the length of a URL allows. */
  #anyOf<T>(
    what: string,
    attribute: string,
    values: readonly string[],
    ask: (filter: string) => Promise<T[]>,
  ): Promise<T[]> {
    const clauses = values.map((value) => `${attribute} eq ${JSON.stringify(value)}`);
    return this.#each(what, clauses, ask);
  }

  /** All resources for which one of the clauses is true, in as few requests as the length of a URL allows. */
  async #each<T>(what: string, clauses: readonly string[], ask: (filter: string) => Promise<T[]>): Promise<T[]> {
    const filters = filtersOf([...new Set(clauses)].sort());
    const answers = await Promise.all(filters.map((filter) => this.#once(`${what} ${filter}`, () => ask(filter))));
    return answers.flat();
  }

  #once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    const answer = (this.#asked.get(question) as Promise<T> | undefined) ?? ask().catch(refuse);
    this.#asked.set(question, answer);
    return answer;
  }
}

/** What names an application, and what its kind is. */
function identityOf(app: {
  readonly id: string;
  readonly ocid: string;
  readonly name: string;
  readonly displayName: string;
  readonly basedOnTemplates: readonly { readonly value: string }[];
}) {
  const { id, ocid, name: clientId, displayName, basedOnTemplates } = app;
  return { id, ocid, clientId, displayName, templateId: basedOnTemplates[0]?.value ?? "" };
}

function refuse(error: unknown): never {
  throw LookUpError.from(error);
}

const appAttributes = "displayName,name,ocid,audience,scopes,allowOffline,allowedGrants,protectableSecondaryAudiences";

const adoptableAttributes =
  "displayName,name,ocid,basedOnTemplate,isOAuthClient,clientType,isOAuthResource,isUnmanagedApp,isOPCService,infrastructure,certificates,tags";

const grantAttributes =
  "grantMechanism,app,entitlement,grantee.type,grantee.value,grantee.display,tags,idcsCreatedBy,meta";

const liveAttributes = "displayName,name,active,isOAuthClient,tags,grantedAppRoles";
