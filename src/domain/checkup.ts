/** One thing that `tfactory doctor` looked at. `advice` says what to do about it; `null`: nothing. */
export interface Checkup {
  area: "program" | "engine" | "sandbox" | "disk" | "App" | "model";
  status: "good" | "warning" | "bad" | "not-checked";
  says: string;
  advice: string | null;
}

export function good(area: Checkup["area"], says: string): Checkup {
  return { area, status: "good", says, advice: null };
}

export function warning(area: Checkup["area"], says: string, advice: string): Checkup {
  return { area, status: "warning", says, advice };
}

export function bad(area: Checkup["area"], says: string, advice: string): Checkup {
  return { area, status: "bad", says, advice };
}

export function notChecked(area: Checkup["area"], says: string, advice: string): Checkup {
  return { area, status: "not-checked", says, advice };
}
