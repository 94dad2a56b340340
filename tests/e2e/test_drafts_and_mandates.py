"""Begun here and filed there; filed by another, until who it is for ends that."""

from __future__ import annotations

from deploy.onebox.access_token import Holder
from tests.e2e.suite import COMMUNE, Json, Suite
from tests.e2e.test_dossier_life import accept, wait_for

MOTHER = {"name": "Nguyễn Thị Ế", "id_number": "038190000001", "email": "me-e2e@example.vn"}
AGENT = {"name": "Lê Văn Thay", "id_number": "038085000012", "email": "thay-e2e@example.vn"}


def session(suite: Suite, subject: str, about: dict[str, str]) -> str:
    """Return a token of its own, as another login of the same person gets it."""
    return suite.issued(Holder(subject=subject, roles=("citizen",), about=about))


def addressed(suite: Suite, code: str) -> list[str]:
    """Return to whom the mails about a dossier went, oldest first."""
    return [
        line.split()[3] for line in suite.motcua("inbox").splitlines() if f"Hồ sơ {code}" in line
    ]


def test_a_draft_is_begun_in_one_session_and_filed_from_another(
    suite: Suite, example: Json
) -> None:
    """What one device saved the other reads, goes on with and files; then it is gone."""
    begin = {"procedure": "1.001193", "body": {"form": {}}, "email": MOTHER["email"]}
    first = session(suite, "draft-owner", {})
    draft = suite.write("/drafts", begin, token=first).body
    second, path = session(suite, "draft-owner", {}), f"/drafts/{draft['id']}"
    read = suite.call("GET", path, token=second)
    whole = begin | {"body": example}
    etag = {"If-Match": read.etag}
    saved = suite.call("PUT", path, whole, token=second, headers=etag)
    late = suite.call("PUT", path, begin, token=first, headers=etag)
    body = suite.call("GET", path, token=first).body["body"]
    filed = suite.write("/dossiers", body | {"draft": draft["id"]}, token=first)

    assert (saved.status, late.status, filed.status) == (200, 412, 201), filed.body
    assert body == example
    assert suite.call("GET", path, token=second).status == 404
    again = suite.write("/dossiers", body | {"draft": draft["id"]}, token=second)
    assert (again.status, again.body["type"]) == (409, "/problems/draft-gone")


def test_an_agent_files_and_once_that_is_revoked_sees_and_hears_nothing(
    suite: Suite, example: Json
) -> None:
    """The principal finds the dossier at once; after the revocation letters are hers."""
    mother, agent = (session(suite, f"{n}-e2e", a) for n, a in (("me", MOTHER), ("thay", AGENT)))
    person = {"kind": "citizen", "name": AGENT["name"], "id_number": AGENT["id_number"]}
    given = suite.write("/mandates", {"agent": person, "actions": ["file"]}, token=mother)
    assert given.status == 201, given.body
    applicant = example["applicant"] | person | {"email": AGENT["email"], "birth_date": None}
    body = example | {"applicant": applicant, "mandate": given.body["id"]}
    filed = suite.write("/dossiers", body | {"despite_duplicate": True}, token=agent)
    assert filed.status == 201, filed.body
    code = filed.body["code"]
    path = f"/dossiers/{code}"
    before = [suite.call("GET", path, token=token).status for token in (mother, agent)]
    wait_for(lambda: addressed(suite, code), lambda to: to == [AGENT["email"]])
    end = f"/mandates/{given.body['id']}/revocation"
    revoked = suite.write(end, {}, token=mother, etag=given.etag)
    after = [suite.call("GET", path, token=token).status for token in (mother, agent)]
    accept(suite, code, COMMUNE)
    to = wait_for(lambda: addressed(suite, code), lambda found: len(found) > 1)

    assert (before, revoked.status, after) == ([200, 200], 200, [200, 404])
    assert to == [AGENT["email"], MOTHER["email"]]
    listed = suite.call("GET", "/dossiers", token=agent).body["items"]
    assert code not in [item["code"] for item in listed]
    again = suite.write("/dossiers", body, token=agent)
    assert (again.status, again.body["type"]) == (403, "/problems/mandate-revoked")
