import type { Context } from "hono";
import { html } from "hono/html";
import { devicePath } from "../protocol/paths.ts";
import { page, problem } from "./page.ts";

/** Asks for the code that a device shows. `refused` is one that was not found. */
export function deviceCodePage(c: Context, refused: string | undefined): Promise<Response> {
  const form = html`${refused === undefined ? "" : problem(`The code ${refused} is not known, or has expired.`)}
<form method="get" action="${devicePath}">
<label for="user_code">Code that the device shows</label>
<input id="user_code" name="user_code" value="${refused ?? ""}" autocomplete="off" autocapitalize="characters" spellcheck="false" required>
<button>Continue</button>
</form>`;
  return page(c, "Connect a device", form, refused === undefined ? 200 : 400);
}

/** Tells the user that the decision was stored for the device. */
export function deviceDecidedPage(c: Context, allowed: boolean): Promise<Response> {
  const text = allowed ? "The device may go on. You can close this page." : "The device was denied.";
  return page(c, allowed ? "Device connected" : "Device denied", html`<p>${text}</p>`);
}
