"""Rows of a bank statement: read, summed, smoothed and compared."""

LIMIT = 5000


def parse(text):
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        parts = line.split(";")
        if len(parts) != 3:
            raise ValueError(f"line {number}: three fields are needed")
        day, name, amount = parts
        rows.append((int(day), name.strip().lower(), round(float(amount) * 100)))
    return rows


def totals(rows, since=0):
    found = {}
    for day, name, cents in rows:
        if day >= since:
            found[name] = found.get(name, 0) + cents
    return found


def balance(rows, start=0):
    lowest = value = start
    for _, _, cents in sorted(rows):
        value += cents
        if value < lowest:
            lowest = value
    return value, lowest


def suspicious(rows, limit=LIMIT):
    seen = set()
    found = []
    for day, name, cents in rows:
        key = (day, name, cents)
        if cents < -limit or (key in seen and cents < 0):
            found.append(key)
        seen.add(key)
    return found


def smooth(values, window=3):
    if window < 1:
        raise ValueError("a window holds one value at least")
    result = []
    for index in range(len(values)):
        part = values[max(0, index - window + 1) : index + 1]
        result.append(sum(part) / len(part))
    return result


def distance(one, other):
    previous = list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        current = [row]
        for column, right in enumerate(other, 1):
            cost = 0 if left == right else 1
            current.append(min(previous[column] + 1, current[-1] + 1, previous[column - 1] + cost))
        previous = current
    return previous[-1]


def similar(names, most=2):
    ordered = sorted(set(names))
    pairs = []
    for index, one in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if abs(len(one) - len(other)) <= most and distance(one, other) <= most:
                pairs.append((one, other))
    return pairs
