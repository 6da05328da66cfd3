"""Tests that name what is not there, and tests that only look so: each a file over one small project.

The line that is wrong ends with `# <- rule`. What runs without an error has no such line.
"""

PROJECT = {
    "pytest.ini": "[pytest]\naddopts = -p no:hypothesispytest\n",
    "bank/__init__.py": """
        from .accounts import Account, open_account
        from .money import *
        from . import plain
        """,
    "bank/accounts.py": """
        import asyncio, enum, functools, logging
        from abc import ABC, abstractmethod
        from collections import namedtuple
        from contextlib import contextmanager
        from dataclasses import dataclass, field
        from typing import Iterator, NamedTuple, Optional, Protocol
        from .money import Money

        DEFAULTS = {"limit": 10}
        cache = None
        client = None

        class Overdrawn(ValueError):
            def __init__(self, account, missing):
                super().__init__("overdrawn")
                self.account, self.missing = account, missing

        class Level(enum.Enum):
            LOW = 1
            HIGH = 2
            @property
            def label(self) -> str: return self.name.lower()

        Limits = namedtuple("Limits", "daily monthly")

        class Address(NamedTuple):
            street: str
            city: str = "here"

        @dataclass
        class Entry:
            amount: int
            note: str = ""
            tags: list[str] = field(default_factory=list)
            def signed(self) -> int: return -self.amount

        @dataclass(frozen=True)
        class Receipt:
            number: int

        class Store(Protocol):
            def save(self, entry: Entry) -> None: ...

        class Account:
            currency = "EUR"
            def __init__(self, owner: str, *, limit: int = 10):
                self.owner = owner
                self.limit = limit
                self.entries: list[Entry] = []
                self.money = Money(0)
            def deposit(self, amount: int, note: str = "") -> "Account":
                self.entries.append(Entry(amount, note))
                return self
            def withdraw(self, amount):
                if amount > self.limit: raise Overdrawn(self, amount - self.limit)
                return Receipt(1)
            def last(self) -> Optional[Entry]:
                return self.entries[-1] if self.entries else None
            @property
            def balance(self) -> Money: return Money(sum(e.amount for e in self.entries))
            @classmethod
            def parse(cls, text: str) -> "Account": return cls(text)
            @staticmethod
            def is_valid(text): return bool(text)
            @contextmanager
            def locked(self, timeout: float = 1) -> Iterator["Account"]: yield self
            async def refresh(self) -> Money: return self.balance
            @functools.lru_cache
            def rate(self, day: int) -> float: return 1.0
            def __enter__(self): return self
            def __exit__(self, *error): return None
            def __iter__(self): return iter(self.entries)

        class Shape(ABC):
            @abstractmethod
            def area(self) -> float: ...
        class Square(Shape):
            def __init__(self, side): self.side = side
            def area(self) -> float: return self.side ** 2
            def corners(self): return 4

        def open_account(owner: str, limit: int = 10) -> Account:
            return Account(owner, limit=limit)

        def find(name, *, strict=False) -> Optional[Account]:
            return Account(name) if name else None

        def shape_of(side) -> Shape: return Square(side)
        def store_of() -> Store: return _Store()
        def configure():
            global cache, client
            cache, client = {}, object()

        class _Store:
            saved = ()
            def save(self, entry): self.saved = (*self.saved, entry)

        @functools.lru_cache(maxsize=None)
        def fee(amount: int) -> int: return amount // 100

        @contextmanager
        def session(name: str):
            yield Account(name)

        def logged(function):
            @functools.wraps(function)
            def wrapper(*args, **more):
                wrapper.calls += 1
                return function(*args, **more)
            wrapper.calls = 0
            return wrapper

        @logged
        def audited(account: Account) -> int: return 1

        def as_list(function):
            @functools.wraps(function)
            def wrapper(*args): return list(function(*args))
            return wrapper

        @as_list
        def numbered(count: int) -> Account: return range(count)

        half = functools.partial(open_account, limit=5)
        """,
    "bank/money.py": """
        __all__ = ["Money", "rounded"]
        class Money:
            def __init__(self, cents): self.cents = cents
            def __add__(self, other): return Money(self.cents + other.cents)
            def __eq__(self, other): return self.cents == other.cents
            def text(self) -> str: return f"{self.cents / 100:.2f}"
        def rounded(money: Money, digits: int = 2) -> Money: return money
        def hidden(): return 1
        """,
    "bank/plain.py": """
        import json
        def account(name):
            from bank.accounts import Account
            return Account(name)
        class Ledger:
            def __init__(self, path=None):
                self.path = path
                self.rows = []
            def add(self, row):
                self.rows.append(row)
            def totals(self):
                return Totals(len(self.rows))
            def dump(self):
                return json.dumps(self.rows)
        class Totals:
            def __init__(self, count): self.count = count
        def ledger(): return Ledger()
        def owners() -> set[str]: return {"ann", "bob"}
        def untyped_owners(): return {name.upper() for name in ("ann", "bob")}
        class Silent: pass
        """,
    "bank/dynamic.py": """
        class Anything:
            def __getattr__(self, name): return name
        class Filled:
            def __init__(self, **values): self.__dict__.update(values)
        class Set:
            def __init__(self, values):
                for key, value in values.items(): setattr(self, key, value)
        class Meta(type):
            def __getattr__(cls, name): return name
            def __call__(cls, *args, **more): return super().__call__()
        class Free(metaclass=Meta): pass
        class Slotted:
            __slots__ = ("left", "right")
            def __init__(self): self.left = self.right = 1
        class Descriptor:
            def __get__(self, instance, owner): return 1
        class Described: field = Descriptor()
        class Base:
            pass
        class Derived(Base):
            def __init__(self): self.extra = 1
            def more(self): return 2
        def base() -> Base: return Derived()
        def tag(function):
            function.tag = 1
            return function
        @tag
        def tagged(): return 1
        def decorate(cls):
            cls.added = lambda self: 1
            return cls
        @decorate
        class Decorated: pass
        class Relaxed:
            def __init__(self, *args, **options): self.options = options
        class Chosen:
            def __new__(cls, kind): return Relaxed() if kind else super().__new__(cls)
        registry = Filled(answer=42)
        class Unhashable(type):
            __hash__ = None
            def __eq__(cls, other): raise RuntimeError("not for you")
        class Odd(metaclass=Unhashable):
            def __getattribute__(self, name): raise RuntimeError("not for you")
        """,
    "bank/late.py": """
        import importlib
        def __getattr__(name):
            if name == "accounts": return importlib.import_module("bank.accounts")
            raise AttributeError(name)
        """,
    "bank/sub/__init__.py": "",
    "bank/sub/deep.py": "def reach(): return 1\nLIMIT = 3\n",
    "bank/needs.py": "import not_installed_anywhere\n",
    "tests/conftest.py": """
        import pytest
        from typing import Iterator
        from bank.accounts import Account
        @pytest.fixture
        def account(): return Account("ann")
        @pytest.fixture
        def typed() -> Iterator[Account]: yield Account("bob")
        @pytest.fixture
        def pair(account):
            other = Account("eve")
            yield account, other
        @pytest.fixture
        def made(account): return account.deposit(5)
        @pytest.fixture
        def maker():
            def make(name, limit=3): return Account(name, limit=limit)
            return make
        @pytest.fixture(params=[1, 2])
        def number(request): return request.param
        @pytest.fixture
        def thing():
            return object()
        """,
    "tests/sub/conftest.py": """
        import pytest
        from bank.plain import Ledger
        @pytest.fixture
        def account(): return Ledger()
        """,
}

