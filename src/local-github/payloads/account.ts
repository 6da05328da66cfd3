import { accountOf, must } from "../store/store.ts";
import type { Account } from "../store/types.ts";
import { apiUrl, nodeId, type World } from "../world.ts";

const LISTS = ["followers", "subscriptions", "repos", "received_events"];

/** The API's `simple-user`. */
export function accountJson(world: World, account: Account) {
  const login = encodeURIComponent(account.login);
  const url = `${apiUrl(world)}/users/${login}`;
  const page = account.type === "Bot" ? `${world.url}/apps/${login.replace("%5Bbot%5D", "")}` : `${world.url}/${login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId({ User: "U", Bot: "BOT", Organization: "O" }[account.type], account.id),
    avatar_url: `${world.url}/avatars/${account.id}`,
    gravatar_id: "",
    url,
    html_url: page,
    ...Object.fromEntries(LISTS.map((list) => [`${list}_url`, `${url}/${list}`])),
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    organizations_url: `${url}/orgs`,
    events_url: `${url}/events{/privacy}`,
    type: account.type,
    user_view_type: "public",
    site_admin: false,
  };
}

/** The account behind an id, as `simple-user`. */
export function userJson(world: World, id: number) {
  return accountJson(world, must(world.store.accounts.get(id), `account ${id}`));
}

export function ownerJson(world: World, login: string) {
  return accountJson(world, must(accountOf(world.store, login), `account ${login}`));
}

/** The API's `public-user`. */
export function publicUserJson(world: World, account: Account) {
  const created = { created_at: account.created_at, updated_at: account.created_at };
  const none = { company: null, blog: "", location: null, email: null, hireable: null, bio: null, twitter_username: null };
  const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0 };
  return { ...accountJson(world, account), name: account.name, ...none, ...counts, ...created };
}
