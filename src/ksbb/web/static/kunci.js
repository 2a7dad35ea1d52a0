/* Joins the buttons that need the device's lock to the ceremony, and says so when the lock was not read. */
(function () {
  "use strict";
  function each(what, act) { document.querySelectorAll(what).forEach(act); }
  if (!window.PublicKeyCredential) return;
  each("[data-keys]", function (mark) {
    var kind = mark.dataset.keys, ids = { credential: mark.dataset.credential };
    ids[kind] = mark.dataset.button;
    if (kind === "add") ids.passwordless = "id_passwordless";
    if (mark.dataset.source) ids.data = mark.dataset.source;
    window.allauth.webauthn.forms[kind + "Form"]({ ids: ids });
  });
  each("[data-needs-keys]", function (e) { e.hidden = false; });
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    each("[data-key-error]", function (e) { e.hidden = false; e.setAttribute("role", "alert"); });
  });
})();
