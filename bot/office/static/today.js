// Keys of the page Việc hôm nay: nothing may depend on them.
"use strict";
(function () {
  var cards = Array.prototype.slice.call(document.querySelectorAll(".asked"));
  var help = document.getElementById("phim");
  var now = -1;
  if (!help) return;
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
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select")) return;
    var key = event.key.toLowerCase();
    if (key === "j") show(here() + 1);
    else if (key === "k") show(here() - 1);
    else if (key === "?") { help.open = !help.open; if (help.open) help.scrollIntoView(); }
    else if (key === "z") { var undo = document.querySelector("[data-undo]"); if (undo) undo.click(); }
    else if ("gmtbx".indexOf(key) >= 0 && key.length === 1) act(key);
    else return;
    event.preventDefault();
  });
}());
