"""Specialised systems reached over HTTP: JSON out, JSON back."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
import urllib3
from marshmallow import ValidationError

from services.routing.connectors.domain.delivery import Delivery, Reached, Reply
from services.routing.settings import SystemAddress
from services.routing.work.api.enquiry_schemas import AnswerSchema

_CONNECT_SECONDS = 3.0
_READ_SECONDS = 20.0
_OK, _ACCEPTED = 200, 202
_OURS = range(400, 500)
_AGAIN = frozenset({408, 429})


class HttpSystems:
    """The port `Systems`: `POST {url}/enquiries`, answered with 200 at once or 202 for later.

    Safe to share between threads, connects at the first call.
    """

    def __init__(self, addresses: Mapping[str, SystemAddress]) -> None:
        self._addresses = addresses
        timeout = urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS)
        self._pool = urllib3.PoolManager(retries=False, timeout=timeout, maxsize=4)

    def ask(self, delivery: Delivery) -> Reply:
        """Hand an enquiry to its system; raises nothing that a system can do."""
        address = self._addresses.get(delivery.system)
        if address is None:
            return Reply(reached=Reached.UNKNOWN)
        headers = {
            "Content-Type": "application/json",
            # The same however often it is asked: it does the work once.
            "Idempotency-Key": delivery.reference,
            **_credentials(address),
        }
        try:
            answer = self._pool.request(
                "POST",
                f"{address.url}/enquiries",
                body=orjson.dumps(delivery.document),
                headers=headers,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError:
            return Reply(reached=Reached.UNREACHABLE)
        return _reply_of(answer.status, answer.data)


def _credentials(address: SystemAddress) -> Mapping[str, str]:
    if address.user is None:
        return {}
    return urllib3.make_headers(basic_auth=f"{address.user}:{address.password or ''}")


def _reply_of(status: int, body: bytes) -> Reply:
    if status == _ACCEPTED:
        return Reply(reached=Reached.TAKEN)
    if status != _OK:
        faulty = status in _OURS and status not in _AGAIN
        return Reply(reached=Reached.FAULTY if faulty else Reached.UNREACHABLE)
    try:
        answer = AnswerSchema().load(orjson.loads(body))
    except (orjson.JSONDecodeError, ValidationError):
        return Reply(reached=Reached.FAULTY)
    return Reply(reached=Reached.ANSWERED, answer=answer)