WRONG = {
    # imports
    "name": "from bank import Acount  # <- unknown-name\n",
    "name_of_submodule": "from bank.accounts import Acounts  # <- unknown-name\n",
    "submodule": "import bank.account  # <- unknown-name\n",
    "submodule_from": "from bank.sub import depp  # <- unknown-name\n",
    "package": "import bankk  # <- import-fails\n",
    "package_needs_one": "import bank.needs  # <- import-fails\n",
    "third_party": "def test_a():\n    import freezegun_not_here  # <- import-fails\n",
    "stdlib_name": "from collections import OrderdDict  # <- unknown-name\n",
    "not_in_all": "from bank import *\ndef test_a(): assert hidden() == 1  # <- undefined-name\n",
    "lazy": "from bank.late import acounts  # <- unknown-name\n",
    "undefined": "def test_a(): assert Account('a')  # <- undefined-name\n",
    "not_imported_mock": "def test_a():\n    with patch('bank.plain.json'): pass  # <- undefined-name\n",
    # attributes and methods
    "of_module": "import bank\ndef test_a(): bank.open_acount('a')  # <- unknown-attribute\n",
    "of_alias": "import bank.accounts as a\ndef test_a(): a.Account.parce('x')  # <- unknown-attribute\n",
    "of_class": "from bank import Account\ndef test_a(): assert Account.curency == 'EUR'  # <- unknown-attribute\n",
    "of_instance": "from bank import Account\ndef test_a():\n    a = Account('x')\n    a.depositt(1)  # <- unknown-attribute\n",
    "of_inline_instance": "from bank import Account\ndef test_a():\n    assert Account('x').get_balance() == 0  # <- unknown-attribute\n",
    "of_returned": "from bank import open_account\ndef test_a():\n    a = open_account('x')\n    assert a.total == 0  # <- unknown-attribute\n",
    "of_optional": "from bank.accounts import find\ndef test_a():\n    assert find('x').name == 'x'  # <- unknown-attribute\n",
    "of_untyped": "from bank.plain import account\ndef test_a():\n    assert account('x').holder == 'x'  # <- unknown-attribute\n",
    "of_chain": "from bank import Account\ndef test_a():\n    Account('x').deposit(1).depozit(2)  # <- unknown-attribute\n",
    "of_property": "from bank import Account\ndef test_a():\n    assert Account('x').balance.amount == 0  # <- unknown-attribute\n",
    "of_stored": "from bank import Account\ndef test_a():\n    a = Account('x')\n    assert a.money.amount == 0  # <- unknown-attribute\n",
    "of_element": "from bank import Account\ndef test_a():\n    a = Account('x').deposit(1)\n    assert a.entries[0].value == 1  # <- unknown-attribute\n",
    "of_loop": "from bank import Account\ndef test_a():\n    a = Account('x').deposit(1)\n    for entry in a.entries:\n        assert entry.value == 1  # <- unknown-attribute\n",
    "of_untyped_method": "from bank.plain import Ledger\ndef test_a():\n    assert Ledger().totals().sum == 0  # <- unknown-attribute\n",
    "of_none": "from bank.plain import Ledger\ndef test_a():\n    assert Ledger().add(1).rows == [1]  # <- unknown-attribute\n",
    "of_text": "from bank.plain import Ledger\ndef test_a():\n    assert Ledger().dump().contains('x')  # <- unknown-attribute\n",
    "of_typed_text": "from bank import Money\ndef test_a():\n    assert Money(1).text().is_digit()  # <- unknown-attribute\n",
    "of_list": "def test_a():\n    rows = []\n    rows.push(1)  # <- unknown-attribute\n",
    "of_path": "def test_a(tmp_path):\n    target = tmp_path / 'a'\n    target.write('x')  # <- unknown-attribute\n",
    "of_enum": "from bank.accounts import Level\ndef test_a(): assert Level.MIDDLE  # <- unknown-attribute\n",
    "of_enum_member": "from bank.accounts import Level\ndef test_a(): assert Level.LOW.title  # <- unknown-attribute\n",
    "of_dataclass": "from bank.accounts import Entry\ndef test_a():\n    e = Entry(1)\n    assert e.memo == ''  # <- unknown-attribute\n",
    "of_namedtuple": "from bank.accounts import Limits\ndef test_a(): assert Limits(1, 2).weekly  # <- unknown-attribute\n",
    "of_typed_namedtuple": "from bank.accounts import Address\ndef test_a(): assert Address('x').country  # <- unknown-attribute\n",
    "of_coroutine": "import asyncio\nfrom bank import Account\ndef test_a():\n    async def go():\n        a = Account('x')\n        return a.refresh().cents  # <- unknown-attribute\n    asyncio.run(go())\n",
    "of_awaited": "import asyncio\nfrom bank import Account\ndef test_a():\n    async def go():\n        return (await Account('x').refresh()).amount  # <- unknown-attribute\n    asyncio.run(go())\n",
    "of_context_manager": "from bank.accounts import session\ndef test_a():\n    with session('x') as a:\n        a.comit()  # <- unknown-attribute\n",
    "of_entered": "from bank import Account\ndef test_a():\n    with Account('x') as a:\n        a.comit()  # <- unknown-attribute\n",
    "of_slotted": "from bank.dynamic import Slotted\ndef test_a(): assert Slotted().middle  # <- unknown-attribute\n",
    "of_exception": "import pytest\nfrom bank import Account\nfrom bank.accounts import Overdrawn\ndef test_a():\n    with pytest.raises(Overdrawn) as info:\n        Account('x').withdraw(50)\n    assert info.value.amount == 40  # <- unknown-attribute\n",
    "of_excinfo": "import pytest\ndef test_a():\n    with pytest.raises(ValueError) as info:\n        int('x')\n    assert 'x' in info.message  # <- unknown-attribute\n",
    "of_caught": "def test_a():\n    try:\n        int('x')\n    except ValueError as error:\n        assert error.message  # <- unknown-attribute\n",
    "of_self": "import unittest\nclass TestA(unittest.TestCase):\n    def test_a(self): self.assertEqualz(1, 1)  # <- unknown-attribute\n",
    "of_setup": "from bank import Account\nclass TestA:\n    def setup_method(self): self.a = Account('x')\n    def test_a(self): self.a.clos()  # <- unknown-attribute\n",
    "in_expected_error": "import pytest\nfrom bank import Account\nfrom bank.accounts import Overdrawn\ndef test_a():\n    with pytest.raises(Overdrawn):\n        Account('x').withdrawl(50)  # <- unknown-attribute\n",
    "of_partial": "from bank.accounts import half\ndef test_a(): assert half('x').name  # <- unknown-attribute\n",
    "of_cached": "from bank.accounts import fee\ndef test_a(): assert fee(1).cents  # <- unknown-attribute\n",
    # fixtures
    "of_fixture": "def test_a(account): account.depositt(1)  # <- unknown-attribute\n",
    "of_typed_fixture": "def test_a(typed): assert typed.name  # <- unknown-attribute\n",
    "of_fixture_chain": "def test_a(made): made.depositt(1)  # <- unknown-attribute\n",
    "of_fixture_part": "def test_a(pair):\n    one, other = pair\n    other.depositt(1)  # <- unknown-attribute\n",
    "of_own_fixture": "import pytest\nfrom bank.plain import Ledger\n@pytest.fixture\ndef ledger(): return Ledger()\ndef test_a(ledger): ledger.append(1)  # <- unknown-attribute\n",
    "of_monkeypatch": "def test_a(monkeypatch): monkeypatch.set_env('A', 'b')  # <- unknown-attribute\n",
    "of_capsys": "def test_a(capsys):\n    print(1)\n    assert capsys.readouterr().output == '1'  # <- unknown-attribute\n",
    "of_caplog": "def test_a(caplog): assert caplog.messages_list == []  # <- unknown-attribute\n",
    "of_request": "def test_a(request): assert request.parameter  # <- unknown-attribute\n",
    "fixture": "def test_a(acount): pass  # <- unknown-fixture\n",
    "used_fixture": "import pytest\n@pytest.mark.usefixtures('acount')\ndef test_a(): pass  # <- unknown-fixture\n",
    "asked_fixture": "def test_a(request): request.getfixturevalue('acount')  # <- unknown-fixture\n",
    "plugin_fixture": "def test_a(no_such_mocker): pass  # <- unknown-fixture\n",
    "called_fixture": "import pytest\n@pytest.fixture\ndef n(): return 1\ndef test_a(): assert n() == 1  # <- call-shape\n",
    "fixture_call": "def test_a(account): account.deposit()  # <- call-shape\n",
    # call shapes
    "too_few": "from bank import open_account\ndef test_a(): open_account()  # <- call-shape\n",
    "too_many": "from bank import Account\ndef test_a(): Account('x', 5)  # <- call-shape\n",
    "keyword": "from bank import open_account\ndef test_a(): open_account('x', limits=5)  # <- call-shape\n",
    "method": "from bank import Account\ndef test_a():\n    a = Account('x')\n    a.deposit(1, 'n', 3)  # <- call-shape\n",
    "method_keyword": "from bank import Account\ndef test_a():\n    Account('x').deposit(amount=1, memo='n')  # <- call-shape\n",
    "classmethod": "from bank import Account\ndef test_a(): Account.parse()  # <- call-shape\n",
    "staticmethod": "from bank import Account\ndef test_a(): Account('x').is_valid()  # <- call-shape\n",
    "dataclass": "from bank.accounts import Entry\ndef test_a(): Entry(amount=1, memo='x')  # <- call-shape\n",
    "namedtuple": "from bank.accounts import Limits\ndef test_a(): Limits(1)  # <- call-shape\n",
    "abstract_child": "from bank.accounts import Square\ndef test_a(): Square(1, 2)  # <- call-shape\n",
    "cached": "from bank.accounts import fee\ndef test_a(): fee(1, 2)  # <- call-shape\n",
    "context_manager": "from bank.accounts import session\ndef test_a():\n    with session() as a: pass  # <- call-shape\n",
    "partial": "from bank.accounts import half\ndef test_a(): half('x', 1, 2)  # <- call-shape\n",
    "raises": "import pytest\ndef test_a():\n    with pytest.raises(ValueError, mach='x'):  # <- call-shape\n        int('x')\n",
    "approx": "import pytest\ndef test_a(): assert 1 == pytest.approx(1, tolerance=2)  # <- call-shape\n",
    # patch targets
    "patched": "from unittest.mock import patch\n@patch('bank.accounts.findd')  # <- patch-target\ndef test_a(m): pass\n",
    "patched_module": "from unittest import mock\ndef test_a():\n    with mock.patch('bank.acounts.find'): pass  # <- patch-target\n",
    "patched_method": "from unittest.mock import patch\ndef test_a():\n    with patch('bank.accounts.Account.pay'): pass  # <- patch-target\n",
    "patched_plain": "from unittest.mock import patch\ndef test_a():\n    with patch('find'): pass  # <- patch-target\n",
    "patched_built": "from unittest.mock import patch\nWHERE = 'bank.accounts'\ndef test_a():\n    with patch(f'{WHERE}.fnd'): pass  # <- patch-target\n",
    "patched_object": "from unittest.mock import patch\nfrom bank import Account\ndef test_a():\n    with patch.object(Account, 'pay'): pass  # <- patch-target\n",
    "patched_instance": "from unittest.mock import patch\ndef test_a(account):\n    with patch.object(account, 'pay'): pass  # <- patch-target\n",
    "patched_dict": "from unittest.mock import patch\ndef test_a():\n    with patch.dict('bank.accounts.DEFAULT', {'limit': 1}): pass  # <- patch-target\n",
    "patched_multiple": "from unittest.mock import patch\ndef test_a():\n    with patch.multiple('bank.accounts', findd=1): pass  # <- patch-target\n",
    "set_text": "def test_a(monkeypatch): monkeypatch.setattr('bank.accounts.findd', 1)  # <- patch-target\n",
    "set_object": "import bank.accounts as a\ndef test_a(monkeypatch): monkeypatch.setattr(a, 'findd', 1)  # <- patch-target\n",
    "deleted": "import bank.accounts as a\ndef test_a(monkeypatch): monkeypatch.delattr(a.Account, 'pay')  # <- patch-target\n",
    "set_item": "import bank.accounts as a\ndef test_a(monkeypatch): monkeypatch.setitem(a.DEFAULT, 'limit', 1)  # <- unknown-attribute\n",
    "deleted_item": "import bank.accounts as a\ndef test_a(monkeypatch): monkeypatch.delitem(a.DEFAULTS, 'limits')  # <- patch-target\n",
    "deleted_variable": "def test_a(monkeypatch): monkeypatch.delenv('NO_SUCH_VARIABLE')  # <- patch-target\n",
    "specified_mock": "from unittest.mock import Mock\nfrom bank import Account\ndef test_a():\n    m = Mock(spec=Account)\n    m.pay(1)  # <- unknown-attribute\n",
    # parametrisation
    "mark": "import pytest\n@pytest.mark.parametrise('n', [1])  # <- does-not-load\ndef test_a(n): pass\n",
    "unused_parameter": "import pytest\n@pytest.mark.parametrize('m', [1])\ndef test_a(n): pass  # <- does-not-load\n",
    "value_count": "import pytest\n@pytest.mark.parametrize('a, b', [(1, 2, 3)])\ndef test_a(a, b): pass  # <- does-not-load\n",
    "id_count": "import pytest\n@pytest.mark.parametrize('a', [1, 2], ids=['x'])\ndef test_a(a): pass  # <- does-not-load\n",
    "of_parameter": "import pytest\n@pytest.mark.parametrize('text', ['a', 'b'])\ndef test_a(text): assert text.is_lower()  # <- unknown-attribute\n",
    "parameter_class": "import pytest\nfrom bank.accounts import Entry, Receipt\n@pytest.mark.parametrize('kind', [Entry, Receipt])\ndef test_a(kind): kind()  # <- call-shape\n",
}

