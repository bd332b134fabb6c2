import { IdentityDomainError } from "../identity-domain-error.ts";

/** A list request, as far as its answer depends on it. */
export interface Question {
  /** Who asks: only equal readers share an answer, because what a reader may see depends on its credentials. */
  readonly reader: string;
  readonly collection: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** A request that changes the domain. */
export interface Write {
  /** Path below the domain's URL, such as `/admin/v1/Apps/0123`. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** An answer to a list request. */
interface Listed {
  readonly totalResults: number;
  readonly Resources: readonly { readonly id: string }[];
}

interface Entry {
  readonly question: Question;
  readonly since: number;
  readonly answer: Promise<Listed>;
  /** The ids in the answer; undefined until it is there, and if it is one page of several. */
  ids: ReadonlySet<string> | undefined;
}

/** How long an answer is used, in milliseconds. */
const lifetime = 60_000;

/**
 * Answers to list requests that the clients of one identity domain share: the same question is one request.
 *
 * An answer is used for a minute. It is discarded, also while it is under way, as soon as one of these clients writes what
 * may change it. Only for the questions in `changesOnlyBy` is it known which writes cannot; all others are discarded by each write.
 */
export class SharedLists {
  readonly #clock: () => number;
  readonly #entries = new Map<string, Entry>();

  /** @param clock a monotonic clock, in milliseconds */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  /**
   * The answer to a question: one that is known, or that of `send`. A question that failed is sent again the next time; one that
   * another client sent, and that was cancelled with it, at once.
   */
  async answer<Answer extends Listed>(question: Question, send: () => Promise<Answer>): Promise<Answer> {
    const key = JSON.stringify([
      question.reader,
      question.collection,
      sorted(question.query),
      sorted(question.headers),
    ]);
    const now = this.#clock();
    for (const [other, { since }] of this.#entries) if (now - since >= lifetime) this.#entries.delete(other);
    const known = this.#entries.get(key);
    if (known !== undefined)
      return (known.answer as Promise<Answer>).catch((error: unknown) => {
        if (error instanceof IdentityDomainError && error.code === "CANCELLED") return this.answer(question, send);
        throw error;
      });
    const answer = send();
    const entry: Entry = { question, since: now, answer, ids: undefined };
    this.#entries.set(key, entry);
    answer.then(
      ({ Resources, totalResults }) => {
        if (Resources.length === totalResults) entry.ids = new Set(Resources.map(({ id }) => id));
      },
      () => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
    return answer;
  }

  /** Sends a request that writes. Answers that it may change are discarded: those from before it, and those from meanwhile. */
  async discardedBy<T>(write: Write, send: () => Promise<T>): Promise<T> {
    this.#discard(write);
    try {
      return await send();
    } finally {
      this.#discard(write);
    }
  }

  #discard(write: Write): void {
    for (const [key, entry] of this.#entries) if (!isUntouched(entry, write)) this.#entries.delete(key);
  }
}

/** Attributes that only a write to the resource itself changes, by collection; of an app role's `app` also one to that application. */
const ownAttributes: Readonly<Record<string, readonly string[]>> = {
  Apps: [
    "displayName",
    "name",
    "ocid",
    "audience",
    "scopes",
    "allowOffline",
    "allowedGrants",
    "protectableSecondaryAudiences",
  ],
  AppRoles: ["displayName", "app", "availableToClients", "availableToUsers", "availableToGroups"],
  Users: ["userName"],
  Groups: ["displayName"],
  NetworkPerimeters: ["name"],
};

/** The names of what a question's filter may compare, by collection: those whose change only a write to the resource itself brings. */
const ownFilters: Readonly<Record<string, RegExp>> = {
  Apps: /^isOAuthResource eq true$/,
  AppRoles: /^app\.value eq "[^"\\]+"( or app\.value eq "[^"\\]+")*$/,
  Users: /^userName eq "[^"\\]+"( or userName eq "[^"\\]+")*$/,
  Groups: /^displayName eq "[^"\\]+"( or displayName eq "[^"\\]+")*$/,
  NetworkPerimeters: /^$/,
};

/** Collections whose writes change nothing of other collections but what `isUntouched` says. */
const written =
  /^\/admin\/v1\/(Apps|AppStatusChanger|AppRoles|Grants|OAuthClientCertificates|NetworkPerimeters)(?:\/([^/]+))?$/;

/** Whether a write certainly does not change an answer. */
function isUntouched({ question, ids }: Entry, { path, body }: Write): boolean {
  const { collection, query } = question;
  const filter = String(query.filter ?? "");
  const attributes = typeof query.attributes === "string" ? query.attributes.split(",") : undefined;
  if (query.attributeSets !== undefined || !attributes?.every((name) => ownAttributes[collection]?.includes(name)))
    return false;
  if (!ownFilters[collection]?.test(filter)) return false;
  const [, target, id] = written.exec(path) ?? [];
  if (target === undefined || target === collection) return target === "Apps" && isOtherApp(ids, id, body);
  if (collection === "Apps") return target !== "AppStatusChanger" || isOtherApp(ids, id, body);
  const isApp = target === "Apps" || target === "AppStatusChanger";
  return collection !== "AppRoles" || !isApp || id === undefined || !filter.includes(JSON.stringify(decoded(id)));
}

/** Whether a write concerns an application that is, and becomes, no resource app of the list. */
function isOtherApp(ids: ReadonlySet<string> | undefined, id: string | undefined, body: Write["body"]): boolean {
  const becomes = Object.entries(body ?? {}).some(
    ([name, value]) => name.toLowerCase() === "isoauthresource" && value !== false,
  );
  return !becomes && (id === undefined || (ids !== undefined && !ids.has(decoded(id))));
}

function decoded(id: string): string {
  return decodeURIComponent(id);
}

function sorted(values: Readonly<Record<string, unknown>>): unknown {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return given.sort(([one], [other]) => (one < other ? -1 : 1));
}
