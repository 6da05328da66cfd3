import type { ApiReply } from "../fakes/messages-api/reply.ts";
import type { Script, SeenRequest } from "../fakes/messages-api/start.ts";

export type Role = "planner" | "oracle" | "generator" | "repairer" | "judge";

/** How each role's rules begin; the wire does not name a role. */
const BEGINS: Record<Role, string> = {
  planner: "You plan tests",
  oracle: "You say what",
  generator: "You write one file",
  repairer: "You mend a file",
  judge: "You judge",
};

export function roleOf({ system }: Pick<SeenRequest, "system">): Role {
  const role = (Object.keys(BEGINS) as Role[]).find((one) => system.startsWith(BEGINS[one]));
  if (role === undefined) throw new Error(`a question of no role: ${system.slice(0, 80)}`);
  return role;
}

/** Replies by role; `nth` counts a role's questions from 0. Unless it is said otherwise the judge finds everything relevant. */
export function byRole(replies: Partial<Record<Role, (request: SeenRequest, nth: number) => ApiReply>>): Script {
  const asked = new Map<Role, number>();
  return (request) => {
    const role = roleOf(request);
    const nth = asked.get(role) ?? 0;
    asked.set(role, nth + 1);
    const reply = replies[role] ?? (role === "judge" ? approves : undefined);
    return reply?.(request, nth) ?? { status: 400, message: `nobody plays the ${role}` };
  };
}

function approves({ task }: SeenRequest): ApiReply {
  const names = [...task.matchAll(/^- (\S+): about/gm)].map((match) => match[1] ?? "");
  return { says: { votes: names.map((test) => ({ test, relevance: "high", why: "It shows what it says." })) } };
}

/** The file a writing role is asked for. */
export function fileAsked({ task }: SeenRequest): string {
  return /^The file:? (\S+)/m.exec(task)?.[1] ?? "";
}
