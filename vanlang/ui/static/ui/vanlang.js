// Văn Lang: what a page may opt into by attributes. Everything works without it.
//
//   <form data-once>                 a second click does not send a second time
//   <form data-draft="key" data-draft-url="/luu/">
//                                    saves to the server while one writes; keeps a copy here when the
//                                    line is lost and offers it on return
//   <form data-progress>             shows how much of the papers has been sent
//   [data-upload][data-max]          says at once when a file is too large
//   #errors                          gets the focus, so that it is read out first
(() => {
  "use strict";
  const WORDS = {
    saved: "Đã lưu nháp lúc ",
    kept: "Mất kết nối: bản nháp đang được giữ trên máy này.",
    ended: "Phiên làm việc đã hết: bản nháp đang được giữ trên máy này. ",
    signIn: "Đăng nhập lại ở cửa sổ mới rồi gõ tiếp",
    offer: "Trên máy này còn bản nháp chưa gửi lên, lưu lúc ",
    restore: "Khôi phục",
    drop: "Bỏ bản này",
    sending: "Đang gửi…",
    lost: "Mất kết nối khi đang gửi. Nội dung vẫn còn, hãy thử lại.",
    large: "Tệp lớn hơn mức cho phép: ",
  };
  const PAUSE = 1500;
  const DAY = 24 * 3600 * 1000;
  const all = (what, inside = document) => [...inside.querySelectorAll(what)];
  const clock = (at) => new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
  const make = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  // --- sent once -------------------------------------------------------------------------------
  const busy = (form, is) =>
    all("button:not([type=button])", form).forEach((button) => {
      if (is) button.setAttribute("aria-busy", "true");
      else button.removeAttribute("aria-busy");
    });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    busy(form, true);
  });
  window.addEventListener("pageshow", () =>
    all("form[data-once]").forEach((form) => {
      delete form.dataset.sent;
      busy(form, false);
    }),
  );

  // --- a draft survives a lost line ------------------------------------------------------------
  const store = {
    read: (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    write: (key, value) => { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden: the server still has the last save */ } },
    drop: (key) => { try { localStorage.removeItem(key); } catch { /* as above */ } },
  };
  const SECRET = /csrf|password/;
  const values = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !SECRET.test(name));
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const fill = (form, pairs) => {
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "file") continue;
      const mine = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = mine.includes(field.value);
      else if (mine.length) field.value = mine[0];
    }
  };

  const guard = (form) => {
    const key = `draft:${form.dataset.draft}`;
    const status = make("p", "", { class: "quiet", role: "status", "data-draft-status": "" });
    form.append(status);
    let timer = 0;
    let last = values(form);
    const keep = (words = WORDS.kept) => {
      store.write(key, { at: Date.now(), pairs: values(form) });
      status.textContent = words;
    };
    // The session has ended, the page has not: one signs in beside it and goes on.
    const ended = async (answer) => {
      const { sign_in: address } = await answer.json().catch(() => ({}));
      keep(WORDS.ended);
      if (address) status.append(make("a", WORDS.signIn, { href: address, target: "_blank", rel: "noopener" }));
    };
    const save = async () => {
      const now = values(form);
      if (same(now, last)) return;
      try {
        const body = new FormData(form);
        for (const [name, value] of [...body]) if (typeof value !== "string") body.delete(name);
        const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, headers: { "X-Draft": "1" } });
        if (answer.status === 401 || answer.status === 403) return ended(answer);
        if (!answer.ok || answer.redirected) return keep();
        last = now;
        store.drop(key);
        status.textContent = WORDS.saved + clock(Date.now());
      } catch {
        keep();
      }
    };
    const soon = () => { clearTimeout(timer); timer = setTimeout(save, PAUSE); };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    window.addEventListener("online", save);
    // A click that cannot reach the server must not lose what was written; once the next page is
    // there, `tidy` drops the copy.
    form.addEventListener("submit", () => { clearTimeout(timer); if (!same(values(form), last)) store.write(key, { at: Date.now(), sent: true, pairs: values(form) }); }, true);

    const kept = store.read(key);
    if (!kept) return;
    if (same(kept.pairs, last)) return store.drop(key);
    const offer = make("div", "", { class: "notice", role: "status" });
    const row = make("div", "", { class: "row" });
    const restore = make("button", WORDS.restore, { type: "button" });
    const drop = make("button", WORDS.drop, { type: "button", class: "second" });
    restore.addEventListener("click", () => { fill(form, kept.pairs); offer.remove(); save(); });
    drop.addEventListener("click", () => { store.drop(key); offer.remove(); });
    row.append(restore, drop);
    offer.append(make("p", `${WORDS.offer}${clock(kept.at)}.`), row);
    form.before(offer);
  };

  // --- papers on their way ---------------------------------------------------------------------
  const send = (form, submitter) => {
    const bar = make("progress", "", { max: "1", value: "0", "aria-label": WORDS.sending });
    const status = make("p", WORDS.sending, { class: "quiet", role: "status" });
    const body = new FormData(form, submitter);
    const to = submitter?.getAttribute("formaction") || form.action;
    const request = new XMLHttpRequest();
    const stop = (text) => { bar.remove(); status.textContent = text; delete form.dataset.sent; busy(form, false); };
    form.append(bar, status);
    request.upload.addEventListener("progress", (event) => {
      bar.value = event.loaded / event.total;
      form.dispatchEvent(new CustomEvent("sending", { bubbles: true, detail: event.loaded }));
    });
    request.addEventListener("error", () => stop(WORDS.lost));
    request.addEventListener("load", () => {
      // The answer is a page: the one redirected to, or the form again with its errors.
      const [here] = location.href.split("#");
      if (request.responseURL !== here && request.status < 400) return location.assign(request.responseURL);
      const answer = new DOMParser().parseFromString(request.responseText, "text/html");
      document.title = answer.title;
      document.querySelector("main").replaceWith(answer.querySelector("main"));
      begin();
      if (/^#./.test(to)) document.querySelector(to)?.scrollIntoView();
    });
    request.open("POST", to);
    request.send(body);
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-progress]") || event.defaultPrevented) return;
    if (!all("input[type=file]", form).some((input) => input.files.length)) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-upload][data-max]");
    if (!box || !event.target.files) return;
    const limit = Number(box.dataset.max);
    const large = [...event.target.files].find((file) => file.size > limit);
    const said = box.querySelector("[data-large]");
    if (said) said.remove();
    event.target.setCustomValidity(large ? WORDS.large + large.name : "");
    if (large) event.target.before(make("p", WORDS.large + large.name, { class: "error", role: "alert", "data-large": "" }));
  });

  // Nobody's answers stay on a shared machine: what was sent, or is a day old, goes.
  const tidy = () => {
    let keys = [];
    try { keys = Object.keys(localStorage).filter((key) => key.startsWith("draft:")); } catch { /* forbidden: nothing is kept */ }
    const open = new Set(all("form[data-draft]").map((form) => `draft:${form.dataset.draft}`));
    for (const key of keys) {
      const kept = store.read(key);
      if (!kept || Date.now() - kept.at > DAY || (kept.sent && !open.has(key))) store.drop(key);
    }
  };

  // --- asked only when life has it: data-when="other=value" or "other!=value", joined by ";" ----
  const holds = (form, condition) => condition.split(";").every((part) => {
    const [, name, differs, value] = part.match(/^([^!=]+)(!?)=(.*)$/) || [];
    const other = name && form?.elements[name];
    return !other || (other.value === value) !== Boolean(differs);
  });
  const conditions = () => all("[data-when]").forEach((field) => {
    const row = field.closest(".field");
    if (row) row.hidden = !holds(field.form, field.dataset.when);
  });
  // Who is the mother does not write her own name twice; the server does the same when left empty.
  const repeated = () => all("[data-same-as]").forEach((field) => {
    const own = field.form?.elements[field.dataset.sameAs];
    if (!own) return;
    const is_same = holds(field.form, field.dataset.sameWhen);
    if (is_same && !field.value) field.value = field.dataset.copied = own.value;
    else if (!is_same && field.dataset.copied && field.value === field.dataset.copied) field.value = "";
    else return;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  // What the electronic identity says is open to who files for somebody else.
  const representation = () => all("[data-fixed]").forEach((field) => {
    field.readOnly = field.form?.elements.acting_for?.value !== "other";
  });
  document.addEventListener("change", () => { conditions(); representation(); repeated(); });

  const begin = () => {
    tidy();
    conditions();
    all("form[data-draft]").forEach((form) => { if (!form.dataset.guarded) { form.dataset.guarded = "1"; guard(form); } });
    document.querySelector("#errors")?.focus();
    all("[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => window.print()); });
  };
  begin();
})();
