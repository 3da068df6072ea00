// SPDX-FileCopyrightText: Pult contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Behaviour follows puppeteer 24.43.1: PQuerySelector.ts, TextQuerySelector.ts, TextContent.ts, PierceQuerySelector.ts,
// locators.ts, ElementHandle.ts (Apache-2.0).
#include "flowscripts.h"

namespace pult::browser::scripts {

const char16_t helper[] = uR"js((() => {
  if (globalThis.pult) return;
  const identifier = /[-\w\P{ASCII}*]/u;
  const pierce = node => node.shadowRoot instanceof ShadowRoot ? node.shadowRoot : node;
  const pierceAll = start => {
    const roots = [pierce(start)];
    for (const root of roots) {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
      while (walker.nextNode())
        if (walker.currentNode.shadowRoot) roots.push(walker.currentNode.shadowRoot);
    }
    return roots;
  };
  // A type selector looks below the element; anything else is put onto the element itself.
  const css = (element, selector) => {
    const below = () => 'querySelectorAll' in element ? [...element.querySelectorAll(selector)] : [];
    if ((selector[0] && identifier.test(selector[0])) || !element.parentElement) return below();
    const index = [...element.parentElement.children].indexOf(element) + 1;
    return [...element.parentElement.querySelectorAll(`:scope>:nth-child(${index})${selector}`)];
  };
  const suitable = node => !['SCRIPT', 'STYLE'].includes(node.nodeName) && !document.head?.contains(node);
  const isValueNode = node => node instanceof HTMLSelectElement || node instanceof HTMLTextAreaElement ||
    (node instanceof HTMLInputElement && !['checkbox', 'image', 'radio'].includes(node.type));
  const text = (start, wanted) => {
    const known = new Map();
    const full = node => {
      if (known.has(node)) return known.get(node);
      let value = '';
      if (suitable(node)) {
        if (isValueNode(node)) value = node.value;
        else {
          for (const child of node.childNodes) {
            if (child.nodeType === Node.TEXT_NODE) value += child.nodeValue ?? '';
            else if (child.nodeType === Node.ELEMENT_NODE) value += full(child);
          }
          if (node instanceof Element && node.shadowRoot) value += full(node.shadowRoot);
        }
      }
      known.set(node, value);
      return value;
    };
    const found = [];
    const visit = root => {
      const before = found.length;
      for (const node of root.childNodes)
        if (node instanceof Element && suitable(node)) visit(node.shadowRoot ?? node);
      if (found.length === before && root instanceof Element && suitable(root) && full(root).includes(wanted))
        found.push(root);
    };
    visit(start);
    return found;
  };
  const xpath = (root, expression) => {
    const result = (root.ownerDocument || document)
      .evaluate(expression, root, null, XPathResult.ORDERED_NODE_ITERATOR_TYPE);
    const items = [];
    for (let item = result.iterateNext(); item; item = result.iterateNext()) items.push(item);
    return items;
  };
  const apply = (element, op) => {
    switch (op.kind) {
      case 'css': return css(element, op.value);
      case 'text': return text(element, op.value);
      case 'xpath': return xpath(element, op.value);
      case 'descend': return pierceAll(element);
      case 'child': return [pierce(element)];
    }
    throw new Error(`Unknown selector type: ${op.value}`);
  };
  const run = (elements, ops) => {
    for (const op of ops) elements = elements.flatMap(element => apply(element, op));
    return elements;
  };
  const depthOf = node => {
    const depth = [];
    for (; node; node = node.parentNode) {
      if (node instanceof ShadowRoot) node = node.host;
      let index = 0;
      for (let sibling = node.previousSibling; sibling; sibling = sibling.previousSibling) ++index;
      depth.unshift(index);
    }
    return depth;
  };
  const compare = (a, b) => {
    for (let i = 0; i < Math.max(a.length, b.length); ++i)
      if ((a[i] ?? -1) !== (b[i] ?? -1)) return (a[i] ?? -1) < (b[i] ?? -1) ? -1 : 1;
    return 0;
  };
  const sort = elements => [...new Set(elements)].map(element => [element, depthOf(element)])
    .sort(([, a], [, b]) => compare(a, b)).map(([element]) => element);
  const pierceCss = (start, selector) => {
    const found = [];
    const collect = root => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT);
      do {
        const node = walker.currentNode;
        if (node.shadowRoot) collect(node.shadowRoot);
        if (!(node instanceof ShadowRoot) && node !== root && node.matches(selector)) found.push(node);
      } while (walker.nextNode());
    };
    collect(start instanceof Document ? start.documentElement : start);
    return found;
  };
  const isScope = op => op?.kind === 'css' && op.value.trimStart() === ':scope';
  const all = (root, query) => {
    if (query.pierce !== undefined) return pierceCss(root, query.pierce);
    if (query.css !== undefined) return [...root.querySelectorAll(query.css)];
    return sort(query.alternatives.flatMap(ops => run([root], isScope(ops[0]) ? ops.slice(1) : ops)));
  };
  const rectOf = element => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x, y, width, height].join();
  };
  const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
  globalThis.pult = {
    all, run, sort,
    list: (...elements) => elements,
    shadow: element => element.shadowRoot ? element.shadowRoot : element,
    // The first element of the first selector that finds one. A selector that is wrong only matters when no other finds.
    first: (root, queries) => {
      let fault;
      for (const query of queries) {
        try {
          const found = all(root, query)[0];
          if (found) return found;
        } catch (error) {
          fault ??= error;
        }
      }
      if (fault) throw fault;
      return null;
    },
    isConnected: element => element.isConnected,
    async inView(element, whole) {
      if (!element.isConnected) throw new Error('Node is detached from document');
      if (element.nodeType !== Node.ELEMENT_NODE) throw new Error('Node is not of type HTMLElement');
      const svg = element instanceof SVGElement && !(element instanceof SVGSVGElement) ? element.ownerSVGElement : null;
      const ratio = await new Promise(resolve => {
        const observer = new IntersectionObserver(entries => {
          resolve(entries[0].intersectionRatio);
          observer.disconnect();
        });
        observer.observe(svg ?? element);
      });
      return whole ? ratio === 1 : ratio > 0;
    },
    async isStable(element) {
      await frame();
      const before = rectOf(element);
      await frame();
      return before === rectOf(element);
    },
    isEnabled: element => !(element instanceof HTMLElement) ||
      !['BUTTON', 'INPUT', 'SELECT', 'TEXTAREA', 'OPTION', 'OPTGROUP'].includes(element.nodeName) ||
      !element.hasAttribute('disabled'),
    scrollIntoView: element => element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' }),
    focus(element) {
      if (!(element instanceof HTMLElement)) throw new Error('Cannot focus non-HTMLElement');
      element.focus();
    },
    boxes: element => element instanceof Element
      ? [...element.getClientRects()].map(({ x, y, width, height }) => ({ x, y, width, height })) : [],
    viewSize: () => ({ width: document.documentElement.clientWidth, height: document.documentElement.clientHeight }),
    innerOrigin(element) {
      if (element.getClientRects().length === 0) return null;
      const rect = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      return {
        x: rect.left + parseInt(style.paddingLeft, 10) + parseInt(style.borderLeftWidth, 10),
        y: rect.top + parseInt(style.paddingTop, 10) + parseInt(style.borderTopWidth, 10),
      };
    },
    fileInput: element => element instanceof HTMLInputElement && element.type === 'file'
      ? { multiple: element.multiple, disabled: element.disabled } : null,
    textOf: element => ['value' in element && isValueNode(element) ? element.value : '',
      element.innerText ?? '', element.textContent ?? ''],
  };
})();)js";

