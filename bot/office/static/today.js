// Keys of Việc hôm nay, the next question after a deed, entries found while one types: nothing may depend on them.
"use strict";
(function () {
  var cards = Array.prototype.slice.call(document.querySelectorAll(".asked[id]"));
  var help = document.getElementById("phim");
  var now = -1;
  if (!help) return;
  document.documentElement.classList.add("has-keys");
  document.querySelectorAll(".keys").forEach(function (link) {
    link.hidden = false;
    link.addEventListener("click", function () { help.open = true; });
  });

  function show(place) {
    if (!cards.length) return;
    now = Math.max(0, Math.min(cards.length - 1, place));
    cards[now].focus({ preventScroll: true });
    cards[now].scrollIntoView({ block: "nearest" });
  }
  function here() {
    var inside = document.activeElement && document.activeElement.closest(".asked");
    if (inside) now = cards.indexOf(inside);
    return now;
  }
  function act(key) {
    var place = here();
    if (place < 0) show(place = 0);
    var target = cards[place] && cards[place].querySelector('[data-key="' + key + '"]');
    if (!target) return;
    if (target.tagName === "DETAILS") {
      target.open = true;
      target.querySelector("button").focus();
    } else {
      target.click();
    }
  }
  function toOtherList() {
    var lists = Array.prototype.filter.call(document.querySelectorAll(".tabs a"), function (list) {
      return !list.hasAttribute("aria-current") && list.querySelector(".count").textContent !== "0";
    });
    if (lists.length) lists[0].click();
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select")) return;
    var key = event.key.toLowerCase();
    if (key === "j") show(here() + 1);
    else if (key === "k") show(here() - 1);
    else if (key === "?") { help.open = !help.open; if (help.open) help.scrollIntoView(); }
    else if (key === "z") { var undo = document.querySelector("[data-undo]"); if (undo) undo.click(); }
    else if (key === "l") toOtherList();
    else if ("gmtbx123".indexOf(key) >= 0 && key.length === 1) act(key);
    else return;
    event.preventDefault();
  });
  var next = cards.map(function (card) { return card.id; }).indexOf(location.hash.slice(1));
  if (next >= 0) show(next);
}());
(function () {
  // Entries are looked up while one types; Enter goes to the first of them, Enter again takes it.
  var form = document.querySelector("[data-find]"), found = document.getElementById("tim-thay");
  if (!form || !found || !window.fetch || !window.URLSearchParams) return;
  var waiting, asked = 0, shown = form.elements.tim.value.trim();
  function look() {
    var number = ++asked, typed = form.elements.tim.value.trim();
    if (typed === shown) return Promise.resolve();
    return fetch(form.getAttribute("action") + "?" + new URLSearchParams(new FormData(form)), { credentials: "same-origin", redirect: "error" })
      .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(new Error(answer.status)); })
      .then(function (text) {
        var made = new DOMParser().parseFromString(text, "text/html").getElementById("tim-thay");
        if (number !== asked || !made) return;
        found.textContent = "";
        Array.from(made.childNodes).forEach(function (node) { found.appendChild(node); });
        shown = typed;
      });
  }
  form.elements.tim.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () { look().catch(function () { /* the button does it */ }); }, 250);
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    clearTimeout(waiting);
    look().then(function () {
      var first = found.querySelector("button");
      if (first) first.focus();
    }, function () { form.submit(); });
  });
}());
