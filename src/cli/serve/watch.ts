import type { Handler } from "../../adapters/http/listen.ts";
import { postEvent } from "../../adapters/http/post-event.ts";
import { status } from "../../adapters/http/status.ts";
import { keepTelling } from "../../adapters/store/completions.ts";
import { readOverview } from "../../adapters/store/read-overview.ts";
import { runEvents } from "../../adapters/store/run-events.ts";
import type { ServerConfig } from "../../config.ts";
import type { ServerWorld } from "./connect.ts";

/** What an operator watches the runs by. */
export interface Watch {
  /** The pages of `/status` and `/metrics`. */
  pages: Handler;
  stop(): Promise<void>;
}

/** Shows all runs to who has the token, and tells their ends to the operator's receiver of events when there is one. */
export function watch(config: ServerConfig, { database, clock, onProblem }: ServerWorld): Watch {
  const { read } = runEvents(database, (error) => onProblem("keep what happened in a run", error));
  const source = { overview: () => readOverview(database, config.limits, clock), events: read };
  const { receiver } = config;
  const telling =
    receiver === null
      ? null
      : keepTelling({
          database,
          clock,
          source: config.api_url,
          send: (event) => postEvent(event, receiver, clock.now()),
          onProblem: (error) => onProblem("tell the end of a run", error),
        });
  return { pages: status(source, config.status_token), stop: async () => telling?.stop() };
}
