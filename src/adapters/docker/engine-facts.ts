import { type Checkup, good, warning } from "../../domain/checkup.ts";

/** What the engine says of itself (`/info`, `/version`), as far as it matters for running hostile code. */
export interface EngineFacts {
  version: string;
  /** `null`: the engine does not say. */
  runc_version: string | null;
  security_options: string[];
  cgroup_version: string;
  runtimes: string[];
}

/** Versions below are known to let a container out; the numbers are from the advisories. */
const KNOWN: { what: "engine" | "runc"; fixed: string[]; hole: string }[] = [
  { what: "engine", fixed: ["29.5.1"], hole: "CVE-2026-41567 (an uploaded archive runs a program as root on the host)" },
  { what: "engine", fixed: ["29.4.2"], hole: "CVE-2026-31431 (a container becomes root through AF_ALG)" },
  { what: "runc", fixed: ["1.2.8", "1.3.3", "1.4.0"], hole: "CVE-2025-31133 and two more (a container writes to the host)" },
];

/** What is known of this engine's isolation, each with what to do about it. Pure. */
export function examineFacts(facts: EngineFacts, runtime: string | null): Checkup[] {
  return [
    ...holes(facts),
    seccomp(facts),
    confinement(facts),
    userspace(facts),
    cgroups(facts),
    ...chosenRuntime(facts, runtime),
  ];
}

function holes({ version, runc_version }: EngineFacts): Checkup[] {
  const open = KNOWN.filter(({ what, fixed }) => {
    const found = what === "engine" ? version : runc_version;
    return found !== null && isBelow(found, fixed);
  });
  if (open.length === 0) return [good("engine", `version ${version}: no known way out of a container`)];
  return open.map(({ what, fixed, hole }) =>
    warning(
      "engine",
      `${what} ${what === "engine" ? version : runc_version}: ${hole}`,
      `Update ${what} to ${fixed.join(" or ")} or newer.`,
    ),
  );
}

/** Whether a version is older than the fix of its own release line; a line without a fix is as old as the fixes are newer. */
function isBelow(version: string, fixed: string[]): boolean {
  const own = numbers(version);
  const line = fixed.map(numbers).find((fix) => fix[0] === own[0] && (fixed.length === 1 || fix[1] === own[1]));
  if (line !== undefined) return compare(own, line) < 0;
  return fixed.map(numbers).every((fix) => compare(own, fix) < 0);
}

function numbers(version: string): number[] {
  return (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);
}

function compare(one: number[], other: number[]): number {
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function seccomp({ security_options }: EngineFacts): Checkup {
  const option = security_options.find((one) => one.startsWith("name=seccomp"));
  if (option !== undefined && !option.includes("unconfined")) return good("engine", "system calls are filtered (seccomp)");
  return warning("engine", "system calls are not filtered (no seccomp)", "Use an engine and kernel with seccomp.");
}

function confinement({ security_options }: EngineFacts): Checkup {
  const found = ["apparmor", "selinux"].find((name) => security_options.some((one) => one.startsWith(`name=${name}`)));
  if (found !== undefined) return good("engine", `containers are confined (${found})`);
  return warning(
    "engine",
    "containers are confined by neither AppArmor nor SELinux",
    "Turn one of them on where the system has it.",
  );
}

function userspace({ security_options }: EngineFacts): Checkup {
  const rootless = security_options.some((one) => one.startsWith("name=rootless"));
  if (rootless) return good("engine", "the engine runs without root");
  if (security_options.some((one) => one.startsWith("name=userns")))
    return good("engine", "root in a container is nobody outside");
  return warning(
    "engine",
    "the engine runs as root and root in a container is root outside",
    "For public repositories use a machine of its own, a rootless engine, userns-remap or gVisor.",
  );
}

function cgroups({ cgroup_version }: EngineFacts): Checkup {
  if (cgroup_version === "2") return good("engine", "cgroup v2");
  return warning("engine", `cgroup v${cgroup_version}`, "Limits hold, but cgroup v2 is what engines are made for now.");
}

function chosenRuntime({ runtimes }: EngineFacts, runtime: string | null): Checkup[] {
  if (runtime === null) return [];
  if (runtimes.includes(runtime)) return [good("engine", `the runtime ${runtime} is there`)];
  const advice = `Install it, or take TFACTORY_RUNTIME away. There is: ${runtimes.join(", ") || "none"}.`;
  return [{ area: "engine", status: "bad", says: `the runtime ${runtime} is not there`, advice }];
}
