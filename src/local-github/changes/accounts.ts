import { UserError } from "../../errors.ts";
import { accountOf } from "../store/store.ts";
import type { Account } from "../store/types.ts";
import { timestamp, type World } from "../world.ts";

export interface NewAccount {
  login: string;
  name?: string;
  type?: Account["type"];
}

/** Makes a person, organization or bot. Throws `UserError` when the login is taken. */
export function createAccount(world: World, { login, name, type = "User" }: NewAccount): Account {
  if (accountOf(world.store, login) !== undefined) throw new UserError(`The login ${login} is taken.`);
  const account = { id: world.store.id(), login, name: name ?? null, type, created_at: timestamp(world) };
  world.store.accounts.set(account.id, account);
  world.changed({ kind: "account", repository_id: null, number: null });
  return account;
}
