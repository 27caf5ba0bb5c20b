// ---- menus close on a click elsewhere, when the keyboard leaves them, and on Escape

const closeMenus = (kept) => all("details.menu[open]").forEach((menu) => (menu.open = menu === kept));

for (const kind of ["click", "focusin"]) document.addEventListener(kind, (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement.closest("details.menu[open]");
  closeMenus();
  menu?.querySelector("summary").focus();
});
