"""Records of a national portal as they come: dirty."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

LONG_NAME = "Cấp giấy phép " + "đo đạc và bản đồ " * 64


def record(code: str, name: str, **others: object) -> dict[str, Any]:
    """Return a record that needs no review, but for what is said otherwise."""
    return {
        "code": code,
        "name_raw": name,
        "field": "Hộ tịch",
        "level": "Cấp xã",
        "decision": "163/QĐ-BTP",
        "agencies": ["Ủy ban nhân dân cấp xã"],
        "time": [{"channel": "counter", "value": 3.0, "unit": "working_day"}],
        "fees": [{"channel": "counter", "amounts": [[8000, "Việt Nam Đồng"]], "free": False}],
        "papers": 2,
        "result_codes": ["KQ.G15.000031"],
    } | others


def times(*terms: tuple[str, float | None, str | None]) -> list[dict[str, Any]]:
    """Return the terms of a record."""
    return [{"channel": c, "value": value, "unit": unit} for c, value, unit in terms]


def fees(amounts: list[list[object]], *, free: bool = False) -> list[dict[str, Any]]:
    """Return the fees of a record at the counter."""
    return [{"channel": "counter", "amounts": amounts, "free": free}]


RECORDS = (
    record("1.900001", "Ghi vào sổ hộ tịch việc khai sinh"),
    record("1.900002", unicodedata.normalize("NFD", "Cấp bản sao trích lục hộ tịch")),
    record("1.900003", "Cấp giấy phép\nxây dựng\r\n  tạm"),
    record("1.900004", LONG_NAME),
    record("1.900005", "Khai báo tạm trú", time=[]),
    record("1.900006", "Đăng ký xe", time=times(("online", None, None))),
    record("1.900007", "Đổi biển số", time=times(("counter", 7.0, None))),
    record("1.900008", "Cấp phù hiệu", time=times(("counter", 0.5, "working_day"))),
    record("1.900009", "Xác nhận vay vốn", time=times(("online", 8.0, "hour"))),
    record("1.900010", "Cấp thẻ", time=times(("post", 5.0, "day"), ("post", 15.0, "day"))),
    record("1.900011", "Cấp thị thực", fees=fees([[25, "USD"]])),
    record("1.900012", "Cấp giấy thông hành", fees=fees([[40, "VNĐ"]])),
    record("1.900013", "Miễn và thu", fees=fees([[5000, "VNĐ"]], free=True)),
    record("1.900014", "Không nói phí", fees=fees([])),
    record("1.900015", "Liền mã", result_codes=["KQ.G15.000031KQ.G15.000032"]),
    record("1.900016", "Không cơ quan", agencies=[]),
    record("1.900040", "Mã lạ", result_codes=["KQ.g19"]),
    record("1.900041", "Mã thừa chữ", result_codes=["KQ.G15.000031 hoặc văn bản"]),
    record("1.900017", "Của bộ", level="Cấp bộ, Cơ quan khác"),
    record("1.900018", "Kênh lạ", time=times(("fax", 3.0, "day"), ("counter", 3.0, "day"))),
    record("1.900019", "Phê duyệt phương án"),
    record("1.900020", "Phê duyệt  Phương án", level="Cấp tỉnh, Cấp xã"),
    record("1.900021.000.00.00.H56", "Của riêng tỉnh", ignored={"a": 1}),
    record("1.900022", "Hai tháng", time=times(("counter", 2.0, "month"))),
    record("1.900023", "Ngày lịch", time=times(("counter", 30.0, "day"))),
    record("1.900024", "Miễn phí", fees=fees([], free=True)),
)
REFUSED = (
    "không phải JSON",
    "[1, 2]",
    json.dumps(record("1.9", "Mã hỏng")),
    json.dumps({"code": "1.900031", "field": "Hộ tịch"}),
    json.dumps(record("1.900032", " \n ")),
    json.dumps(record("1.900033", "Giá chữ", fees=fees([["một", "VNĐ"]]))),
    json.dumps(record("1.900001", "Mã đã có ở trên")),
)


def written(folder: Path, records: Iterable[Mapping[str, Any]], *lines: str) -> Path:
    """Return a file of records, then of other lines, one of them blank."""
    file = folder / "records.jsonl"
    texts = [json.dumps(item, ensure_ascii=False) for item in records]
    file.write_text("\n".join([*texts, "", *lines]) + "\n", encoding="utf-8")
    return file
