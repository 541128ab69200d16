// Văn Lang: photographs are drawn smaller on this machine before they are sent.
//
//   [data-photographs]   around <input type=file multiple>: what is chosen adds up, in its order, with a
//                        row each. Without JavaScript the files go as they were chosen.
//
// A picture that this browser cannot draw (HEIC outside Safari) or that would not become smaller goes as
// it is: the server draws each anew anyway.
(() => {
  "use strict";
  const LONGEST_EDGE = 2000;
  const QUALITY = 0.8;
  const THUMB = 144;
  const WORDS = {
    shrinking: "Đang thu nhỏ…",
    became: " còn ",
    unchanged: "gửi nguyên, ",
    sending: "đã gửi ",
    remove: "Bỏ",
    all: "Thu nhỏ xong: ",
    wait: "Đang thu nhỏ ảnh, gửi ngay khi xong.",
  };
  try { new DataTransfer(); } catch { return; }

  const INPUT = "[data-photographs] input[type=file]";
  const chosen = new WeakMap(); // input → { items, work }
  const size = (bytes) => {
    if (bytes < 2 ** 20) return `${Math.max(1, Math.round(bytes / 1024))} KB`;
    return `${(bytes / 2 ** 20).toLocaleString("vi-VN", { maximumFractionDigits: 1 })} MB`;
  };
  const make = (name, text = "", attributes = {}) => {
    const element = document.createElement(name);
    element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const canvas = (width, height) => Object.assign(document.createElement("canvas"), { width, height });
  const draw = (target, bitmap) => {
    const pen = target.getContext("2d");
    pen.fillStyle = "#fff"; // paper shows through what is transparent
    pen.fillRect(0, 0, target.width, target.height);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(bitmap, 0, 0, target.width, target.height);
  };

  const shrink = async (item) => {
    if (!item.file.type.startsWith("image/")) return;
    let bitmap;
    try { bitmap = await createImageBitmap(item.file, { imageOrientation: "from-image" }); } catch { return; }
    const scale = Math.min(1, LONGEST_EDGE / Math.max(bitmap.width, bitmap.height));
    const sheet = canvas(Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
    draw(sheet, bitmap);
    const little = THUMB / Math.max(sheet.width, sheet.height);
    const thumb = canvas(Math.max(1, Math.round(sheet.width * little)), Math.max(1, Math.round(sheet.height * little)));
    draw(thumb, sheet);
    item.thumb.replaceWith(thumb);
    item.thumb = thumb;
    const smaller = await new Promise((done) => sheet.toBlob(done, "image/jpeg", QUALITY));
    bitmap.close();
    sheet.width = sheet.height = 0; // a phone gives the memory back at once
    if (!smaller || smaller.size >= item.file.size) return;
    const name = item.file.name.replace(/\.[^.]*$/, "") + ".jpg";
    item.file = new File([smaller], name, { type: "image/jpeg", lastModified: item.file.lastModified });
  };

  const put = (input) => {
    const files = new DataTransfer();
    for (const item of chosen.get(input).items) files.items.add(item.file);
    input.files = files.files;
  };
  const say = (input) => {
    const { items } = chosen.get(input);
    const box = input.closest("[data-photographs]");
    let status = box.querySelector("[data-shrunk]");
    if (!status) box.append((status = make("p", "", { class: "quiet", role: "status", "data-shrunk": "" })));
    const [before, after] = [items.reduce((sum, item) => sum + item.before, 0), items.reduce((sum, item) => sum + item.file.size, 0)];
    status.textContent = items.length && after < before ? WORDS.all + size(before) + WORDS.became + size(after) + "." : "";
  };
  const row = (input, item) => {
    const box = input.closest("[data-photographs]");
    let list = box.querySelector("ol");
    if (!list) input.after((list = make("ol", "", { class: "sheets" })));
    const line = make("li");
    const words = make("p");
    const remove = make("button", WORDS.remove, { type: "button", class: "quiet" });
    const buttons = make("div", "", { class: "row" });
    item.thumb = canvas(1, 1);
    item.state = make("span", WORDS.shrinking, { class: "quiet" });
    remove.append(make("span", ` ${item.file.name}`, { class: "unseen" }));
    remove.addEventListener("click", () => {
      const state = chosen.get(input);
      state.items = state.items.filter((other) => other !== item);
      line.remove();
      put(input);
      say(input);
      input.focus();
    });
    words.append(make("b", item.file.name), item.state);
    buttons.append(remove);
    line.append(item.thumb, words, buttons);
    list.append(line);
  };
  const add = (input) => {
    const state = chosen.get(input) || { items: [], work: null };
    chosen.set(input, state);
    const same = (one, other) => one.source.name === other.name && one.source.size === other.size && one.source.lastModified === other.lastModified;
    const added = [...input.files].filter((file) => !state.items.some((item) => same(item, file)));
    const items = added.map((file) => ({ file, source: file, before: file.size }));
    state.items.push(...items);
    items.forEach((item) => row(input, item));
    put(input);
    const work = Promise.resolve(state.work).then(async () => {
      for (const item of items) { // one after the other: a phone holds one picture at a time
        await shrink(item);
        item.state.textContent = item.file.size < item.before ? size(item.before) + WORDS.became + size(item.file.size) : WORDS.unchanged + size(item.before);
      }
      put(input);
      say(input);
      if (state.work === work) state.work = null;
    });
    state.work = work;
  };
  document.addEventListener("change", (event) => {
    if (event.target.matches?.(INPUT)) add(event.target);
  });

  // Pressed while pictures are still being drawn: sent as soon as they are.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const work = [...form.querySelectorAll(INPUT)].map((input) => chosen.get(input)?.work).filter(Boolean);
    if (!work.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.drawing) return;
    form.dataset.drawing = "1";
    const status = make("p", WORDS.wait, { class: "quiet", role: "status" });
    form.append(status);
    Promise.all(work).then(() => {
      delete form.dataset.drawing;
      status.remove();
      form.requestSubmit(event.submitter);
    });
  }, true);

  // vanlang.js says how many bytes have gone; the files go in the order of the page.
  document.addEventListener("sending", (event) => {
    let gone = event.detail;
    for (const input of event.target.querySelectorAll(INPUT)) {
      for (const item of chosen.get(input)?.items || []) {
        const part = Math.max(0, Math.min(1, gone / item.file.size));
        item.state.textContent = `${WORDS.sending}${Math.round(part * 100)} %, ${size(item.file.size)}`;
        gone -= item.file.size;
      }
    }
  });
})();
