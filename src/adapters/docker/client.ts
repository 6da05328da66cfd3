import { readFileSync } from "node:fs";
import { join } from "node:path";
import Docker from "dockerode";
import { InfrastructureError } from "../../errors.ts";

/**
 * A client for an endpoint written as in the variable DOCKER_HOST (`unix://`, `tcp://`, `ssh://`). TLS as the docker
 * command does it: DOCKER_TLS_VERIFY and DOCKER_CERT_PATH. Connects to nothing yet.
 */
export function clientFor(docker_host: string, environment: NodeJS.ProcessEnv): Docker {
  const url = URL.parse(docker_host);
  switch (url?.protocol) {
    case "unix:":
      // `host: ""` keeps dockerode from reading DOCKER_HOST itself
      return new Docker({ socketPath: docker_host.slice("unix://".length), host: "" });
    case "tcp:":
    case "http:":
    case "https:": {
      const folder = environment.DOCKER_CERT_PATH;
      const encrypted = environment.DOCKER_TLS_VERIFY === "1" || url.protocol === "https:";
      const read = (name: string) => readFileSync(join(folder ?? "", name));
      return new Docker({
        host: url.hostname,
        port: url.port || (encrypted ? "2376" : "2375"),
        protocol: encrypted ? "https" : "http",
        ...(encrypted && folder ? { ca: read("ca.pem"), cert: read("cert.pem"), key: read("key.pem") } : {}),
      });
    }
    case "ssh:":
      return new Docker({
        host: url.hostname,
        port: url.port || "22",
        protocol: "ssh",
        username: url.username,
        sshOptions: environment.SSH_AUTH_SOCK ? { agent: environment.SSH_AUTH_SOCK } : {},
      });
    default:
      throw new InfrastructureError(`DOCKER_HOST=${docker_host} is not an endpoint: use unix://, tcp:// or ssh://`);
  }
}
