import type { HostConfig } from "dockerode";

const MiB = 1024 * 1024;
export const MEMORY = 2048 * MiB;
export const CPUS = 2;
export const PROCESSES = 512;
/** The user of every container: no user of the host. */
export const USER = "10001:10001";

export interface EngineFeatures {
  /** From API 1.41: a cgroup namespace of its own. */
  cgroup_namespace: boolean;
  /** Another runtime than the engine's default (`runsc`), when the operator set one. */
  runtime: string | null;
}
export interface VolumeMount {
  volume: string;
  target: string;
  read_only: boolean;
}

/**
 * What holds for every container that runs code of a repository. The default seccomp and AppArmor profiles stay as
 * they are, so they are not named here. Not `nproc`: it counts per user over all containers, PidsLimit does not.
 */
function hardened(features: EngineFeatures, mounts: VolumeMount[]): HostConfig {
  return {
    CapDrop: ["ALL"],
    SecurityOpt: ["no-new-privileges:true"],
    Privileged: false,
    IpcMode: "private",
    Init: true,
    Memory: MEMORY,
    MemorySwap: MEMORY, // equal: no swap
    NanoCpus: CPUS * 1e9,
    PidsLimit: PROCESSES,
    OomScoreAdj: 500,
    LogConfig: { Type: "none", Config: {} },
    AutoRemove: false,
    Mounts: mounts.map((mount) => ({
      Type: "volume",
      Source: mount.volume,
      Target: mount.target,
      ReadOnly: mount.read_only,
      ...(mount.read_only ? { VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: "", Options: {} } } } : {}),
    })),
    ...(features.cgroup_namespace ? { CgroupnsMode: "private" } : {}),
    ...(features.runtime ? { Runtime: features.runtime } : {}),
  };
}

/** Phase "run": no network, nothing writable but two tmpfs. tmpfs is noexec by default, and native test tools need exec. */
export function runFlags(features: EngineFeatures, mounts: VolumeMount[]): HostConfig {
  return {
    ...hardened(features, mounts),
    NetworkMode: "none",
    ReadonlyRootfs: true,
    Ulimits: [
      { Name: "nofile", Soft: 4096, Hard: 4096 },
      { Name: "fsize", Soft: 256 * MiB, Hard: 256 * MiB },
      { Name: "core", Soft: 0, Hard: 0 },
    ],
    Tmpfs: {
      "/tmp": "rw,nosuid,nodev,noexec,size=512m,mode=1777",
      "/scratch": "rw,nosuid,nodev,exec,size=1g,mode=1777",
    },
  };
}

/** Phase "environment": installs packages, so it has a network and writes its own file system, which becomes an image. */
export function environmentFlags(features: EngineFeatures, mounts: VolumeMount[]): HostConfig {
  return {
    ...hardened(features, mounts),
    NetworkMode: "bridge",
    ReadonlyRootfs: false,
    Ulimits: [
      { Name: "nofile", Soft: 4096, Hard: 4096 },
      { Name: "fsize", Soft: 4096 * MiB, Hard: 4096 * MiB },
      { Name: "core", Soft: 0, Hard: 0 },
    ],
    Tmpfs: { "/tmp": "rw,nosuid,nodev,noexec,size=512m,mode=1777" },
  };
}
