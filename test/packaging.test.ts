import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { buildProgram } from "../src/cli/program.ts";
import { environment } from "../src/config.ts";

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const Service = z.object({
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  networks: z.array(z.string()),
  volumes: z.array(z.string()).optional(),
});
const compose = z
  .object({
    services: z.record(z.string(), Service),
    networks: z.record(z.string(), z.unknown()),
    volumes: z.record(z.string(), z.unknown()),
  })
  .parse(parse(read("compose.yml"), { merge: true }));
const apps = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);

test("the processes of the compose file are told what the server knows, and started as it can be", () => {
  expect(apps.map(([name]) => name)).toEqual(["web", "worker-1", "worker-2"]);
  const known = Object.keys(environment.shape);
  const serve = buildProgram({} as never, () => undefined).commands.find((command) => command.name() === "serve");
  const options = serve?.options.map(({ long }) => long);
  for (const [, { environment: variables = {}, command = [] }] of apps) {
    expect(known).toEqual(expect.arrayContaining(Object.keys(variables)));
    expect(command[0]).toBe("serve");
    expect(options).toContain(command[1]);
  }
});

test("an engine is reached by its worker alone, and reaches neither the database nor another engine", () => {
  const { services } = compose;
  for (const number of [1, 2]) {
    const others = Object.entries(services).filter(([, { networks }]) => networks.includes(`engine-${number}`));
    expect(others.map(([name]) => name).toSorted()).toEqual([`engine-${number}`, `worker-${number}`]);
    expect(services[`engine-${number}`]?.networks).toEqual([`engine-${number}`]);
    expect(services[`worker-${number}`]?.environment?.DOCKER_HOST).toBe(`tcp://engine-${number}:2376`);
  }
});

test("every network and volume that is used is declared", () => {
  for (const { networks, volumes = [] } of Object.values(compose.services)) {
    expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining(networks));
    expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(volumes.map((volume) => volume.split(":")[0])));
  }
});

test("the image holds what the server reads and nothing that is secret", () => {
  const ignored = read(".dockerignore").split("\n");
  expect(ignored).toContain("*");
  for (const needed of ["package.json", "app.yml", "src", "prompts", "docker"]) expect(ignored).toContain(`!${needed}`);
  expect(ignored.some((line) => /^!.*(env|pem|\*)/.test(line))).toBe(false);
  expect(read("Dockerfile")).toMatch(/\nUSER node\n/);
});

test("the page for operators names no variable that is not there", () => {
  const names = read("docs/operations.md").match(/\b(?:TFACTORY_[A-Z_]+[A-Z]|DATABASE_URL|DOCKER_HOST)\b/g) ?? [];
  expect(names.length).toBeGreaterThan(10);
  expect(Object.keys(environment.shape)).toEqual(expect.arrayContaining([...new Set(names)]));
});

test("what the server loads reads no fixture: the local GitHub comes with the demo alone", () => {
  const seen = new Set<string>();
  const load = (path: string) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const [, from = ""] of read(path).matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]+)"/gm))
      load(join(dirname(path), from));
  };
  load("src/cli.ts");
  expect(seen).toContain("src/main.ts");
  expect([...seen].filter((path) => path.startsWith("src/local-github/"))).toEqual([]);
});
