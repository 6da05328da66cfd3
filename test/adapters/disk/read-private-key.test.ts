import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readPrivateKey } from "../../../src/adapters/disk/read-private-key.ts";
import { UserError } from "../../../src/errors.ts";

const pem = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" }).toString();

test.each([
  ["as it is", pem],
  ["on one line", pem.replaceAll("\n", "\\n")],
  ["in base64", Buffer.from(pem).toString("base64")],
  ["with blanks around it", `\n ${pem} \n`],
])("a key %s is taken", async (_how, text) => {
  expect(await readPrivateKey({ text })).toBe(pem);
});

test("a key is read from its file, and what is none is named without a word of it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tfactory-key-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "app.pem");
  writeFileSync(path, pem);
  expect(await readPrivateKey({ path })).toBe(pem);
  writeFileSync(path, pem.slice(0, 200));
  await expect(readPrivateKey({ path })).rejects.toThrow(new UserError(`${path} is not a private key in PEM form.`));
  await expect(readPrivateKey({ text: "hunter2" })).rejects.toThrow(
    new UserError("PRIVATE_KEY is not a private key in PEM form."),
  );
  await expect(readPrivateKey({ path: `${path}.gone` })).rejects.toThrow(UserError);
});
