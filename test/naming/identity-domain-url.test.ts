import { describe, expect, it } from "vitest";
import { identityDomainUrl } from "../../naming/identity-domain-url.ts";

describe("identityDomainUrl", () => {
  it.each([
    ["https://idcs-1.identity.oraclecloud.com", "https://idcs-1.identity.oraclecloud.com"],
    ["https://idcs-1.identity.oraclecloud.com/", "https://idcs-1.identity.oraclecloud.com"],
    ["https://idcs-1.identity.oraclecloud.com:443", "https://idcs-1.identity.oraclecloud.com"],
    ["HTTPS://IDCS-1.Identity.OracleCloud.com", "https://idcs-1.identity.oraclecloud.com"],
    ["http://127.0.0.1:8943", "http://127.0.0.1:8943"],
    ["http://127.0.0.2:8943", "http://127.0.0.2:8943"],
    ["http://localhost:8943", "http://localhost:8943"],
    ["http://[::1]:8943", "http://[::1]:8943"],
  ])("normalizes %s to %s", (text, url) => {
    expect(identityDomainUrl(text)).toEqual({ url });
  });

  it.each([
    ["http://idcs-1.example", 'is not encrypted: write "https://idcs-1.example"'],
    ["http://127.0.0.1.example", "is not encrypted"],
    ["https://idcs-1.example/ui", 'contains more than a host: write "https://idcs-1.example"'],
    ["https://idcs-1.example//", "contains more than a host"],
    ["https://idcs-1.example?a=b", "contains more than a host"],
    ["https://a:b@idcs-1.example", "contains a user name or a password"],
    ["idcs-1.example", "is not a URL"],
    ["ftp://idcs-1.example", "is not a URL"],
    ["https:/idcs-1.example", "is not a URL"],
    ["", "is not a URL"],
  ])('refuses "%s": it %s', (text, reason) => {
    expect(identityDomainUrl(text)).toEqual({ refused: expect.stringContaining(reason) });
  });
});
