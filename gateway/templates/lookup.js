// The public look-up: asks POST /api/v1/tracking what the link or the person names.
"use strict";

const byId = (id) => document.getElementById(id);
const OUT_OF_REACH = "Không kết nối được với hệ thống. Xin thử lại sau. / Out of reach; please try again later.";
const CODE_SENT = "Nếu số điện thoại đúng với hồ sơ, mã xác thực đã được gửi và dùng được trong 10 phút. / If it is the number in the dossier, a code was sent; it is good for ten minutes.";

function moment(written) {
  // As it stands in the answer, which is Vietnam's time wherever the reader is.
  const [, year, month, day, hour, minute] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(written);
  return `${hour} giờ ${minute} ngày ${day}/${month}/${year}`;
}

function row(vi, en, value) {
  if (!value) return;
  const term = document.createElement("dt");
  const translated = document.createElement("span");
  translated.lang = "en";
  translated.textContent = en;
  term.append(vi, translated);
  const words = document.createElement("dd");
  words.textContent = value;
  byId("found").append(term, words);
}

async function nameOf(procedure) {
  const answer = await fetch(`/api/v1/procedures/${encodeURIComponent(procedure)}`).catch(() => null);
  return answer && answer.ok ? (await answer.json()).name.vi : procedure;
}

async function show(dossier) {
  const name = await nameOf(dossier.procedure);
  const at = (instant) => (instant ? moment(instant) : "");
  const due = at(dossier.due_at) + (dossier.due_at && dossier.due_provisional ? " (tạm tính / provisional)" : "");
  byId("found").replaceChildren();
  row("Mã hồ sơ", "Dossier code", dossier.code);
  row("Thủ tục", "Procedure", name);
  row("Trạng thái", "Status", dossier.status.name);
  row("Nộp lúc", "Filed at", at(dossier.filed_at));
  row("Tiếp nhận lúc", "Accepted at", at(dossier.accepted_at));
  row("Hẹn trả kết quả", "Result due", due);
  row("Có kết quả lúc", "Result ready at", at(dossier.finished_at));
  row("Trả kết quả lúc", "Handed over at", at(dossier.handed_over_at));
  byId("found").hidden = false;
  byId("ask").hidden = byId("answer").hidden = true;
  byId("said").textContent = "";
}

async function ask(body) {
  byId("said").textContent = "…";
  const answer = await fetch("/api/v1/tracking", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
  const read = answer && (await answer.json().catch(() => null));
  if (!read) byId("said").textContent = OUT_OF_REACH;
  else if (answer.status === 200) await show(read);
  else if (answer.status === 202) {
    byId("said").textContent = CODE_SENT;
    byId("answer").hidden = false;
    byId("otp").focus();
  } else {
    const details = (read.errors || []).map((one) => one.detail.vi);
    byId("said").textContent = [read.titles ? `${read.titles.vi} / ${read.titles.en}` : OUT_OF_REACH, ...details].join(" ");
  }
}

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  ask({ code: byId("code").value.trim(), phone: byId("phone").value.trim() });
});
byId("answer").addEventListener("submit", (event) => {
  event.preventDefault();
  ask({ code: byId("code").value.trim(), otp: byId("otp").value.trim() });
});

function named() {
  // Code and secret stand behind the #, which browsers send to no server.
  try {
    return decodeURIComponent(location.hash.slice(1)).split("/");
  } catch {
    return []; // a link cut within a %
  }
}

function follow() {
  const [code, secret] = named();
  byId("code").value = code || "";
  byId("ask").hidden = false;
  byId("answer").hidden = byId("found").hidden = true;
  if (secret) ask({ code, secret });
}
addEventListener("hashchange", follow);
follow();
