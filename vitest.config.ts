import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // the containers of one file leave a core idle while the next one starts
    maxWorkers: 2,
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 600_000,
    // CI systems ask for colours; the tests read what is said
    env: { NO_COLOR: "1" },
  },
});
