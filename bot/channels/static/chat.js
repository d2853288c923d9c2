/* The page: who says what when. Drawing is bubbles.js, keeping memory.js, sending post.js, what is around the talk panel.js. */
(function () {
  "use strict";
  const TROUBLE = {offline: "Mất mạng, đang gửi lại…", busy: "Máy chủ đang bận, đang gửi lại…"};
  const GREETING = "/start";
  const ERASING = "/xoa";
  const OWNER_IS_GONE = 60000;
  const NEWS = "/tinmoi";
  const NEWS_AGAIN = 5 * 60000;
  const log = at("log"), question = at("question"), send = at("send");
  const framed = document.documentElement.classList.contains("framed");
  const shown = new Map();
  const ours = new Set();
  let talk = Memory.chat();
  let pumping = false;
  let heard = -NEWS_AGAIN;

  function at(id) { return document.getElementById(id); }
  function announce(text) { at("status").textContent = text; }
  function hasKeyboard() { return window.matchMedia("(hover: hover) and (pointer: fine)").matches; }
  function ordered() {
    return Array.from(shown.values()).sort(function (a, b) { return a.turn.at - b.turn.at || (a.turn.id < b.turn.id ? -1 : 1); });
  }
  function isAtEnd() { return log.scrollHeight - log.scrollTop - log.clientHeight < 160; }
  /* The beginning of an answer is what one wants to read: as far down as that allows. */
  function reveal(element) { log.scrollTop = element.offsetTop - 8; }

  /* Change the size of everything; what was being read stays where it was. */
  function resize(change) {
    const end = log.scrollTop > 0 && log.scrollHeight - log.scrollTop - log.clientHeight < 4;
    const read = Array.from(log.querySelectorAll(".mine, .reply")).find(function (bubble) {
      return bubble.offsetTop + bubble.offsetHeight > log.scrollTop;
    });
    const share = read ? (log.scrollTop - read.offsetTop) / read.offsetHeight : 0;
    change();
    fit();
    if (end) log.scrollTop = log.scrollHeight;
    else if (read) log.scrollTop = read.offsetTop + share * read.offsetHeight;
  }

  // Turns

  function say(fields) {
    const turn = Memory.turn(fields);
    Memory.put(turn);
    ours.add(turn.id);
    const element = show(turn, true);
    trim();
    reveal(element);
    pump();
  }

  function show(turn, live) {
    const element = Bubbles.turn(turn);
    shown.set(turn.id, {turn: turn, element: element});
    const order = ordered();
    const next = order[order.findIndex(function (entry) { return entry.turn === turn; }) + 1];
    log.insertBefore(element, next ? next.element : null);
    if (turn.under && shown.has(turn.under.turn)) Bubbles.mark(shown.get(turn.under.turn).element, turn.under);
    if (turn.replies) Bubbles.answer(element, turn.replies, live);
    else if (turn.refused) Bubbles.trouble(element, turn.refused);
    else Bubbles.waiting(element, turn.erases);
    return element;
  }

  function settle(entry) {
    const follow = isAtEnd();
    const state = entry.element.querySelector(".state");
    if (state && state.contains(document.activeElement)) question.focus();
    if (entry.turn.replies) Bubbles.answer(entry.element, entry.turn.replies, true);
    else Bubbles.trouble(entry.element, entry.turn.refused);
    announce("");
    trim();
    if (follow) reveal(entry.element);
  }

  function trim() {
    Memory.tooOld().forEach(function (turn) {
      Memory.forget(turn);
      const entry = shown.get(turn.id);
      if (!entry) return;
      log.removeChild(entry.element);
      shown.delete(turn.id);
    });
  }

  // Sending, one after the other

  function next() {
    return ordered().find(function (entry) {
      return ours.has(entry.turn.id) && !entry.turn.replies && !entry.turn.refused;
    });
  }

  async function pump() {
    if (pumping) return;
    pumping = true;
    for (let entry = next(); entry; entry = next()) await deliver(entry);
    pumping = false;
  }

  async function deliver(entry) {
    const turn = entry.turn;
    announce(turn.erases ? "Đang xoá…" : "Trợ lý đang trả lời…");
    const came = await Post.until(turn, function () { return shown.get(turn.id) === entry && !turn.replies; }, function (kind) {
      const follow = isAtEnd();
      Bubbles.trouble(entry.element, TROUBLE[kind], "Gửi lại ngay");
      if (follow) log.scrollTop = log.scrollHeight;
    });
    if (!came) return;
    Object.assign(turn, came);
    if (turn.erases && turn.replies) return startAnew(turn.replies);
    Memory.put(turn);
    settle(entry);
  }

  // Beginning, erasing, and the other tabs

  function restore() {
    log.setAttribute("aria-live", "off");
    shown.clear();
    log.textContent = "";
    talk = Memory.chat();
    Memory.turns().forEach(function (turn) {
      if (isOpenNews(turn)) return;
      show(turn, false);
      ours.add(turn.id);
    });
    const last = ordered().pop();
    if (last) reveal(last.element);
    setTimeout(function () { log.setAttribute("aria-live", "polite"); }, 100);
    pump();
  }

  function greet() {
    if (!shown.size) say({text: GREETING, quiet: true});
  }

  function erase() {
    ordered().forEach(function (entry) { Memory.forget(entry.turn); });
    shown.clear();
    log.textContent = "";
    say({text: ERASING, quiet: true, erases: true});
    Post.hurry();
  }

  function startAnew(replies) {
    Memory.renew();
    Memory.put(Memory.turn({text: ERASING, quiet: true, replies: replies}));
    restore();
    announce(replies.map(function (reply) { return reply.text; }).join(" "));
    say({text: GREETING, quiet: true});
  }

  function catchUp() {
    if (Memory.chat() !== talk) {
      restore();
      // The tab that began the new talk asks for the greeting; this one only if nobody did.
      setTimeout(greet, 2000);
      return;
    }
    Memory.turns().forEach(function (turn) {
      const entry = shown.get(turn.id);
      if (isOpenNews(turn)) return;
      if (!entry) {
        show(turn, true);
        setTimeout(function () { ours.add(turn.id); pump(); }, OWNER_IS_GONE);
      } else if (!entry.turn.replies && (turn.replies || turn.refused)) {
        Object.assign(entry.turn, turn);
        settle(entry);
      }
    });
  }

  // What officers answered meanwhile: handed over once, so the question for it is kept until its answer is

  function isOpenNews(turn) { return turn.news && !turn.replies; }

  async function hearNews() {
    if (document.hidden || performance.now() - heard < NEWS_AGAIN || !shown.size) return;
    heard = performance.now();
    const turn = Memory.turns().find(isOpenNews) || Memory.turn({text: NEWS, quiet: true, news: true});
    Memory.put(turn);
    const came = await Post.until(turn, function () { return Memory.chat() === turn.chat; }, function () {});
    if (!came || !came.replies || !came.replies.length) return Memory.forget(turn);
    Object.assign(turn, came);
    Memory.put(turn);
    ours.add(turn.id);
    reveal(show(turn, true));
  }

  // What is typed and tapped

  function ask() {
    const text = question.value.trim();
    if (!text) return;
    question.value = "";
    fit();
    question.focus();
    if (text.toLowerCase() === ERASING) return Panel.confirm(question);
    say({text: text, under: numbered(text)});
  }

  /* The choice a typed number means, to show it as chosen; what it means is decided by the server. */
  function numbered(text) {
    const last = ordered().pop();
    if (!/^\d{1,2}$/.test(text) || !last || !last.turn.replies || !last.turn.replies.length) return null;
    const reply = last.turn.replies.length - 1;
    const n = Number(text) - 1;
    return last.turn.replies[reply].choices[n] ? {turn: last.turn.id, reply: reply, kind: "choices", n: n} : null;
  }

  function tapped(tap) {
    const entry = shown.get(tap.closest(".turn").id.slice("turn-".length));
    const under = {turn: entry.turn.id, reply: Number(tap.closest(".reply").dataset.n), kind: tap.dataset.kind, n: Number(tap.dataset.n)};
    const chosen = entry.turn.replies[under.reply][under.kind][under.n];
    say({text: chosen.label, choice: chosen.code, under: under});
  }

  async function copy(button) {
    const entry = shown.get(button.closest(".turn").id.slice("turn-".length));
    const done = await Copy.text(entry.turn.replies[Number(button.closest(".reply").dataset.n)].text);
    button.textContent = done ? "Đã chép" : "Không chép được";
    announce(done ? "Đã chép câu trả lời." : "Không chép được. Bà con nhấn giữ vào chữ để chọn rồi chép.");
    setTimeout(function () { button.textContent = "Chép"; }, 2500);
  }

  function fit() {
    send.disabled = !question.value.trim();
    question.style.height = "auto";
    question.style.height = question.scrollHeight + 4 + "px";
  }

  function listen() {
    at("composer").addEventListener("submit", function (event) { event.preventDefault(); ask(); });
    question.addEventListener("input", fit);
    question.addEventListener("keydown", function (event) {
      // 229: the keyboard is still composing a letter (Telex, VNI).
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      ask();
    });
    log.addEventListener("click", function (event) {
      const button = event.target.closest("button");
      if (!button || button.getAttribute("aria-disabled") === "true") return;
      if (button.classList.contains("tap")) tapped(button);
      else if (button.classList.contains("copy")) copy(button);
      else if (button.classList.contains("retry")) Post.hurry();
      else if (button.textContent === ERASING) Panel.confirm(button);
      else say({text: button.textContent});
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && !Panel.escaped() && framed) parent.postMessage({hoiDapSo: "close"}, "*");
    });
    window.addEventListener("storage", function (event) {
      Panel.refresh();
      if (Memory.isOurs(event.key)) catchUp();
    });
    // Nothing of the other tabs was heard while this one was put aside.
    window.addEventListener("pageshow", function (event) { if (event.persisted) catchUp(); });
    document.addEventListener("visibilitychange", hearNews);
    window.addEventListener("message", function (event) {
      if (framed && event.source === parent && event.data && event.data.hoiDapSo === "open") focusQuestion();
    });
    if (window.visualViewport) visualViewport.addEventListener("resize", makeRoomForKeyboard);
  }

  /* On iPhones the keyboard covers the page instead of shrinking it. */
  function makeRoomForKeyboard() {
    if (visualViewport.scale > 1.01) return;
    document.documentElement.style.setProperty("--seen", visualViewport.height + "px");
  }

  /* On a phone the keyboard would cover the greeting. */
  function focusQuestion() {
    if (hasKeyboard()) question.focus();
  }

  /*
   * ?hoi=<question>, ?cau=<entry> and ?thon=<hamlet>, once: the address forgets them. Orders ("/xoa") are not taken from a link.
   */
  function follow(address) {
    const wanted = (address.get("hoi") || "").replace(/^[\s/]+/, "").trim().slice(0, 2000);
    const entry = address.get("cau") || "";
    const hamlet = address.get("thon") || "";
    if (wanted || entry || hamlet) history.replaceState(null, "", location.pathname + (framed ? "?khung=1" : ""));
    if (/^[a-z0-9-]{1,56}$/.test(hamlet) && Memory.isNewHamlet(hamlet)) say({text: GREETING + " thon_" + hamlet, quiet: true});
    if (/^[^\s/]{1,100}$/.test(entry)) say({text: GREETING + " " + entry, quiet: true});
    else greet();
    if (wanted) say({text: wanted});
  }

  document.documentElement.classList.add("awake");
  listen();
  Panel.start({erase: erase, resize: resize});
  fit();
  restore();
  hearNews();
  follow(new URLSearchParams(location.search));
  focusQuestion();
})();
