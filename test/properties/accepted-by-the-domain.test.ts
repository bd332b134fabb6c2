import fc from "fast-check";
import { expect, it } from "vitest";
import { manifest } from "./manifests.ts";
import { provisioned } from "./provisioned.ts";

/** `FC_RUNS=10000 npx vitest run test/properties` tries so many manifests; `FC_SEED` repeats those of an earlier run. */
const numRuns = Number(process.env.FC_RUNS ?? 300);
const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);

/** A hang is ended; a busy machine takes a tenth of a second for a manifest. */
const timeout = 600_000 + 500 * numRuns;

it(`the domain accepts what check accepts, in ${numRuns} manifests of seed ${seed}`, { timeout }, async () => {
  let accepted = 0;
  const property = fc.asyncProperty(manifest, async (written) => {
    const outcome = await provisioned(written);
    if (outcome.accepted) accepted++;
    expect(outcome.refusal).toBeUndefined();
  });
  await fc.assert(property, { numRuns, seed });
  // A generator whose manifests are all refused would prove nothing.
  expect(accepted).toBeGreaterThan(numRuns / 10);
  if (process.env.FC_RUNS !== undefined) console.log(`seed ${seed}: ${accepted} of ${numRuns} manifests accepted`);
});
