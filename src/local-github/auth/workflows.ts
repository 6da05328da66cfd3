import { ApiError } from "../http/reply.ts";
import type { Viewer } from "./viewer.ts";

/** Files that run in the owner's CI need a permission of their own. */
export function changesWorkflows(paths: string[]): boolean {
  return paths.some((path) => /^\.github\/workflows\/./.test(path));
}

/** Throws when the viewer is an App or fine-grained token without `workflows: write`, or a classic one without `workflow`. */
export function refuseWorkflows(viewer: Viewer, status: 403 | 404): void {
  if (viewer.kind === "installation" && viewer.token.permissions.workflows !== "write") {
    throw new ApiError(status, status === 404 ? "Not Found" : "Resource not accessible by integration");
  }
  if (viewer.kind !== "user") return;
  const { kind, scopes, permissions } = viewer.token;
  const may = kind === "classic" ? scopes.includes("workflow") : permissions.workflows === "write";
  if (!may) throw new ApiError(404, "Not Found");
}
