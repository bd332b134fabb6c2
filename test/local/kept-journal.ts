import type { Journal, JournalRecord } from "../../local/storage/journal.ts";

/** A journal in memory, so that a test can look at what is kept and open it again. */
export interface KeptJournal extends Journal {
  readonly kept: Map<string, JournalRecord>;
  /** The keys of what is kept of a collection. */
  keysOf(collection: string): readonly string[];
}

export function keptJournal(): KeptJournal {
  const kept = new Map<string, JournalRecord>();
  return {
    kept,
    keysOf: (collection) => [...kept.keys()].filter((key) => key.startsWith(`${collection}/`)),
    load: () => [...kept.values()],
    commit: (records) => {
      for (const record of records) {
        const key = `${record.collection}/${record.id}`;
        if (record.stored === undefined) kept.delete(key);
        else kept.set(key, record);
      }
    },
    close: async () => {},
  };
}
