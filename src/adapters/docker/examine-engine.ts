import type Docker from "dockerode";
import { bad, type Checkup, good, notChecked, warning } from "../../domain/checkup.ts";
import type { SourceTree } from "../../ports.ts";
import { clientFor } from "./client.ts";
import { connectSandbox } from "./connect-sandbox.ts";
import { type Engine, lookForEngine } from "./engine.ts";
import { engineCall } from "./engine-call.ts";
import { type EngineFacts, examineFacts } from "./engine-facts.ts";

const START = "npm run demo starts one on Debian and Ubuntu; elsewhere install Docker or Podman.";

/** Looks at the engine, its isolation, the runner images, and runs one container as every run does. Installs nothing. */
export async function examineEngine(
  frameworks: string[],
  runtime: string | null,
  environment: NodeJS.ProcessEnv,
): Promise<Checkup[]> {
  let engine: Engine;
  try {
    engine = await lookForEngine(frameworks, environment);
  } catch (error) {
    return [bad("engine", error instanceof Error ? error.message : String(error), START)];
  }
  const docker = clientFor(engine.docker_host, environment);
  const facts = await factsOf(docker);
  const missing = frameworks.filter((framework) => !engine.images.has(framework));
  const images = missing.map((framework) =>
    warning("sandbox", `the runner image of ${framework} is not built yet`, "The first run builds it: some minutes."),
  );
  const probed = missing.length === 0 ? await probe(frameworks, runtime, environment) : [];
  return [good("engine", `answers at ${engine.docker_host}`), ...examineFacts(facts, runtime), ...images, ...probed];
}

async function factsOf(docker: Docker): Promise<EngineFacts> {
  const version = await engineCall("version", docker.version());
  const info: {
    SecurityOptions?: string[];
    CgroupVersion?: string;
    Runtimes?: Record<string, unknown>;
  } = await engineCall("info", docker.info());
  const components: { Name: string; Version: string }[] = "Components" in version ? (version.Components as never) : [];
  return {
    version: version.Version,
    runc_version: components.find((one) => one.Name === "runc")?.Version ?? null,
    security_options: info.SecurityOptions ?? [],
    cgroup_version: info.CgroupVersion ?? "1",
    runtimes: Object.keys(info.Runtimes ?? {}),
  };
}

/** A project of one file with one dependency: shows that packages can be installed and that a locked-down container answers. */
async function probe(frameworks: string[], runtime: string | null, environment: NodeJS.ProcessEnv): Promise<Checkup[]> {
  const signal = AbortSignal.timeout(300_000);
  const files = { "requirements.txt": "iniconfig\n", "probe.py": "def probe():\n    return 1\n" };
  const tree: SourceTree = {
    sha: "0".repeat(40),
    files: Object.entries(files).map(([path, text]) => ({ path, executable: false, content: Buffer.from(text) })),
    skipped: [],
  };
  const [framework = ""] = frameworks;
  const sandbox = await connectSandbox({ frameworks, onStep: () => undefined, runtime, environment, signal });
  const prepared = await sandbox.prepare(framework, tree, signal);
  if (prepared.status === "failed") {
    return [
      bad(
        "sandbox",
        `a package could not be installed: ${prepared.reason}`,
        "Check the network and PIP_INDEX_URL of the engine's machine.",
      ),
      notChecked("sandbox", "no container was run", "Mend the installation first."),
    ];
  }
  const body = { changes: [{ path: "probe.py", lines: [1, 2] }], base_symbols: null };
  const answer = await sandbox.ask({ image: prepared.image, tree, overlay: [], verb: "inspect", body, seconds: 60, signal });
  const installed = good("sandbox", "packages can be installed");
  if (answer.status === "answered")
    return [
      installed,
      good("sandbox", `a container without network, root or writable disk answered in ${answer.seconds.toFixed(1)} s`),
    ];
  const reason = "reason" in answer ? answer.reason : answer.status;
  return [installed, bad("sandbox", `a container did not answer: ${reason}`, "The engine's log says more.")];
}
