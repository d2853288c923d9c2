/*
 * The round button on a commune's portal that opens the chat:
 *   <script src="https://bot.xa.vn/embed.js" async></script>
 * (with data-thon="thon-dong-khe" on the page of a hamlet).
 * In a shadow tree, so that the portal's styles and ours do not meet; the chat is loaded when it is first opened.
 */
(function () {
  "use strict";
  const script = document.currentScript || document.querySelector('script[src*="/embed.js"]');
  if (!script || window.hoiDapSo) return;
  window.hoiDapSo = true;
  const home = new URL("./", script.src);
  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    button { border: 0; padding: 0; cursor: pointer; background: #0b4f95; color: #fff; }
    button:focus { outline: 3px solid #b45309; outline-offset: 3px; box-shadow: 0 0 0 3px #fff; }
    button:focus:not(:focus-visible) { outline: none; }
    svg { display: block; margin: auto; fill: currentColor; pointer-events: none; }
    #open { position: fixed; z-index: 2147483000; right: 16px; bottom: 16px; width: 64px; height: 64px; border-radius: 50%;
      border: 2px solid #fff; box-shadow: 0 4px 14px rgba(0, 0, 0, .4); }
    #open:hover, #close:hover { background: #083b70; }
    #panel { position: fixed; z-index: 2147483001; right: 16px; bottom: 16px; width: 420px; height: 680px;
      max-width: calc(100% - 32px); max-height: calc(100% - 32px);
      border-radius: 14px; overflow: hidden; background: #eef2f6; box-shadow: 0 8px 40px rgba(0, 0, 0, .45); }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    #close { position: absolute; z-index: 1; top: 7px; right: 7px; width: 48px; height: 48px; border-radius: 10px; border: 1px solid #fff; }
    #close:focus { outline-color: #fff; outline-offset: -5px; box-shadow: none; }
    @media (max-width: 600px), (max-height: 480px) {
      #panel { top: 0; right: 0; bottom: 0; left: 0; width: 100%; height: 100%; max-width: none; max-height: none; border-radius: 0; }
    }
    @media print { #open, #panel { display: none; } }
  `;
  // A name of its own, which no rule of the portal means.
  const host = document.createElement("hoi-dap-so");
  const root = host.attachShadow({mode: "open"});
  const panel = document.createElement("div");
  const open = button("open", "Mở trợ lý Hỏi Đáp Số", "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-9l-5 5v-5H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z");
  const close = button("close", "Đóng trợ lý Hỏi Đáp Số", "M18.3 5.7 12 12l6.3 6.3-1.4 1.4L10.6 13.4 4.3 19.7l-1.4-1.4L9.2 12 2.9 5.7l1.4-1.4 6.3 6.3 6.3-6.3z");
  const LEGIBLE = 1.3;
  /* data-thon="thon-dong-khe" on the page of a hamlet; read now, there is no current script later. */
  const HAMLET = script.getAttribute("data-thon") || "";
  let frame = null;

  function button(id, label, shape) {
    const element = document.createElement("button");
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    element.type = "button";
    element.id = id;
    element.title = label;
    element.setAttribute("aria-label", label);
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("width", "54%");
    icon.setAttribute("height", "54%");
    icon.setAttribute("aria-hidden", "true");
    path.setAttribute("d", shape);
    icon.appendChild(path);
    element.appendChild(icon);
    return element;
  }

  /* A portal may forbid inline styles: constructed ones it cannot. */
  function dress() {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
    } catch (old) {
      root.appendChild(document.createElement("style")).textContent = STYLE;
    }
  }

  function load() {
    frame = document.createElement("iframe");
    frame.src = new URL("?khung=1" + (HAMLET && "&thon=" + encodeURIComponent(HAMLET)), home).href;
    frame.title = "Trò chuyện với trợ lý Hỏi Đáp Số";
    frame.allow = "clipboard-write";
    frame.referrerPolicy = "no-referrer";
    frame.addEventListener("load", enter);
    panel.appendChild(frame);
  }

  function enter() {
    if (panel.hidden) return;
    frame.focus();
    frame.contentWindow.postMessage({hoiDapSo: "open"}, home.origin);
  }

  /* How many times smaller a phone shows a portal that is not made for phones. */
  function shrinking() {
    const onPhone = window.matchMedia("(pointer: coarse)").matches && screen.width < 600;
    return onPhone ? Math.max(1, document.documentElement.clientWidth / screen.width) : 1;
  }

  function show() {
    if (shrinking() > LEGIBLE) {
      window.open(HAMLET ? new URL("?thon=" + encodeURIComponent(HAMLET), home).href : home.href, "_blank", "noopener");
      return;
    }
    panel.hidden = false;
    open.setAttribute("aria-expanded", "true");
    open.hidden = true;
    if (frame) enter();
    else load();
  }

  function hide() {
    if (panel.hidden) return;
    panel.hidden = true;
    open.hidden = false;
    open.setAttribute("aria-expanded", "false");
    open.focus();
  }

  function start() {
    dress();
    panel.id = "panel";
    panel.hidden = true;
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", "Hỏi Đáp Số");
    open.setAttribute("aria-expanded", "false");
    open.setAttribute("aria-controls", "panel");
    panel.appendChild(close);
    root.appendChild(open);
    root.appendChild(panel);
    host.lang = "vi";
    document.body.appendChild(host);
    open.style.width = open.style.height = 64 * shrinking() + "px";
    open.addEventListener("click", show);
    close.addEventListener("click", hide);
    document.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
    window.addEventListener("message", function (event) {
      const ours = frame && event.source === frame.contentWindow && event.origin === home.origin;
      if (ours && event.data && event.data.hoiDapSo === "close") hide();
    });
  }

  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