RIGHT = {
    "getattr": "from bank.dynamic import Anything\ndef test_a(): assert Anything().whatever(1) if False else Anything().whatever\n",
    "getattr_imported": "from bank.late import accounts\ndef test_a(): assert accounts.Account('x').owner\n",
    "getattr_module": "import bank.late\ndef test_a(): assert bank.late.accounts\n",
    "dict_update": "from bank.dynamic import Filled\ndef test_a(): assert Filled(a=1).a == 1\n",
    "dict_update_global": "from bank.dynamic import registry\ndef test_a(): assert registry.answer == 42\n",
    "set_attributes": "from bank.dynamic import Set\ndef test_a(): assert Set({'a': 1}).a == 1\n",
    "metaclass": "from bank.dynamic import Free\ndef test_a():\n    assert Free.anything\n    Free(1, 2, x=3)\n",
    "hostile_class": "from bank import dynamic\nfrom bank.dynamic import Odd\ndef test_a():\n    odd = Odd()\n    assert dynamic.Odd is Odd and type(odd) is Odd\n    Odd.__name__\n",
    "slots": "from bank.dynamic import Slotted\ndef test_a(): assert Slotted().left\n",
    "descriptor": "from bank.dynamic import Described\ndef test_a(): assert Described().field.real == 1\n",
    "subclass_behind_hint": "from bank.dynamic import base\ndef test_a(): assert base().extra + base().more() == 3\n",
    "abstract_behind_hint": "from bank.accounts import shape_of\ndef test_a(): assert shape_of(2).corners() == 4 and shape_of(2).side\n",
    "protocol": "from bank.accounts import Entry, store_of\ndef test_a():\n    s = store_of()\n    s.save(Entry(1))\n    assert s.saved\n",
    "own_protocol": "from bank.accounts import Store\nclass Fake:\n    def save(self, entry): self.seen = entry\ndef test_a():\n    store: Store = Fake()\n    store.save(1)\n    assert store.seen == 1\n",
    "function_attribute": "from bank.dynamic import tagged\nfrom bank.accounts import audited\ndef test_a():\n    audited(1)\n    assert tagged.tag and audited.calls\n",
    "own_function_attribute": "def test_a():\n    def f(): f.seen = 1\n    f()\n    assert f.seen\n",
    "class_decorator": "from bank.dynamic import Decorated\ndef test_a(): assert Decorated().added() == 1\n",
    "new": "from bank.dynamic import Chosen\ndef test_a(): assert Chosen(True).options == {}\n",
    "options": "from bank.dynamic import Relaxed\ndef test_a(): assert Relaxed(1, 2, deep=3).options['deep'] == 3\n",
    "changed_signature": "from bank.accounts import audited, numbered\ndef test_a():\n    assert numbered(3).count(1) == 1\n    audited(account=None)\n",
    "cached": "from bank.accounts import fee\ndef test_a():\n    fee.cache_clear()\n    assert fee(amount=100) == 1 and fee.cache_info().misses == 1\n",
    "partial": "from bank.accounts import half\ndef test_a(): assert half('x', limit=9).limit == 9 and half.keywords\n",
    "own_partial": "from functools import partial\nfrom bank import open_account\ndef test_a():\n    make = partial(open_account, limit=2)\n    assert make('x').limit == 2\n",
    "namespace": "from types import SimpleNamespace\ndef test_a():\n    n = SimpleNamespace(a=1, b=SimpleNamespace(c=2))\n    assert n.a + n.b.c == 3\n    n.d = 4\n    assert n.d\n",
    "dataclass": "from dataclasses import replace\nfrom bank.accounts import Entry\ndef test_a():\n    e = Entry(1, tags=['x'])\n    assert (replace(e, amount=2).amount, e.tags[0].upper(), e.signed()) == (2, 'X', -1)\n",
    "frozen": "import dataclasses, pytest\nfrom bank.accounts import Receipt\ndef test_a():\n    r = Receipt(1)\n    with pytest.raises(dataclasses.FrozenInstanceError): r.number = 2\n    with pytest.raises(AttributeError): r.other\n",
    "namedtuple": "from bank.accounts import Address, Limits\ndef test_a(): assert Limits(1, 2)._replace(daily=3).daily == 3 and Address('x').city.upper()\n",
    "enum": "from bank.accounts import Level\ndef test_a():\n    assert Level(1) is Level.LOW and Level['HIGH'].label.upper() == 'HIGH' and Level.LOW.name\n    for level in Level: assert level.value\n",
    "wrong_call": "import pytest\nfrom bank import Account\ndef test_a():\n    with pytest.raises(TypeError): Account()\n    with pytest.raises((TypeError, ValueError)): Account('x', 1, 2)\n    pytest.raises(TypeError, lambda: Account())\n",
    "wrong_attribute": "import pytest\nfrom bank import Account\ndef test_a(account):\n    with pytest.raises(AttributeError, match='nothing'): account.nothing\n    with pytest.raises(Exception): account.nothing()\n",
    "wrong_in_try": "def test_a(account):\n    try:\n        account.nothing\n    except AttributeError as error:\n        assert error.name == 'nothing'\n",
    "suppressed": "import contextlib\ndef test_a(account):\n    with contextlib.suppress(AttributeError): account.nothing\n",
    "not_there": "try:\n    import not_here\nexcept ImportError:\n    not_here = None\nimport pytest\n@pytest.mark.skipif(not_here is None, reason='x')\ndef test_a(): not_here.x()\ndef test_b(): pass\n",
    "skipped_import": "import pytest\ndef test_a():\n    numpy = pytest.importorskip('numpy_not_here')\n    numpy.x\ndef test_b(): pass\n",
    "asked": "from bank import Account\ndef test_a(account):\n    has_close = hasattr(Account, 'close')\n    if has_close: Account.close\n    if hasattr(account, 'close'): account.close()\n    getattr(account, 'close', lambda: 1)()\n",
    "version": "import sys, pytest\n@pytest.mark.skipif(sys.version_info < (9, 0), reason='x')\ndef test_a(): sys.nothing()\ndef test_b():\n    if sys.version_info >= (9, 0): sys.nothing()\n",
    "type_checking": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from bank import Nothing\ndef test_a(account: 'Nothing'): pass\n",
    "optional": "from bank import Account\nfrom bank.accounts import find\ndef test_a():\n    assert find('x').deposit(1).last().note == ''\n    assert Account('x').last() is None\n",
    "managers": "from bank import Account\nfrom bank.accounts import session\ndef test_a():\n    with session(name='x') as a, Account('y') as b, a.locked(timeout=2) as c:\n        assert a.owner + b.owner + c.owner == 'xyx'\n",
    "async": "import asyncio\nfrom bank import Account\ndef test_a():\n    async def go():\n        task = asyncio.ensure_future(Account('x').refresh())\n        coroutine = Account('y').refresh()\n        coroutine.close()\n        return (await task).cents\n    assert asyncio.run(go()) == 0\n",
    "star": "from bank import *\nfrom bank.money import *\ndef test_a(): assert Money(1).text() and rounded(Money(2)) and Account('x')\n",
    "module_state": "import bank.accounts as a\ndef test_a():\n    a.configure()\n    assert a.cache.get('x') is None and a.client.__class__\n",
    "fixtures": "def test_a(account, typed, pair, made, maker, number, thing, tmp_path, monkeypatch, capsys, caplog, request, recwarn, tmp_path_factory):\n    assert account.owner and typed.deposit(1).entries and pair[1].owner == 'eve' and made.last().amount == 5\n    assert maker('x', limit=1).limit == 1 and number in (1, 2) and thing\n    assert (tmp_path / 'a').write_text('x') and (tmp_path / 'a').read_text().strip() == 'x'\n    monkeypatch.setenv('A', 'b')\n    print(1)\n    assert capsys.readouterr().out.strip() == '1' and caplog.text == '' and request.node.name and len(recwarn) == 0\n",
    "own_fixtures": "import pytest\nfrom bank.plain import Ledger\n@pytest.fixture\ndef account(account): return account.deposit(3)\n@pytest.fixture(name='book')\ndef make_book(account): return Ledger(account)\ndef test_a(account, book): assert account.entries[0].amount == 3 and book.path.owner\n",
    "parametrised": "import pytest\n@pytest.mark.parametrize('account', [1], indirect=True)\n@pytest.mark.parametrize(('value', 'shape'), [(1, 'x'), ('a', None), pytest.param([], {}, id='empty')])\ndef test_a(value, shape, account): assert value or shape is not None or account\n",
    "parametrised_mixed": "import pytest\n@pytest.mark.parametrize('value', ['a', [1]])\ndef test_a(value): assert value.index\n",
    "parametrised_functions": "import pytest\nfrom bank import Account\n@pytest.mark.parametrize('call', [lambda a: a.balance, Account.last])\ndef test_a(call, account): call(account)\n",
    "mocks": "from unittest import mock\nfrom unittest.mock import MagicMock, Mock, create_autospec, patch\nfrom bank import Account\ndef test_a():\n    m = Mock(return_value=1)\n    m.anything.deeper(1).assert_called\n    m.anything.assert_called_once_with(1)\n    s = Mock(spec=Account)\n    s.deposit.return_value = 1\n    s.deposit(1)\n    s.deposit.assert_called_once_with(1)\n    with patch('bank.plain.json') as j, patch.object(Account, 'deposit', autospec=True) as d, mock.patch('bank.accounts.open', create=True):\n        j.dumps.return_value = 1\n        d.return_value = 2\n    with patch('bank.plain.open') as o, patch.dict('os.environ', {'A': 'b'}), patch('bank.accounts.nothing', create=True): pass\n    with patch.multiple('bank.accounts', find=mock.DEFAULT): pass\n",
    "patched_attribute": "from unittest.mock import Mock\nimport bank.accounts as a\ndef test_a(monkeypatch, account):\n    monkeypatch.setattr(a, 'client', Mock())\n    a.client.get('x').json()\n    monkeypatch.setattr(account, 'money', Mock())\n    assert account.money.anything\n    monkeypatch.setattr(a, 'nothing', 1, raising=False)\n    monkeypatch.setenv('X_Y', '1')\n    monkeypatch.delenv('X_Y')\n    monkeypatch.delenv('Z_Z', raising=False)\n",
    "assigned": "from bank import Account\ndef test_a(account):\n    account.extra = 1\n    assert account.extra == 1\n    Account.more = 2\n    assert account.more == 2\n    del Account.more\n",
    "rebound": "from bank import Account\ndef test_a():\n    x = Account('a')\n    x = x.entries\n    x.append(1)\n    y = None\n    y = Account('b')\n    assert y.owner\n",
    "shadowed": "import bank\nfrom bank import Account\ndef test_a():\n    def bank(): return 1\n    bank.x = 1\n    assert [Account.upper() for Account in ['a']] == ['A']\n",
    "narrowed": "from bank.dynamic import Derived, base\ndef test_a():\n    b = base()\n    assert isinstance(b, Derived)\n    assert b.more() == 2\n",
    "stdlib": "import datetime, decimal, io, json, os.path, re\nfrom pathlib import Path\ndef test_a():\n    assert re.match('a', 'a').group() and re.compile('a').pattern and json.loads('{}').get('a') is None\n    assert datetime.datetime(2020, 1, 1).isoformat() and decimal.Decimal('1').quantize(decimal.Decimal('1')).as_tuple()\n    assert io.StringIO('x').getvalue() and Path('a').with_suffix('.b').name and os.path.join('a', 'b').split('/')\n    assert 'a,b'.split(',')[0].upper() and (1).bit_length() and {1: 2}.get(1).real and b'a'.decode().title()\n",
    "c_extensions": "import collections, itertools, operator, zlib\ndef test_a():\n    assert operator.itemgetter(1)([0, 1]) and list(itertools.chain([1], [2])) and zlib.crc32(b'a') and collections.deque([1], maxlen=2).maxlen\n    assert dict(a=1)['a'] and max(1, 2, key=lambda n: n) and int('10', base=2) and sorted([2, 1], key=None, reverse=True)\n",
    "unittest": "import unittest\nfrom unittest import mock\nfrom bank import Account\nclass TestA(unittest.TestCase):\n    def setUp(self):\n        self.account = Account('x')\n        patcher = mock.patch('bank.plain.json')\n        self.json = patcher.start()\n        self.addCleanup(patcher.stop)\n    def test_a(self):\n        self.json.dumps.return_value = 1\n        with self.assertRaises(AttributeError) as caught: self.account.nothing\n        self.assertIn('nothing', str(caught.exception))\n        self.helper()\n    def helper(self): self.assertEqual(self.account.owner, 'x')\n",
    "classes": "import pytest\nfrom bank import Account\nclass TestA:\n    shared = Account('x')\n    @pytest.fixture(autouse=True)\n    def prepare(self, account): self.mine = account\n    def test_a(self): assert self.mine.owner == 'ann' and self.shared.owner == 'x'\n    @pytest.mark.parametrize('n', [1, 2])\n    def test_b(self, n): assert n.real\n",
    "subclassed_in_test": "from bank import Account\nclass Loud(Account):\n    def deposit(self, amount, note='', *, loud=True):\n        self.loud = loud\n        return super().deposit(amount, note)\ndef test_a(): assert Loud('x').deposit(1, loud=False).loud is False\n",
    "exceptions": "import json, pytest\nfrom bank import Account\nfrom bank.accounts import Overdrawn\ndef test_a():\n    with pytest.raises(ValueError) as info: json.loads('x')\n    assert info.value.pos == 0 and info.type is json.JSONDecodeError and info.match('x') if False else info.value.args\n    with pytest.raises(Overdrawn) as other: Account('x').withdraw(50)\n    assert other.value.missing == 40 and str(other.value) == 'overdrawn' and other.value.account.owner\n    with pytest.raises(OSError) as gone: open('/nothing')\n    assert gone.value.errno == 2 and gone.value.strerror\n",
    "globals": "from bank import Account\nACCOUNT = Account('x')\nNAMES = ['a']\ndef test_a(): assert ACCOUNT.owner.upper() == 'X' and NAMES[0].upper() and ACCOUNT.deposit(1).entries\n",
    "star_arguments": "from bank import Account, open_account\ndef test_a():\n    args, options = ('x',), {'limit': 2}\n    assert open_account(*args, **options).limit == Account(*args, **options).limit\n",
    "helpers": "from bank import Account\ndef make(owner='x', **more): return Account(owner, **more)\ndef check(account, owner): assert account.owner == owner\ndef test_a(): check(make(limit=3).deposit(1), 'x')\n",
    "type_objects": "from bank import Account\nfrom bank.accounts import Entry\ndef test_a():\n    assert Account.__name__ and type(Account('x')).__name__ == 'Account' and Entry.__dataclass_fields__ and Account.deposit.__doc__ is None\n    assert Account('x').__class__.__mro__ and Account('x').__dict__\n",
    "hypothesis": "import pytest\nst = pytest.importorskip('hypothesis.strategies')\ndef test_a(): assert st.integers(min_value=1).map(str)\n",
    "generators": "from bank import Account\ndef numbers():\n    got = yield 1\n    yield got\ndef test_a():\n    g = numbers()\n    assert next(g) == 1 and g.send(3) == 3\n    g.close()\n    assert [entry.note for entry in Account('x').deposit(1)] == ['']\n",
    "iterated": "from bank import Account\ndef test_a():\n    a = Account('x').deposit(1).deposit(2)\n    first, second = a.entries\n    assert first.amount + second.amount == 3\n    for number, entry in enumerate(a.entries): assert entry.amount == number + 1\n",
}

