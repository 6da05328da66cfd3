import { expect, test } from "vitest";
import { migrate } from "../../../src/adapters/database/migrate.ts";
import { UserError } from "../../../src/errors.ts";
import { aDatabase } from "../../fakes/a-database.ts";

test("a database that a newer TFactory wrote is refused in words and stays as it is", async () => {
  const database = await aDatabase();
  const applied = () => database.query("select * from tfactory.migration order by version");
  const known = await applied();
  await migrate(database);
  expect(await applied()).toEqual(known);
  await database.query("insert into tfactory.migration (version, name, checksum) values ($1, '999-newer.sql', 'x')", [999]);
  const newer = await applied();
  await expect(migrate(database)).rejects.toThrow(
    new UserError(
      "The database was written by a newer TFactory (its tables have version 999). Start that one, or restore a backup.",
    ),
  );
  expect(await applied()).toEqual(newer);
  await database.query("delete from tfactory.migration where version = 999");
  await migrate(database);
});

test("a migration that is not the one that was applied is a bug, and nothing is done", async () => {
  const database = await aDatabase();
  const [first] = await database.query<{ checksum: string }>("select checksum from tfactory.migration where version = 1");
  await database.query("update tfactory.migration set checksum = 'another' where version = 1");
  const refused = migrate(database);
  await expect(refused).rejects.toThrow("Migration 001-runs.sql is not the one that was applied: add a new one.");
  await expect(refused).rejects.not.toBeInstanceOf(UserError);
  await database.query("update tfactory.migration set checksum = $1 where version = 1", [first?.checksum]);
  await migrate(database);
});
