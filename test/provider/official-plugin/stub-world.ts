import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProvider } from "../../../provider/server.ts";
import { connect, type Protocol } from "../protocol.ts";
import { configuration as administrator } from "../world.ts";
import { StubDomain } from "./stub-domain.ts";

/** The configuration of the recordings, with another key instead of the original one, which was removed. */
export const configuration = {
  fingerprint: "20:3b:97:13:55:1c:5b:0d:d3:37:d8:50:4e:c5:3a:34",
  privateKey: administrator.privateKey,
  tenancyOcid: "ocid1.tenancy.oc1..fake",
  userOcid: "ocid1.user.oc1..fake",
};

/** A plugin, and the domain of the recordings for it. */
export interface StubWorld extends Protocol {
  readonly stub: StubDomain;
}

/** Starts a plugin whose requests a stub answers. It is not configured yet. */
export async function startStubWorld(): Promise<StubWorld> {
  const folder = mkdtempSync(join(tmpdir(), "idcs-apps-plugin-"));
  const stub = new StubDomain();
  const provider = await startProvider({
    fetch: stub.fetch,
    retry: { retries: 0 },
    interruptedOperationsFolder: folder,
    clock: () => 0,
    pause: async () => {},
  });
  const protocol = connect(provider.port);
  return {
    stub,
    call: protocol.call,
    list: protocol.list,
    close() {
      protocol.close();
      provider.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