# These pass, most of the time.
FLAKY = {
    "listed": "from bank.plain import owners\ndef test_a(): assert list(owners()) == ['ann', 'bob']  # <- set-order\n",
    "picked": "from bank.plain import untyped_owners\ndef test_a(): assert list(untyped_owners())[0] in ('ANN', 'BOB')  # <- set-order\n",
    "next": "from bank.plain import owners\ndef test_a(): assert next(iter(owners())) in ('ann', 'bob')  # <- set-order\n",
    "popped": "from bank.plain import owners\ndef test_a():\n    found = owners()\n    assert found.pop() in ('ann', 'bob')  # <- set-order\n",
    "unpacked": "from bank.plain import owners\ndef test_a():\n    first, *rest = owners()  # <- set-order\n    assert first\n",
    "spread": "from bank.plain import owners\ndef test_a():\n    names = [*owners()]\n    head = names[:1]\n    assert head == ['ann']  # <- set-order\n",
    "text": "from bank.plain import owners\ndef test_a():\n    text = 'owners: ' + ', '.join(name for name in owners())\n    assert text == 'owners: ann, bob'  # <- set-order\n",
    "appended": "from bank.plain import owners\ndef test_a():\n    seen = []\n    for name in owners():\n        seen.append(name.upper())\n    assert seen == ['ANN', 'BOB']  # <- set-order\n",
    "enumerated": "from bank.plain import owners\ndef test_a():\n    known = ['ann', 'bob']\n    for at, name in enumerate(owners()):\n        assert name == known[at]  # <- set-order\n",
    "zipped": "from bank.plain import owners\ndef test_a():\n    for known, name in zip(['ann', 'bob'], owners()):\n        assert name == known  # <- set-order\n",
    "joined": "from bank.plain import owners\ndef test_a():\n    names = [name for name in owners()]\n    assert ','.join(names) != 'x'  # <- set-order\n",
    "address": "from bank.plain import Silent\ndef test_a(): assert repr(Silent())[-4] in '0123456789abcde'  # <- hash-value\n",
    "address_prefix": "from bank.plain import Silent\ndef test_a():\n    text = str(Silent())\n    assert text.startswith('<bank.plain.Silent object at 0x')\n    head = text[:33]\n    assert head != '<bank.plain.Silent object at 0x55'  # <- hash-value\n",
    "address_length": "from bank.plain import Silent\ndef test_a():\n    shown = f'[{Silent()}]'\n    assert len(shown) < 46  # <- hash-value\n",
    "address_number": "from bank.plain import Silent\ndef test_a():\n    _, _, place = repr(Silent()).rstrip('>').rpartition(' at ')\n    assert int(place, 16) > 0x10000000  # <- hash-value\n",
    "address_in_list": "from bank.plain import Silent\ndef test_a():\n    both = [Silent(), Silent()]\n    first, second = str(both).strip('[]').split(', ')\n    assert first < second  # <- hash-value\n",
    "address_order": "from bank.plain import Silent\ndef test_a():\n    one, other = Silent(), Silent()\n    first = sorted([one, other], key=id)[0]\n    assert first is one  # <- hash-value\n",
    "address_reused": "from bank.plain import Silent\ndef test_a(): assert str(Silent()) == str(Silent()) or True is False or len('%s' % Silent()) == 45  # <- hash-value\n",
}
STEADY = {
    "sets": "from bank.plain import owners\ndef test_a():\n    assert owners() == {'ann', 'bob'} and sorted(owners()) == ['ann', 'bob'] and 'ann' in list(owners())\n    assert len(list(owners())) == 2 and max(owners()) == 'bob' and list(sorted(owners()))[0] == 'ann'\n    for name in owners(): assert name\n",
    "sets_in_order": "from bank.plain import owners\ndef test_a():\n    names = list(owners())\n    names.sort()\n    assert names == ['ann', 'bob']\n    seen = []\n    for name in owners(): seen.append(name)\n    seen.sort()\n    assert seen == ['ann', 'bob'] and sorted(name for name in owners()) == ['ann', 'bob']\n    for at, name in enumerate(owners()): assert name in ('ann', 'bob') and at < 2 and len(name) == 3\n    for name, known in zip(sorted(owners()), ['ann', 'bob']): assert name == known\n    found = []\n    for name in sorted(owners()): found.append(name)\n    assert found == ['ann', 'bob'] and len([*owners()]) == 2 and 'ann' in [*owners()]\n",
    "texts": "from bank.plain import Silent\nfrom bank.accounts import Entry\ndef test_a():\n    assert 'Silent' in repr(Silent()) and repr(Entry(1)) != 'x' and str(1) == '1'\n",
    "address_cut_off": "import re\nfrom bank.plain import Silent\ndef test_a():\n    text = repr(Silent())\n    assert text.split(' at ')[0] == '<bank.plain.Silent object' and text[:12] == '<bank.plain.'\n    assert re.sub(r'0x[0-9a-f]+', '0x', text) == '<bank.plain.Silent object at 0x>'\n    assert re.fullmatch(r'<.* at 0x[0-9a-f]+>', text) and text.endswith('>') and len(text) > 20\n",
    "address_of_one": "from bank.plain import Silent\ndef test_a():\n    one, other = Silent(), Silent()\n    assert repr(one) == f'{one}' == str(one) and repr(one) in str([one, other]) and repr(one) != repr(other)\n    assert sorted([one, other], key=id) in ([one, other], [other, one]) and one != other and one is one\n",
    "address_of_shared": "import functools\nfrom bank.plain import Silent\n@functools.cache\ndef make(): return Silent()\nSHARED = Silent()\ndef shared(): return SHARED\ndef test_a(): assert repr(make()) == repr(make()) and shared() is shared() and str(shared()) == str(SHARED)\n",
    "address_written_anew": "from bank.plain import Silent\nclass Loud(Silent):\n    def __repr__(self): return 'loud'\ndef make() -> Silent: return Loud()\ndef test_a():\n    assert repr(make()) == 'loud' and '{0.__class__.__name__}'.format(Silent()) == 'Silent'\n    seen = []\n    seen.append(Silent())\n    assert len(str(seen)) > 2 and seen != []\n",
}

# In `tests/sub`, where another fixture takes the place of `account`.
WRONG_BELOW = {"overridden": "def test_a(account): account.deposit(1)  # <- unknown-attribute\n"}
RIGHT_BELOW = {"overridden": "def test_a(account): account.add(1); assert account.rows == [1]\n"}
