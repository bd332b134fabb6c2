import { describe, expect, it } from "vitest";
import { withoutRotation } from "../../setup/no-rotation.mjs";

describe("withoutRotation", () => {
  it("turns the flag into IDCS_APPS_NO_ROTATION=1, wherever it stands", () => {
    const expected = { args: ["up", "--yes"], env: { PATH: "/bin", IDCS_APPS_NO_ROTATION: "1" } };
    expect(withoutRotation(["up", "--no-rotation", "--yes"], { PATH: "/bin" })).toEqual(expected);
    expect(withoutRotation(["--no-rotation", "up", "--yes"], { PATH: "/bin" })).toEqual(expected);
  });

  it("changes nothing of a command line without it", () => {
    expect(withoutRotation(["up", "--rotation"], { PATH: "/bin" })).toEqual({
      args: ["up", "--rotation"],
      env: { PATH: "/bin" },
    });
  });
});
