/* Small comforts; every page works without this file. */
(function () {
  "use strict";
  // A form is sent once: the second press does nothing, and coming back wakes the form again.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.querySelectorAll("button[type=submit], button:not([type])").forEach(function (b) { b.setAttribute("aria-disabled", "true"); });
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll("button[aria-disabled]").forEach(function (b) { b.removeAttribute("aria-disabled"); });
    });
  });
  // Quantity: buttons appear beside the number and respect its bounds.
  document.querySelectorAll(".stepper").forEach(function (box) {
    var input = box.querySelector("input");
    box.querySelectorAll("button[data-step]").forEach(function (b) {
      b.hidden = false;
      b.addEventListener("click", function () {
        var next = (parseInt(input.value, 10) || 0) + Number(b.dataset.step);
        var low = input.min === "" ? 0 : Number(input.min), high = input.max === "" ? Infinity : Number(input.max);
        input.value = String(Math.min(Math.max(next, low), high));
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
    });
  });
  // Selects that depend on another send their form, so that the next level is filled by the server.
  document.querySelectorAll("select[data-submit]").forEach(function (select) {
    select.addEventListener("change", function () { if (select.form.requestSubmit) select.form.requestSubmit(); else select.form.submit(); });
  });
  // The error summary takes focus also where autofocus is ignored.
  var summary = document.getElementById("kesalahan");
  if (summary) summary.focus();
  // Copy and print, where a page offers them.
  document.querySelectorAll("button[data-print]").forEach(function (b) { b.hidden = false; b.addEventListener("click", function () { window.print(); }); });
  document.querySelectorAll("button[data-copy]").forEach(function (b) {
    if (!navigator.clipboard) return;
    b.hidden = false;
    b.addEventListener("click", function () { navigator.clipboard.writeText(b.dataset.copy).then(function () { b.textContent = "Sudah disalin"; }); });
  });
})();
