/* Cells over a photo can be drawn with a finger or a mouse; without this file they are checkboxes. */
(function () {
  "use strict";
  document.querySelectorAll(".cover .cells").forEach(function (grid) {
    var boxes = Array.prototype.slice.call(grid.querySelectorAll("input"));
    var columns = grid.parentNode.classList.contains("tall") ? 9 : 12, rows = boxes.length / columns;
    var from = null, before = [], on = true;
    function cell(event) {
      var area = grid.getBoundingClientRect();
      var column = Math.floor((event.clientX - area.left) / area.width * columns);
      var row = Math.floor((event.clientY - area.top) / area.height * rows);
      return { column: Math.min(Math.max(column, 0), columns - 1), row: Math.min(Math.max(row, 0), rows - 1) };
    }
    function draw(to) {
      boxes.forEach(function (box, number) {
        var column = number % columns, row = Math.floor(number / columns);
        var inside = column >= Math.min(from.column, to.column) && column <= Math.max(from.column, to.column) &&
          row >= Math.min(from.row, to.row) && row <= Math.max(from.row, to.row);
        box.checked = inside ? on : before[number];
      });
    }
    grid.classList.add("drawn");
    grid.addEventListener("pointerdown", function (event) {
      if (event.button) return;
      from = cell(event);
      before = boxes.map(function (box) { return box.checked; });
      on = !before[from.row * columns + from.column];
      grid.setPointerCapture(event.pointerId);
      draw(from);
      event.preventDefault();
    });
    grid.addEventListener("pointermove", function (event) { if (from) draw(cell(event)); });
    grid.addEventListener("pointerup", function () { from = null; });
    grid.addEventListener("pointercancel", function () { from = null; });
    grid.addEventListener("click", function (event) { if (event.detail) event.preventDefault(); });
  });
})();
