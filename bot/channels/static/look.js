/* How the page looks: large text, dark. Runs before anything is drawn. ES5, so that every browser gets this far. */
(function () {
  "use strict";
  var root = document.documentElement;

  function kept(key) {
    try { return localStorage.getItem("hds1:" + key); } catch (blocked) { return null; }
  }
  function keep(key, value) {
    try { localStorage.setItem("hds1:" + key, value); } catch (blocked) { /* lasts as long as the page */ }
  }
  function systemIsDark() {
    return !!window.matchMedia && matchMedia("(prefers-color-scheme: dark)").matches;
  }
  function show(size, ground) {
    root.classList.toggle("large", size === "large");
    root.classList.toggle("dark", (ground || (systemIsDark() ? "dark" : "light")) === "dark");
  }

  root.classList.add("scripted");
  if (/[?&]khung=1(&|$)/.test(location.search)) root.classList.add("framed");
  show(kept("size"), kept("ground"));

  window.Look = {
    isLarge: function () { return root.classList.contains("large"); },
    isDark: function () { return root.classList.contains("dark"); },
    setLarge: function (large) { keep("size", large ? "large" : "normal"); root.classList.toggle("large", large); },
    setDark: function (dark) { keep("ground", dark ? "dark" : "light"); root.classList.toggle("dark", dark); },
    /* After a change of the system or in another tab. */
    refresh: function () { show(kept("size"), kept("ground")); }
  };
})();
