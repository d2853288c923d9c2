/* How a turn is drawn: what was asked, what was answered, what can be tapped, what it waits for. */
(function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const LONGEST_CRY = 60;
  const ALARM = "M12 2 1 21h22L12 2zm-1 7h2v6h-2V9zm0 8h2v2h-2v-2z";

  function make(tag, name, text) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text) element.textContent = text;
    return element;
  }
  function add(parent, child) {
    parent.appendChild(child);
    return child;
  }
  function button(name, label) {
    const element = make("button", name, label);
    element.type = "button";
    return element;
  }
  function alarm() {
    const icon = document.createElementNS(SVG, "svg");
    icon.setAttribute("class", "alarm");
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("aria-hidden", "true");
    add(icon, document.createElementNS(SVG, "path")).setAttribute("d", ALARM);
    return icon;
  }
  function group(parent, kind, buttons, label, numbered) {
    const element = add(parent, make("div", kind));
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", label);
    buttons.forEach(function (each, n) {
      const tap = add(element, button("tap", (numbered ? n + 1 + ". " : "") + each.label));
      tap.dataset.kind = kind;
      tap.dataset.n = n;
    });
    return element;
  }

  /* What is urgent begins with a line to be seen first. */
  function text(parent, said) {
    const end = said.text.indexOf("\n");
    if (said.urgent && end > 0 && end <= LONGEST_CRY) {
      Links.fill(add(parent, make("strong")), said.text.slice(0, end));
      Links.fill(parent, said.text.slice(end));
    } else {
      Links.fill(parent, said.text);
    }
  }

  function reply(said, n, numbered, live) {
    const element = make("div", said.urgent ? "reply urgent" : "reply");
    element.dataset.n = n;
    if (said.urgent) {
      // Only what comes now may interrupt a screen reader, not what a reload brings back.
      if (live) element.setAttribute("role", "alert");
      add(element, alarm());
    }
    add(element, make("span", "hidden", said.urgent ? "Trợ lý trả lời, việc khẩn: " : "Trợ lý trả lời: "));
    text(add(element, make("div", "said")), said);
    if (said.choices.length) group(element, "choices", said.choices, "Bà con chọn một ý", numbered);
    const actions = group(element, "actions", said.actions, "Về câu trả lời này", false);
    add(actions, button("copy", "Chép")).setAttribute("aria-label", "Chép câu trả lời này");
    return element;
  }

  window.Bubbles = {
    turn: function (turn) {
      const element = make("div", "turn");
      element.id = "turn-" + turn.id;
      if (!turn.quiet) {
        const mine = add(element, make("div", "mine"));
        add(mine, make("span", "hidden", "Bà con hỏi: "));
        mine.appendChild(document.createTextNode(turn.text));
      }
      return element;
    },
    answer: function (element, replies, live) {
      Bubbles.settle(element);
      replies.forEach(function (said, n) {
        // A number that is typed means the list of the last reply: only that one shows numbers.
        add(element, reply(said, n, n === replies.length - 1, live));
      });
    },
    waiting: function (element, quietly) {
      Bubbles.settle(element);
      const state = add(element, make("div", "state"));
      if (quietly) return;
      state.setAttribute("aria-hidden", "true");
      const dots = add(state, make("span", "dots"));
      for (let n = 0; n < 3; n++) add(dots, make("i"));
    },
    trouble: function (element, text, retry) {
      const before = element.querySelector(".trouble span");
      if (before) {
        if (before.textContent !== text) before.textContent = text;
        return;
      }
      Bubbles.settle(element);
      const state = add(element, make("div", "state trouble"));
      add(state, make("span", "", text));
      if (retry) add(state, button("retry", retry));
    },
    settle: function (element) {
      const state = element.querySelector(".state");
      if (state) element.removeChild(state);
    },
    /* One of these was chosen: {reply, kind, n}. */
    mark: function (element, under) {
      Array.from(element.querySelectorAll('.reply[data-n="' + Number(under.reply) + '"] .tap')).forEach(function (tap) {
        if (tap.dataset.kind !== under.kind) return;
        const chosen = tap.dataset.n === String(under.n);
        tap.setAttribute("aria-pressed", String(chosen));
        // The chosen one keeps the focus it has.
        if (chosen) tap.setAttribute("aria-disabled", "true");
        else tap.disabled = true;
      });
    }
  };
})();
