"""People of a province for measurements: names as skewed as Vietnamese names are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random

RARE_GIVEN = "Khuyết"
"""A given name that one in twenty thousand has."""

_RARE = 20_000
_FAMILIES = (
    ("Nguyễn", 384), ("Trần", 121), ("Lê", 95), ("Phạm", 70), ("Hoàng", 51), ("Phan", 45),
    ("Vũ", 39), ("Đặng", 21), ("Bùi", 20), ("Đỗ", 14), ("Hồ", 13), ("Ngô", 13), ("Dương", 10),
    ("Lý", 5), ("Trịnh", 25), ("Hà", 15), ("Cao", 12), ("Đinh", 10), ("Lưu", 8), ("Mai", 8),
    ("Lương", 7), ("Tống", 4), ("Quách", 3), ("Thiều", 2), ("Sùng", 2), ("Giàng", 1),
)  # fmt: skip
_WOMEN = (("Thị", 700), ("Thu", 60), ("Ngọc", 60), ("Thanh", 50), ("Phương", 40), ("Hoài", 30))
_MEN = (("Văn", 450), ("Đình", 90), ("Xuân", 80), ("Hữu", 80), ("Minh", 70), ("Quang", 60))
_GIVEN_NAMES = """
    Anh Hương Hoa Lan Linh Hà Thảo Trang Mai Nga Thủy Hằng Hạnh Hiền Loan Phượng Yến Ngân
    Nhung Dung Tâm Hồng Liên Oanh Quyên Thơm Thương Tuyết Vân Xuân Diệp Đào Cúc Bích Hùng Dũng
    Tuấn Cường Nam Sơn Hải Long Thắng Thành Đức Minh Quân Trung Kiên Khánh Hoàng Phúc Bình
    Tùng Đạt Hiếu Huy Khoa Lâm Lộc Nghĩa Nhân Phong Quý Tài Tân Thái Thịnh Thiện Toàn Trường
    Tú Vinh Việt Vũ Ánh Ân Bảo Chi Châu Duy Giang Hậu Hòa Khang Kiệt Lợi Mạnh Nguyên Nhật Phú
    Sáng Tiến Uyên
"""
_GIVEN = _GIVEN_NAMES.split()
_FIRST_BIRTH = date(1950, 1, 1)


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody of the province, told by a number."""

    number: int
    name: str
    id_number: str
    phone: str
    birth_date: date

    @property
    def account(self) -> str:
        """Return the subject of their account."""
        return f"citizen-{self.number}"


@lru_cache(maxsize=500_000)
def resident(number: int) -> Resident:
    """Return the person of a number, always the same."""
    chance = Random(number)  # noqa: S311 -- nothing secret
    woman = chance.random() < 0.5
    family = _one(chance, _FAMILIES)
    middle = _one(chance, _WOMEN if woman else _MEN)
    # Few names are many people's, and many few people's.
    given = _GIVEN[int(len(_GIVEN) * chance.random() ** 2)]
    if number % _RARE == 77:
        given = RARE_GIVEN
    birth = _FIRST_BIRTH + timedelta(days=chance.randrange(50 * 365))
    return Resident(
        number=number,
        name=f"{family} {middle} {given}",
        id_number=f"038{1 if woman else 0}{birth:%y}{number % 1_000_000:06}",
        phone=f"+8491{number % 10_000_000:07}",
        birth_date=birth,
    )


def _one(chance: Random, shares: tuple[tuple[str, int], ...]) -> str:
    weights = list(accumulate(share for _, share in shares))
    return chance.choices([name for name, _ in shares], cum_weights=weights)[0]
