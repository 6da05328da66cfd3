"""Tests of a change: `SIZE` says how much each of them works on."""

import pytest

from ledger import balance, distance, parse, similar, smooth, suspicious, totals

SIZE = 1
ROWS = 60 * SIZE
MANY = 8 * ROWS


def statement(rows):
    return "".join(f"{n % 28 + 1};shop {n % 7};{(n * 37 % 101) - 50}.75\n" for n in range(rows))


def test_a_row_is_read():
    for _ in range(ROWS):
        assert parse("3; Baker ;-4.50\n") == [(3, "baker", -450)]


def test_comments_and_blank_lines_are_left_out():
    assert len(parse("# day;name;amount\n\n" + statement(ROWS))) == ROWS


def test_every_row_is_read():
    rows = parse(statement(ROWS))
    assert rows[0] == (1, "shop 0", -5075)
    assert rows[-1][1] == f"shop {(ROWS - 1) % 7}"


def test_a_row_with_too_few_fields_is_named():
    with pytest.raises(ValueError, match=f"line {ROWS + 1}: three fields"):
        parse(statement(ROWS) + "3;baker\n")


def test_totals_are_by_name():
    rows = [(1, "a", 5), (2, "b", 7), (3, "a", -2)] * MANY
    assert totals(rows) == {"a": 3 * MANY, "b": 7 * MANY}


def test_totals_since_a_day_include_it():
    rows = [(1, "a", 5), (2, "a", 7), (3, "a", 1)] * MANY
    assert totals(rows, since=2) == {"a": 8 * MANY}


def test_totals_of_a_statement():
    assert sum(totals(parse(statement(ROWS))).values()) == sum(cents for _, _, cents in parse(statement(ROWS)))


def test_a_balance_starts_somewhere():
    assert balance([(1, "a", 5)] * MANY, start=10) == (10 + 5 * MANY, 10)


def test_the_lowest_balance_is_kept():
    assert balance([(1, "a", -30), (2, "b", 50), (3, "c", -10)] + [(4, "d", 1)] * MANY) == (10 + MANY, -30)


def test_rows_are_balanced_in_order():
    assert balance([(2, "a", 40), (1, "b", -20)] * MANY)[1] == -20 * MANY


def test_a_large_debit_is_suspicious():
    rows = [(1, "a", -5000), (2, "a", -5001)] + [(3, "b", n) for n in range(MANY)]
    assert suspicious(rows) == [(2, "a", -5001)]


def test_a_debit_twice_is_suspicious_a_credit_is_not():
    rows = [(1, "a", -5), (1, "b", 5)] + [(2, "c", n) for n in range(1, MANY)]
    assert suspicious(rows + rows[:2]) == [(1, "a", -5)]


def test_the_limit_can_be_lower():
    assert len(suspicious([(n, "a", -n) for n in range(MANY)], limit=9)) == MANY - 10


def test_a_mean_over_a_window():
    assert smooth([3, 6, 9, 12] * ROWS)[:4] == [3, 4.5, 6, 9]


def test_a_window_of_one_changes_nothing():
    values = [float(n % 9) for n in range(10 * ROWS)]
    assert smooth(values, window=1) == values


def test_a_window_of_none_is_refused():
    assert len(smooth(range(10 * ROWS), window=5)) == 10 * ROWS
    with pytest.raises(ValueError, match="one value at least"):
        smooth([1], window=0)


def test_equal_words_have_no_distance():
    assert distance("ab" * (2 * SIZE + 8), "ab" * (2 * SIZE + 8)) == 0


@pytest.mark.parametrize(("one", "other", "steps"), [("baker", "bakery", 1), ("shop", "ship", 1)])
def test_a_distance_counts_edits(one, other, steps):
    tail = "xyz" * (2 * SIZE + 3)
    assert distance(one + tail, other + tail) == steps


def test_similar_names_are_found():
    names = ["baker", "bakers", "grocer"] + [f"{n:04d}{n:04d}" for n in range(0, 2 * SIZE, 5)]
    assert ("baker", "bakers") in similar(names)
    assert ("baker", "grocer") not in similar(names)
