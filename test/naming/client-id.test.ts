import { expect, it } from "vitest";
import { derivedClientId } from "../../naming/client-id.ts";

it("is made of team, client and stack, without what an identity domain refuses", () => {
  expect(derivedClientId("payments/ledger-sync", "prod.payments")).toBe("payments_ledger_sync_prod_payments");
  expect(derivedClientId("payments/ledger", "größe")).toBe("payments_ledger_gr__e");
});
