import { expect, test } from "vitest";
import { type EngineFacts, examineFacts } from "../../../src/adapters/docker/engine-facts.ts";

const safe: EngineFacts = {
  version: "29.9.0",
  runc_version: "1.3.4",
  security_options: ["name=seccomp,profile=builtin", "name=apparmor", "name=rootless", "name=cgroupns"],
  cgroup_version: "2",
  runtimes: ["runc", "runsc"],
};
const says = (facts: Partial<EngineFacts>, runtime: string | null = null) =>
  examineFacts({ ...safe, ...facts }, runtime)
    .filter((one) => one.status !== "good")
    .map((one) => `${one.status}: ${one.says}`)
    .join("\n");

test("an engine of today, rootless and confined, gives no warning", () => {
  expect(says({}, "runsc")).toBe("");
});

test.each([
  [{ version: "29.5.0" }, "CVE-2026-41567"],
  [{ version: "29.4.1" }, "CVE-2026-31431"],
  [{ version: "20.10.24+dfsg1" }, "CVE-2026-41567"],
  [{ runc_version: "1.2.7" }, "CVE-2025-31133"],
  [{ runc_version: "1.3.2" }, "CVE-2025-31133"],
  [{ runc_version: "1.1.5+ds1" }, "CVE-2025-31133"],
  [{ security_options: ["name=seccomp,profile=unconfined", "name=selinux", "name=userns"] }, "system calls are not filtered"],
  [{ security_options: ["name=seccomp,profile=default", "name=rootless"] }, "neither AppArmor nor SELinux"],
  [{ security_options: ["name=seccomp,profile=default", "name=apparmor"] }, "runs as root"],
  [{ cgroup_version: "1" }, "cgroup v1"],
] as const)("%j is warned of", (facts, warning) => {
  expect(
    says({ ...facts, security_options: [...((facts as Partial<EngineFacts>).security_options ?? safe.security_options)] }),
  ).toContain(warning);
});

test.each(["1.2.8", "1.3.3", "1.4.0", "1.5.1", "2.0.0"])("runc %s has the fix", (runc_version) => {
  expect(says({ runc_version })).toBe("");
});

test("a runtime that is asked for and not there is more than a warning", () => {
  expect(says({}, "kata")).toBe("bad: the runtime kata is not there");
});
