// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every test page keeps a log of what was done to it, and a dump of itself in its own HTML, for whoever reads that.
(() => {
  const log = JSON.parse(sessionStorage.getItem('log') ?? '[]');
  const keep = entry => {
    log.push(entry);
    sessionStorage.setItem('log', JSON.stringify(log));
  };
  const named = node => node === document ? '#document' : node === window ? '#window' : node?.id || node?.nodeName || '';
  const seen = event => {
    const target = event.composedPath()[0];
    const entry = [event.type, named(target)];
    if (event instanceof MouseEvent) entry.push(`b${event.button}/${event.buttons}`, `n${event.detail}`,
      `${Math.round(event.clientX)},${Math.round(event.clientY)}`, event.shiftKey ? 'shift' : '');
    if (event instanceof KeyboardEvent) entry.push(event.key, event.code, String(event.keyCode), `l${event.location}`,
      event.repeat ? 'repeat' : '', [event.ctrlKey && 'ctrl', event.shiftKey && 'shift', event.altKey && 'alt',
        event.metaKey && 'meta'].filter(Boolean).join('+'));
    if (event.type === 'input' || event.type === 'change')
      entry.push(String(target.value ?? target.textContent), event.inputType ?? '', event.isTrusted ? 'trusted' : 'made');
    keep(entry);
  };
  for (const type of ['click', 'dblclick', 'auxclick', 'contextmenu', 'mousedown', 'mouseup', 'keydown', 'keypress', 'keyup',
    'input', 'change', 'focusin', 'focusout', 'submit', 'touchstart', 'touchend'])
    document.addEventListener(type, seen, true);
  document.addEventListener('mouseover', event => {
    if (event.target.dataset?.hover !== undefined) keep(['hover', named(event.target)]);
  }, true);
  window.pageLog = keep;
  const dump = () => {
    const fields = {};
    const visit = root => {
      for (const node of root.querySelectorAll('*')) {
        if (node.shadowRoot) visit(node.shadowRoot);
        if (!node.id) continue;
        if (node.matches('input[type=checkbox],input[type=radio]')) fields[node.id] = node.checked;
        else if (node.matches('input[type=file]')) fields[node.id] = [...node.files].map(file => file.name);
        else if (node.matches('select')) fields[node.id] = [...node.selectedOptions].map(option => option.value);
        else if (node.matches('input,textarea')) fields[node.id] = node.value;
        else if (node.matches('[contenteditable],output')) fields[node.id] = node.textContent;
        if (node.scrollTop || node.scrollLeft) fields[`${node.id}.scroll`] = [node.scrollLeft, node.scrollTop];
      }
    };
    visit(document);
    return {
      url: location.href, title: document.title, log, fields, active: document.activeElement?.id ?? '',
      size: [innerWidth, innerHeight, devicePixelRatio], scroll: [Math.round(scrollX), Math.round(scrollY)],
      webdriver: navigator.webdriver, online: navigator.onLine,
    };
  };
  window.pageDump = dump;
  if (window === window.top) {
    setInterval(() => {
      let holder = document.getElementById('page-dump');
      if (!holder) {
        holder = document.createElement('script');
        holder.id = 'page-dump';
        holder.type = 'application/json';
        document.head.append(holder);
      }
      const text = JSON.stringify(dump()).replaceAll('<', '\\u003c');
      if (holder.textContent !== text) holder.textContent = text;
    }, 20);
  } else if (window.parent !== window) {
    // What happens in a frame is told to the top, also from another site.
    const previous = window.pageLog;
    document.addEventListener('click', event => {
      window.top.postMessage({ frame: document.title, click: named(event.target) }, '*');
    }, true);
    document.addEventListener('change', event => {
      window.top.postMessage({ frame: document.title, change: named(event.target), value: event.target.value }, '*');
    }, true);
    window.pageLog = previous;
  }
  window.addEventListener('message', event => keep(['message', JSON.stringify(event.data)]));
})();
