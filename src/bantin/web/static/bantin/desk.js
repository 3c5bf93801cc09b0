// Starts what Wagtail would start by scripts inside the page, which our content security policy
// forbids: elements with data-desk-start name a constructor or a function, data-desk-arguments
// its arguments as JSON.
(() => {
  "use strict";

  function start(element) {
    const name = element.dataset.deskStart;
    const what = window[name];
    if (!what) throw new Error(`${name} is not loaded`);
    element.removeAttribute("data-desk-start");
    const given = JSON.parse(element.dataset.deskArguments);
    if (/^[A-Z]/.test(name)) new what(...given);
    else what(...given);
  }

  // The marker of an inline panel follows its forms, so what lies inside starts first.
  function startAll(root) {
    if (root.matches?.("[data-desk-start]")) start(root);
    root.querySelectorAll?.("[data-desk-start]").forEach(start);
    root.querySelectorAll?.(".public-DraftEditor-content").forEach(nameEditor);
  }

  // The rich text editor has no name for screen readers: it takes its panel's heading.
  function nameEditor(editor) {
    const panel = editor.closest("section[aria-labelledby]");
    if (panel) editor.setAttribute("aria-labelledby", panel.getAttribute("aria-labelledby"));
  }

  function watch() {
    startAll(document);
    new MutationObserver((records) => {
      for (const record of records) record.addedNodes.forEach(startAll);
    }).observe(document.body, { childList: true, subtree: true });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
  else watch();

  // The rich text editor writes its placeholders as <style> elements. The policy forbids those
  // but not style sheets that a script makes, so its rules go into one.
  class DeskStyle extends HTMLElement {
    connectedCallback() {
      this.hidden = true;
      this.rules = new CSSStyleSheet();
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.rules];
      this.apply();
      this.watcher = new MutationObserver(() => this.apply());
      this.watcher.observe(this, { childList: true, characterData: true, subtree: true });
    }

    disconnectedCallback() {
      this.watcher.disconnect();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((s) => s !== this.rules);
    }

    apply() {
      this.rules.replaceSync(this.textContent);
    }
  }

  customElements.define("desk-style", DeskStyle);
  const create = Document.prototype.createElement;
  Document.prototype.createElement = function createElement(name, options) {
    const style = String(name).toLowerCase() === "style";
    return create.call(this, style ? "desk-style" : name, options);
  };
})();
