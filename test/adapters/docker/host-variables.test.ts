import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { indexAccess } from "../../../src/adapters/docker/host-variables.ts";

it("only what reaches a package index leaves the host", () => {
  const { variables } = indexAccess({
    PIP_INDEX_URL: "https://index.example/simple",
    HTTPS_PROXY: "http://proxy.example:3128",
    GITHUB_TOKEN: "secret",
    ANTHROPIC_API_KEY: "secret",
    PATH: "/bin",
    UV_PUBLISH_TOKEN: "secret",
  });
  expect(variables).toMatchObject({
    PIP_INDEX_URL: "https://index.example/simple",
    UV_DEFAULT_INDEX: "https://index.example/simple",
    HTTPS_PROXY: "http://proxy.example:3128",
  });
  expect(JSON.stringify(variables)).not.toContain("secret");
  expect(variables).not.toHaveProperty("PATH");
});

it("the host's certificates go along, the file that is named first", () => {
  const file = join(mkdtempSync(join(tmpdir(), "tfactory-")), "ca.pem");
  writeFileSync(file, "CERTIFICATE");
  const { certificates, variables } = indexAccess({ SSL_CERT_FILE: file });
  expect(certificates?.toString()).toBe("CERTIFICATE");
  expect(variables).toMatchObject({ SSL_CERT_FILE: "/scratch/ca-bundle.crt", PIP_CERT: "/scratch/ca-bundle.crt" });
});
