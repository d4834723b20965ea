(function () {
  "use strict";
  function all(query, inside) { return Array.prototype.slice.call((inside || document).querySelectorAll(query)); }

  function open(hash) {
    var target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
    if (target && target.tagName === "DETAILS") { target.open = true; target.scrollIntoView(); }
  }
  window.addEventListener("hashchange", function () { open(location.hash); });
  open(location.hash);

  var closed = [];
  window.addEventListener("beforeprint", function () {
    closed = all("details:not([open])");
    closed.forEach(function (one) { one.open = true; });
  });
  window.addEventListener("afterprint", function () { closed.forEach(function (one) { one.open = false; }); });

  var words = document.querySelector(".in-words");
  if (words && window.matchMedia("(max-width: 560px)").matches) { words.open = true; }

  var form = document.getElementById("filter");
  if (!form) { return; }
  var file = document.getElementById("filter-file");
  var service = document.getElementById("filter-service");
  var past = document.getElementById("filter-past");
  var shown = document.getElementById("shown");
  var files = all(".file").map(function (section) {
    return { section: section, path: section.dataset.file.toLowerCase(), notes: all(".notes > li", section) };
  });

  function filter() {
    var levels = all("input[name=level]", form).filter(function (box) { return box.checked; }).map(function (box) { return box.value; });
    var wanted = file.value.trim().toLowerCase();
    var count = 0, total = 0;
    files.forEach(function (one) {
      var left = 0;
      one.notes.forEach(function (note) {
        var keep = levels.indexOf(note.dataset.level) >= 0
          && (!service || !service.value || note.dataset.service === service.value)
          && (!past || !past.checked || note.hasAttribute("data-past"))
          && (!wanted || one.path.indexOf(wanted) >= 0 || note.textContent.toLowerCase().indexOf(wanted) >= 0);
        note.hidden = !keep;
        if (keep) { left += 1; }
        total += 1;
      });
      one.section.hidden = !left;
      count += left;
    });
    shown.textContent = count === total ? "All " + total + " lines are shown." : count + " of " + total + " lines are shown.";
  }
  form.addEventListener("input", filter);
  form.addEventListener("change", filter);
  form.addEventListener("reset", function () { setTimeout(filter, 0); });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.hidden = false;
  filter();
}());
