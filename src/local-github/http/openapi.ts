import { readFileSync } from "node:fs";

/** The cut-out of GitHub's OpenAPI description in `fixtures/github-api`. */
export interface Operation {
  id: string;
  method: string;
  template: string;
  parameters: { name: string; in: "path" | "query" | "header"; required: boolean; schema: unknown }[];
  body: { required: boolean; schema: unknown } | null;
  /** Schemas of JSON answers by status. */
  responses: Map<number, unknown>;
}

interface Description {
  paths: Record<string, Record<string, DescribedOperation>>;
  components: { schemas: Record<string, unknown> };
}
interface DescribedOperation {
  operationId: string;
  parameters: { name: string; in: "path" | "query" | "header"; required?: boolean; schema: unknown }[];
  requestBody?: { required?: boolean; content: Record<string, { schema: unknown }> };
  responses: Record<string, { schema?: unknown }>;
}

const FILE = new URL("../../../fixtures/github-api/openapi.json", import.meta.url);
const description = JSON.parse(readFileSync(FILE, "utf8")) as Description;

export const components = description.components;
export const operations: Operation[] = Object.entries(description.paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, one]) => {
    const body = one.requestBody;
    return {
      id: one.operationId,
      method: method.toUpperCase(),
      template,
      parameters: one.parameters.map(({ required = false, ...parameter }) => ({ ...parameter, required })),
      body:
        body === undefined ? null : { required: body.required ?? false, schema: body.content["application/json"]?.schema ?? {} },
      responses: new Map(Object.entries(one.responses).map(([status, { schema }]) => [Number(status), schema])),
    };
  }),
);
