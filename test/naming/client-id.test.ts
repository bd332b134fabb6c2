import { expect, it } from "vitest";
import { derivedClientId } from "../../naming/client-id.ts";

it("derivedClientId joins team, client and stack, with _ for characters that an identity domain refuses", () => {
  expect(derivedClientId("payments/ledger-sync", "prod.payments")).toBe("payments_ledger_sync_prod_payments");
  expect(derivedClientId("payments/ledger", "größe")).toBe("payments_ledger_gr__e");
});
