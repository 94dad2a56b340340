"""What people call the lines of the report."""

from __future__ import annotations

from collections.abc import Mapping

from kernel.text import Text

TITLE = Text(
    vi="Tình hình thông báo cho người nộp hồ sơ", en="Notices to applicants and how they went"
)
NO_AGENCY = Text(vi="Chưa thuộc cơ quan nào (hồ sơ nháp)", en="Of no agency yet (drafts)")

CHANNELS: Mapping[str, Text] = {
    "email": Text(vi="Thư điện tử", en="E-mail"),
    "sms": Text(vi="Tin nhắn SMS", en="SMS"),
}

MILESTONES: Mapping[str, Text] = {
    "dossier-submitted": Text(vi="Đã nộp hồ sơ", en="Filed"),
    "dossier-accepted": Text(vi="Đã tiếp nhận hồ sơ", en="Accepted"),
    "dossier-refused": Text(vi="Từ chối tiếp nhận", en="Refused"),
    "supplement-requested": Text(vi="Yêu cầu bổ sung giấy tờ", en="Papers asked for"),
    "supplement-submitted": Text(vi="Đã nhận giấy tờ bổ sung", en="Papers sent in"),
    "dossier-supplemented": Text(vi="Đã bổ sung đủ giấy tờ", en="Papers complete"),
    "supplement-due-soon": Text(vi="Sắp hết hạn bổ sung", en="Papers due soon"),
    "dossier-stopped": Text(vi="Dừng giải quyết", en="Stopped"),
    "dossier-withdrawn": Text(vi="Đã rút hồ sơ", en="Withdrawn"),
    "withdrawal-requested": Text(vi="Đề nghị rút hồ sơ", en="Withdrawal asked for"),
    "withdrawal-refused": Text(vi="Không rút được hồ sơ", en="Withdrawal refused"),
    "dossier-suspended": Text(vi="Tạm dừng xử lý", en="Suspended"),
    "suspension-lifted": Text(vi="Tiếp tục xử lý", en="Suspension lifted"),
    "dossier-paused": Text(vi="Chờ nghĩa vụ tài chính", en="Waiting for a payment"),
    "dossier-resumed": Text(vi="Đã xong nghĩa vụ tài chính", en="Paid, goes on"),
    "dossier-replanned": Text(vi="Tính lại ngày hẹn theo lịch", en="Date moved by a calendar"),
    "dossier-extended": Text(vi="Xin lỗi, hẹn lại ngày trả", en="Apology with a new date"),
    "dossier-overdue": Text(vi="Quá hạn trả kết quả", en="Overdue"),
    "reception-corrected": Text(vi="Sửa sai sót khi tiếp nhận", en="Reception corrected"),
    "dossier-processing": Text(vi="Chuyển cơ quan giải quyết", en="Handed to who decides"),
    "dossier-moved": Text(vi="Cơ quan kế thừa giải quyết", en="Taken over by a successor"),
    "draft-result-offered": Text(vi="Mời xem dự thảo kết quả", en="Draft of the result offered"),
    "draft-result-confirmed": Text(vi="Đã thống nhất dự thảo", en="Draft of the result agreed to"),
    "dossier-finished": Text(vi="Đã có kết quả", en="Result can be had"),
    "dossier-reopened": Text(vi="Sửa sai sót trong kết quả", en="Result taken back"),
    "dossier-settled-on-the-spot": Text(vi="Giải quyết tại chỗ", en="Settled on the spot"),
    "result-posted": Text(vi="Đã gửi kết quả qua bưu chính", en="Result posted"),
    "posting-failed": Text(vi="Bưu chính không phát được", en="Posting failed"),
    "dossier-handed-over": Text(vi="Đã trả kết quả", en="Result handed over"),
    "officer-wrote": Text(vi="Cán bộ trao đổi", en="An officer wrote"),
    "draft-expiring": Text(vi="Bản nháp sắp bị xóa", en="Draft about to go"),
    "digest": Text(vi="Tin gộp", en="Digest"),
}


def named(names: Mapping[str, Text], code: str) -> Text:
    """Return the name of a line; its code where there is none yet."""
    return names.get(code) or Text(vi=code, en=code)