const char16_t kindOfInput[] = uR"js(element => {
  if (element instanceof HTMLSelectElement) return 'select';
  if (element instanceof HTMLTextAreaElement) return 'typeable';
  if (element instanceof HTMLInputElement) {
    if (element.type === 'file') return 'file';
    if (['checkbox', 'radio'].includes(element.type)) return 'checkable';
    if (['text', 'url', 'tel', 'search', 'password', 'number', 'email'].includes(element.type)) return 'typeable';
    return 'other';
  }
  if (['checkbox', 'radio', 'switch'].includes(element.getAttribute('role'))) return 'checkable';
  return element.isContentEditable ? 'contenteditable' : 'unknown';
})js";

// An old value that the new one begins with stays, with the caret behind it.
const char16_t prepareTyping[] = uR"js((element, text) => {
  const property = element.isContentEditable ? 'innerText' : 'value';
  const old = element[property];
  if (old === text) return '';
  element[property] = '';
  if (!text.startsWith(old) || !old) return text;
  element[property] = old;
  return text.substring(old.length);
})js";

const char16_t fillDirectly[] = uR"js((element, text) => {
  const property = element.isContentEditable ? 'innerText' : 'value';
  if (element[property] === text) return;
  element[property] = text;
  element.dispatchEvent(new Event('input', { bubbles: true }));
  element.dispatchEvent(new Event('change', { bubbles: true }));
})js";

const char16_t toggleState[] = uR"js(element => {
  if (element.indeterminate || element.getAttribute('aria-checked') === 'mixed') return 'mixed';
  return element.checked || element.getAttribute('aria-checked') === 'true';
})js";

const char16_t selectOptions[] = uR"js((element, values) => {
  if (!(element instanceof HTMLSelectElement)) throw new Error('Element is not a <select> element.');
  if (element.multiple) {
    for (const option of element.options) option.selected = values.includes(option.value);
  } else {
    for (const option of element.options) option.selected = false;
    const chosen = [...element.options].find(option => values.includes(option.value));
    if (chosen) chosen.selected = true;
  }
  element.dispatchEvent(new Event('input', { bubbles: true }));
  element.dispatchEvent(new Event('change', { bubbles: true }));
})js";

const char16_t matches[] = uR"js((properties, attributes, ...elements) => {
  const isDeepMatch = (a, b) => {
    if (a === b) return true;
    if ((a && !b) || (!a && b)) return false;
    if (!(a instanceof Object) || !(b instanceof Object)) return false;
    return Object.entries(a).every(([key, value]) => isDeepMatch(value, b[key]));
  };
  return elements.every(element =>
    (!attributes || Object.entries(attributes).every(([name, value]) => element.getAttribute(name) === value)) &&
    (!properties || isDeepMatch(properties, element)));
})js";

} // namespace pult::browser::scripts
