/* What is around the talk: the switches, the menu, the question whether to erase. */
(function () {
  "use strict";
  let returnTo = null;
  let erase = null;

  function at(id) { return document.getElementById(id); }

  function openMenu(open) {
    at("menu").hidden = !open;
    at("more").setAttribute("aria-expanded", String(open));
  }

  function confirm(from) {
    openMenu(false);
    returnTo = from;
    at("confirm").hidden = false;
    at("confirm-no").focus();
  }

  function close(erasing) {
    at("confirm").hidden = true;
    returnTo.focus();
    if (erasing) erase();
  }

  function showLook() {
    at("larger").setAttribute("aria-pressed", String(Look.isLarge()));
    at("dark").setAttribute("aria-pressed", String(Look.isDark()));
  }

  function refresh() {
    Look.refresh();
    showLook();
  }

  /* Of two buttons the other one. */
  function stayInside(event) {
    if (event.key !== "Tab") return;
    event.preventDefault();
    at(document.activeElement.id === "confirm-no" ? "confirm-yes" : "confirm-no").focus();
  }

  window.Panel = {
    confirm: confirm,
    refresh: refresh,
    /* Whether Escape had something to close. */
    escaped: function () {
      if (!at("confirm").hidden) {
        close(false);
        return true;
      }
      if (at("menu").hidden) return false;
      openMenu(false);
      at("more").focus();
      return true;
    },
    start: function (hands) {
      erase = hands.erase;
      at("larger").addEventListener("click", function () { hands.resize(function () { Look.setLarge(!Look.isLarge()); showLook(); }); });
      at("dark").addEventListener("click", function () { Look.setDark(!Look.isDark()); showLook(); openMenu(false); at("more").focus(); });
      at("more").addEventListener("click", function () { openMenu(at("menu").hidden); });
      at("erase").addEventListener("click", function () { confirm(at("more")); });
      at("confirm-yes").addEventListener("click", function () { close(true); });
      at("confirm-no").addEventListener("click", function () { close(false); });
      at("confirm").addEventListener("keydown", stayInside);
      document.addEventListener("click", function (event) {
        if (!event.target.closest("#menu, #more")) openMenu(false);
      });
      // addListener: browsers before 2020 know no other way.
      window.matchMedia("(prefers-color-scheme: dark)").addListener(refresh);
      showLook();
    }
  };
})();
