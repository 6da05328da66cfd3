import { readlinkSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { environmentFlags, runFlags } from "../../../src/adapters/docker/container-flags.ts";
import { bodyOf, connectUnderTest, IMAGE_VARIABLES, type UnderTest } from "./under-test.ts";

const features = { cgroup_namespace: true, runtime: null };

describe("the flags", () => {
  it("of a run are exactly these", () => {
    const flags = runFlags(features, [{ volume: "v", target: "/work", read_only: true }]);
    expect(flags).toEqual({
      NetworkMode: "none",
      ReadonlyRootfs: true,
      CapDrop: ["ALL"],
      SecurityOpt: ["no-new-privileges:true"],
      Privileged: false,
      IpcMode: "private",
      CgroupnsMode: "private",
      Init: true,
      Memory: 2147483648,
      MemorySwap: 2147483648,
      NanoCpus: 2_000_000_000,
      PidsLimit: 512,
      OomScoreAdj: 500,
      LogConfig: { Type: "none", Config: {} },
      AutoRemove: false,
      Ulimits: [
        { Name: "nofile", Soft: 4096, Hard: 4096 },
        { Name: "fsize", Soft: 268435456, Hard: 268435456 },
        { Name: "core", Soft: 0, Hard: 0 },
      ],
      Tmpfs: {
        "/tmp": "rw,nosuid,nodev,noexec,size=512m,mode=1777",
        "/scratch": "rw,nosuid,nodev,exec,size=1g,mode=1777",
      },
      Mounts: [expect.objectContaining({ Type: "volume", Source: "v", Target: "/work", ReadOnly: true })],
    });
  });

  it("never name a profile or a folder of the host", () => {
    for (const flags of [runFlags(features, []), environmentFlags(features, [])]) {
      expect(JSON.stringify(flags)).not.toMatch(/unconfined|docker\.sock|"bind"/i);
      expect(flags.Binds).toBeUndefined();
    }
  });

  it("of an environment differ in the network, the file system and the file size only", () => {
    const { NetworkMode, ReadonlyRootfs, Ulimits: _, Tmpfs: __, ...rest } = environmentFlags(features, []);
    expect({ NetworkMode, ReadonlyRootfs }).toEqual({ NetworkMode: "bridge", ReadonlyRootfs: false });
    expect(runFlags(features, [])).toMatchObject(rest);
  });

  it("leave out what an old engine does not know, and name another runtime when one is set", () => {
    expect(runFlags({ cgroup_namespace: false, runtime: "runsc" }, [])).toMatchObject({ Runtime: "runsc" });
    expect(runFlags({ cgroup_namespace: false, runtime: null }, [])).not.toHaveProperty("CgroupnsMode");
    expect(runFlags(features, [])).not.toHaveProperty("Runtime");
  });
});

const MEASURE = `
import errno, glob, os, resource, socket, subprocess
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
mounts = {line.split()[1]: line.split()[3].split(",") for line in open("/proc/mounts")}
def attempt(work):
    try: return work() or "done"
    except OSError as error: return errno.errorcode.get(error.errno, str(error.errno))
def first(*paths):
    for path in paths:
        for found in glob.glob(path):
            return open(found).read().strip()
def script(path):
    open(path, "w").write("#!/bin/sh\\nexit 0\\n")
    os.chmod(path, 0o755)
    return attempt(lambda: str(subprocess.run([path]).returncode))
answer({
    "uid": [os.getuid(), os.getgid(), os.getgroups()],
    "capabilities": [status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")],
    "no_new_privileges": status["NoNewPrivs"],
    "seccomp": status["Seccomp"],
    "routes": len(open("/proc/net/route").read().splitlines()) - 1,
    "connect": attempt(lambda: socket.create_connection(("192.0.2.1", 80), 1)),
    "read_only": {path: "ro" in mounts[path] for path in ("/", "/work", "/opt/tfactory")},
    "write": {path: attempt(lambda: open(path + "/x", "w").close()) for path in ("/work", "/opt/tfactory", "/opt/env", "/etc", "/scratch", "/tmp")},
    "tmp": [word for word in ("noexec", "nosuid", "nodev") if word in mounts["/tmp"]],
    "scratch": [word for word in ("noexec", "nosuid", "nodev") if word in mounts["/scratch"]],
    "modes": [oct(os.stat(path).st_mode & 0o7777) for path in ("/tmp", "/scratch")],
    "exec": [script("/tmp/a.sh"), script("/scratch/a.sh")],
    "link": attempt(lambda: os.symlink("/etc/passwd", "/work/link")),
    "memory": first("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory.max"),
    "swap": first("/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes", "/sys/fs/cgroup/memory.swap.max"),
    "processes": first("/sys/fs/cgroup/pids/pids.max", "/sys/fs/cgroup/pids.max"),
    "cpu": first("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "/sys/fs/cgroup/cpu*/cpu.cfs_quota_us", "/sys/fs/cgroup/cpu.max"),
    "limits": [list(resource.getrlimit(getattr(resource, name))) for name in ("RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_CORE")],
    "init": os.readlink("/proc/1/exe") if os.access("/proc/1/exe", os.R_OK) else open("/proc/1/comm").read().strip(),
    "oom": open("/proc/self/oom_score_adj").read().strip(),
    "namespaces": {name: os.readlink("/proc/self/ns/" + name) for name in ("ipc", "pid", "net", "mnt", "uts", "cgroup")},
    "user_namespace": attempt(lambda: str(subprocess.run(["unshare", "-U", "true"], stderr=subprocess.DEVNULL).returncode)),
    "devices": sorted(os.listdir("/dev")),
    "environment": sorted(os.environ),
    "sockets": glob.glob("/var/run/docker*") + glob.glob("/run/docker*"),
})
`;

describe("inside a running container", () => {
  let under_test: UnderTest;
  let facts: Record<string, unknown>;
  beforeAll(async () => {
    under_test = await connectUnderTest();
    facts = bodyOf(await under_test.run(MEASURE)) as Record<string, unknown>;
  });

  it("the user is nobody of the host and has no group, no capability and no way to more", () => {
    expect(facts.uid).toEqual([10001, 10001, expect.toSatisfy((groups: number[]) => groups.every((group) => group === 10001))]);
    expect(facts.capabilities).toEqual(Array(5).fill("0000000000000000"));
    expect(facts.no_new_privileges).toBe("1");
    expect(facts.seccomp).toBe("2");
    expect(facts.user_namespace).not.toBe("0");
  });

  it("there is no network", () => {
    expect(facts.routes).toBe(0);
    expect(facts.connect).toBe("ENETUNREACH");
  });

  it("only the two tmpfs can be written", () => {
    expect(facts.read_only).toEqual({ "/": true, "/work": true, "/opt/tfactory": true });
    expect(facts.write).toEqual({
      "/work": "EROFS",
      "/opt/tfactory": "EROFS",
      "/opt/env": "EROFS",
      "/etc": "EROFS",
      "/scratch": "done",
      "/tmp": "done",
    });
    expect(facts.link).toBe("EROFS");
    expect(facts.modes).toEqual(["0o1777", "0o1777"]);
  });

  it("programs run from /scratch and not from /tmp, and neither holds set-user programs or devices", () => {
    expect(facts.tmp).toEqual(["noexec", "nosuid", "nodev"]);
    expect(facts.scratch).toEqual(["nosuid", "nodev"]);
    expect(facts.exec).toEqual(["EACCES", "0"]);
  });

  it("memory, processes, processors, open files, file size and core dumps are limited", () => {
    expect(facts.memory).toBe("2147483648");
    expect(["2147483648", "0", null]).toContain(facts.swap); // v1 counts memory and swap together, v2 swap alone
    expect(facts.processes).toBe("512");
    expect(facts.cpu).toMatch(/^200000( 100000)?$/);
    expect(facts.limits).toEqual([
      [4096, 4096],
      [268435456, 268435456],
      [0, 0],
    ]);
    expect(facts.oom).toBe("500");
  });

  it("an init reaps, and no namespace is the host's", () => {
    expect(facts.init).toMatch(/init|tini|catatonit/);
    for (const [name, inside] of Object.entries(facts.namespaces as Record<string, string>)) {
      expect(inside, name).not.toBe(hostNamespace(name));
    }
  });

  it("neither the engine's socket nor a variable of the host is there", () => {
    expect(facts.sockets).toEqual([]);
    const own = (facts.environment as string[]).includes("LC_CTYPE") ? ["HOSTNAME", "LC_CTYPE"] : ["HOSTNAME"];
    expect(facts.environment).toEqual([...IMAGE_VARIABLES, ...own].sort());
  });
});

/** Namespaces exist on Linux only; elsewhere the engine is in a virtual machine. */
function hostNamespace(name: string): string | null {
  try {
    return readlinkSync(`/proc/self/ns/${name}`);
  } catch {
    return null;
  }
}
