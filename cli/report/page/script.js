// @ts-nocheck: it runs in a browser, whose globals would become those of every file of this project.
// Search and sort for the tables of a report. Without it, the page shows the same.

const later = (work) => {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, 80);
  };
};

function withSearch(table) {
  const tools = document.getElementById(`${table.id}-tools`);
  if (tools === null) return;
  const input = tools.querySelector("input");
  const status = tools.querySelector("[role=status]");
  const rows = [...table.tBodies[0].rows];
  let texts;
  const search = () => {
    texts ??= rows.map((row) => row.textContent.toLowerCase());
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, index) => {
      const matches = words.every((word) => texts[index].includes(word));
      row.hidden = !matches;
      if (matches) shown += 1;
    });
    status.textContent = words.length === 0 ? `${rows.length} rows` : `${shown} of ${rows.length} rows`;
  };
  tools.hidden = false;
  status.textContent = `${rows.length} rows`;
  input.addEventListener("input", later(search));
  // A row that a link leads to must be visible.
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target === null || !table.contains(target) || !target.hidden) return;
    input.value = "";
    search();
    target.scrollIntoView();
  });
}

const order = new Intl.Collator("en", { numeric: true });

function withSort(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const direction = head.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      for (const other of heads) other.setAttribute("aria-sort", other === head ? direction : "none");
      const sign = direction === "ascending" ? 1 : -1;
      const keyed = [...table.tBodies[0].rows].map((row) => {
        const cell = row.cells[column];
        return { row, key: cell.dataset.sort ?? cell.textContent.trim() };
      });
      keyed.sort((one, other) => sign * order.compare(one.key, other.key));
      table.tBodies[0].append(...keyed.map(({ row }) => row));
    });
  });
}

for (const table of document.querySelectorAll("table[data-tools]")) {
  withSearch(table);
  withSort(table);
}

// What is folded belongs on paper too.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details:not([open])")) {
    details.open = true;
    details.dataset.printed = "";
  }
});
addEventListener("afterprint", () => {
  for (const details of document.querySelectorAll("details[data-printed]")) {
    details.open = false;
    delete details.dataset.printed;
  }
});
