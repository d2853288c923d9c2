/* Web addresses and phone numbers in a text become links, /commands buttons; built from text nodes only. */
(function () {
  "use strict";
  const FOUND = new RegExp([
    "(https?:\\/\\/[^\\s<>\"“”]+)",
    "((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+(?:vn|com|net|org|me)(?:\\/[^\\s<>\"“”]*)?)",
    "(\\+84[ .-]?\\d{2,3}(?:[ .-]?\\d{2,4}){2,3}|\\(?0\\d{2,3}\\)?(?:[ .-]?\\d{1,4}){2,4}|1[89]00(?:[ .-]?\\d{1,6}){1,3}|11[1-5])",
    "(\\/[a-z]{3,16})"
  ].join("|"), "gi");
  const LETTER = /[0-9A-Za-z_\u00C0-\u024F\u1E00-\u1EFF]/;
  /* A line about fraud may name a false address: there only those of the state (.gov.vn) can be tapped. */
  const WARNS = /giả|nhái|lừa|mạo danh/i;
  const OF_THE_STATE = /^(?:[a-z0-9-]+\.)+gov\.vn(?:\/|$)/i;
  /* "Điều 113", "112 xã": a number that is not called. */
  const COUNTS = /(?:điều|khoản|điểm|chương|mục|trang|mẫu|thứ)\s*$/i;
  const COUNTED = /^\s*(?:%|[.,\/]\d|(?:đồng|nghìn|ngàn|triệu|tỷ|tỉ|xã|phường|đơn vị|người|hộ|ngày|tháng|năm|phút|giờ|thủ tục|dịch vụ|câu|bài|lượt|km|kg|ha|m2|m²)(?![a-zà-ỹ]))/i;

  function trimmed(address) {
    let end = address.replace(/[.,;:!?'’»…]+$/, "");
    while (/[)\]}]$/.test(end) && end.split(/[(\[{]/).length <= end.split(/[)\]}]/).length - 1) {
      end = end.slice(0, -1).replace(/[.,;:!?'’»…]+$/, "");
    }
    return end;
  }

  /* Two numbers beside each other are found as one: the part that has the length of a number. */
  function firstNumber(found) {
    const digits = found.replace(/\D/g, "");
    const lengths = digits.length === 3 ? [3] : /^1[89]00/.test(digits) ? [10, 9, 8] : [11, 10];
    for (const length of lengths) {
      const part = new RegExp("^\\D?(?:\\d\\D{0,2}){" + (length - 1) + "}\\d(?!\\d)").exec(found);
      if (part) return part[0];
    }
    return found;
  }

  function isCallable(shown, before, after) {
    const digits = shown.replace(/\D/g, "");
    if (/[0-9A-Za-z_\u00C0-\u024F\u1E00-\u1EFF+.,\/-]$/.test(before) || /^(?:[0-9A-Za-z_\/]|[.,-]\d)/.test(after)) return false;
    if (digits.length === 3) return !COUNTS.test(before) && !COUNTED.test(after);
    if (/^1[89]00/.test(digits)) return digits.length >= 8 && digits.length <= 10;
    return /^(?:0[235789]|84[235789])/.test(digits) && digits.length >= 10 && digits.length <= 11;
  }

  function hrefOf(match, line, before, after) {
    if (match[1]) return match[0];
    if (match[2]) {
      if (/[@.\/-]$/.test(before) || LETTER.test(before.slice(-1)) || LETTER.test(after.charAt(0)) || /^[@-]|^\.[a-z]/i.test(after)) return "";
      return WARNS.test(line) && !OF_THE_STATE.test(match[0]) ? "" : "https://" + match[0];
    }
    return isCallable(match[0], before, after) ? "tel:" + match[0].replace(/[^\d+]/g, "") : "";
  }

  function linkOf(href, shown) {
    const link = document.createElement("a");
    link.href = href;
    link.textContent = shown;
    if (!/^tel:/.test(href)) {
      link.target = "_blank";
      link.rel = "noopener noreferrer nofollow";
    }
    return link;
  }

  function commandOf(shown) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "command";
    button.textContent = shown;
    return button;
  }

  function nodeOf(match, line) {
    const before = line.slice(0, match.index);
    const after = line.slice(match.index + match[0].length);
    if (match[4]) return /(?:^|[\s(:"“])$/.test(before) && !/^[\/-]/.test(after) && !LETTER.test(after.charAt(0)) ? commandOf(match[0]) : null;
    const href = hrefOf(match, line, before, after);
    return href ? linkOf(href, match[0]) : null;
  }

  function addLine(parent, line) {
    let done = 0;
    FOUND.lastIndex = 0;
    for (let match = FOUND.exec(line); match; match = FOUND.exec(line)) {
      match[0] = match[3] ? firstNumber(match[0]) : trimmed(match[0]);
      const end = match.index + match[0].length;
      const node = nodeOf(match, line);
      FOUND.lastIndex = Math.max(end, match.index + 1);
      if (!node) continue;
      parent.appendChild(document.createTextNode(line.slice(done, match.index)));
      parent.appendChild(node);
      done = end;
    }
    parent.appendChild(document.createTextNode(line.slice(done)));
  }

  window.Links = {
    /* Put a text into an element; its line breaks stay. */
    fill: function (parent, text) {
      text.split("\n").forEach(function (line, i) {
        addLine(parent, (i ? "\n" : "") + line);
      });
    }
  };
})();
