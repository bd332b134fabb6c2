import { AxiosError } from "axios";

/** The largest answer that is read, decompressed: 32 MiB. A page of a thousand applications has a few. */
export const largestAnswer = 32 * 1024 * 1024;

/** Whether a request failed because its answer is larger than `largestAnswer`. */
export function isTooLarge({ code, message, response }: AxiosError): boolean {
  return response === undefined && code === AxiosError.ERR_BAD_RESPONSE && message.startsWith("maxContentLength");
}
