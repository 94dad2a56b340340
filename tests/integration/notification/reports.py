"""Delivery status notifications as mail servers write them (RFC 3464)."""

from __future__ import annotations

_REPORT = """\
From: MAILER-DAEMON@mx.example.vn
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=utf-8

Không gửi được thư.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.vn
Arrival-Date: Mon, 23 Nov 2026 08:00:00 +0700

Original-Recipient: rfc822;{recipient}
Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Remote-MTA: dns; mail.example.vn
Diagnostic-Code: smtp; 550 {status} <{recipient}>: no such user

--b1
Content-Type: {kind}

Return-Path: <bounces@motcua.example.vn>
Message-ID: <{reference}>
Subject: =?utf-8?q?H=E1=BB=93_s=C6=A1?=

--b1--
"""


def report(
    *,
    recipient: str = "e@example.vn",
    reference: str = "gone@motcua.example.vn",
    action: str = "failed",
    status: str = "5.1.1",
    to: str = "bounces@motcua.example.vn",
    kind: str = "text/rfc822-headers",
) -> bytes:
    """Return a report about one recipient, lines ending in CRLF."""
    filled = _REPORT.format(
        recipient=recipient, reference=reference, action=action, status=status, to=to, kind=kind
    )
    return filled.replace("\n", "\r\n").encode()
