/** Files that are there to hold secrets, by the names tools give them. Compared in lower case. */
const NAMES: readonly RegExp[] = [
  /^\.env(\..+)?$/,
  /^\.(npmrc|pypirc|netrc|pgpass|htpasswd|dockercfg|git-credentials|boto|s3cfg|vault-token)$/,
  /^id_(rsa|dsa|ecdsa|ed25519)\b/,
  /\.(pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg|age|tfstate|tfvars|ovpn)$/,
  /^(credentials|secrets?|service[-_]?account)(\.(json|ya?ml|toml|ini|txt))?$/,
  /^(\.docker\/config\.json|\.kube\/config|\.aws\/.*|\.ssh\/.*|\.gnupg\/.*)$/,
];
/** What a project ships to say how such a file looks. */
const SAMPLE = /\.(example|sample|template|dist)$/;

/** Whether a file of this path exists to hold secrets: nothing of it is sent, whatever it holds. */
export function isSecretFile(path: string): boolean {
  const parts = path.normalize("NFKC").toLowerCase().split("/");
  if (SAMPLE.test(parts.at(-1) ?? "")) return false;
  const tails = [parts.at(-1), parts.slice(-2).join("/")];
  return tails.some((tail) => NAMES.some((name) => name.test(tail ?? "")));
}
