import { readFileSync } from "node:fs";

/** Variables that say how to reach a package index, handed on from the host when they are set there. */
const PASSED_ON = [
  "PIP_INDEX_URL",
  "PIP_EXTRA_INDEX_URL",
  "PIP_TRUSTED_HOST",
  "UV_INDEX_URL",
  "UV_DEFAULT_INDEX",
  "UV_EXTRA_INDEX_URL",
  "UV_INDEX",
  "UV_INSECURE_HOST",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "ALL_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "all_proxy",
  "no_proxy",
];
const CERTIFICATE_FILES = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"];
/** Where the certificates lie inside an environment container. */
const INSIDE = "/scratch/ca-bundle.crt";

export interface IndexAccess {
  variables: Record<string, string>;
  certificates: Buffer | null;
}

/** How this host reaches a package index: its proxies, indexes and certificates. No other variable leaves the host. */
export function indexAccess(environment: NodeJS.ProcessEnv): IndexAccess {
  const variables: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = environment[name];
    if (value) variables[name] = value;
  }
  // uv does not read pip's variables
  if (variables.PIP_INDEX_URL) variables.UV_DEFAULT_INDEX ??= variables.PIP_INDEX_URL;
  if (variables.PIP_EXTRA_INDEX_URL) variables.UV_INDEX ??= variables.PIP_EXTRA_INDEX_URL;
  const certificates = hostCertificates(environment);
  if (certificates !== null)
    for (const name of ["SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"])
      variables[name] = INSIDE;
  return { variables, certificates };
}

/** HTTPS may be intercepted by a proxy with an authority of its own, which only the host's bundle knows. */
function hostCertificates(environment: NodeJS.ProcessEnv): Buffer | null {
  const named = [environment.SSL_CERT_FILE, environment.PIP_CERT, environment.REQUESTS_CA_BUNDLE];
  for (const path of [...named, ...CERTIFICATE_FILES]) {
    try {
      if (path) return readFileSync(path);
    } catch {
      // the next one
    }
  }
  return null;
}
