import { failClosed, signalNeeds } from "./fail-closed.ts";

/** `docs/fail-closed.md`, from the tables the code uses. */
export function renderFailClosed(): string {
  const signals = Object.entries(signalNeeds).map(([name, { need, without }]) => `| \`${name}\` | ${need} | ${without} |`);
  const tools = failClosed.map(({ what, when, becomes }) => `| ${what} | ${when} | ${becomes} |`);
  return `# Fail closed

For every signal and every tool: what becomes of a test when it did not run. The answer is never a success.
This page is written from the tables in \`src/pipeline/5-evaluate/fail-closed.ts\`, and every row has a test in
\`test/pipeline/5-evaluate/fail-closed.test.ts\`. Rules are those of \`src/pipeline/5-evaluate/verdict.ts\`.

## Signals

A signal is measured, with its value, or not measured, with the reason. A needed signal that was not measured never gives
\`accept\`.

| signal | needed | without it |
|---|---|---|
${signals.join("\n")}

## Tools

| what | when | becomes |
|---|---|---|
${tools.join("\n")}
`;
}
