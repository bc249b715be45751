// Runs as the first thing in the body, before anything is drawn: GOV.UK Frontend shows its enhanced
// styles, and starts its scripts, only with these classes.
document.body.classList.add("js-enabled", "govuk-frontend-supported");

const kit = import(document.currentScript.dataset.kit);

document.addEventListener("DOMContentLoaded", async () => {
  // A language choice is a plain form with a button; with script, choosing is enough.
  // Arrow keys choose while they only look: with the keyboard the button shows and is pressed.
  for (const select of document.querySelectorAll("[data-autosubmit]")) {
    const button = select.form.querySelector("button");
    let byKeys = false;
    select.addEventListener("pointerdown", () => { byKeys = false; });
    select.addEventListener("keydown", ({ key }) => {
      if (key === "Tab" || key === "Shift") return;
      byKeys = true;
      button.classList.remove("ui-noscript");
    });
    select.addEventListener("change", () => byKeys || select.form.requestSubmit());
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => window.print());
  }
  (await kit).initAll();
});
