// Loads the program of the page's islands and brings each to life, outer ones first.
const { script, module } = document.getElementById("islands").dataset;

const hydrate = async (program, node) => {
  if (node.tagName === "LEPTOS-ISLAND") {
    const wake = program[node.dataset.component];
    // Some fetch their part of the program first.
    if (wake) await wake(node);
    else console.warn(`no program for the island ${node.dataset.component}`);
  }
  // An island's children may hold further islands.
  await Promise.all([...node.children].map((child) => hydrate(program, child)));
};

const program = await import(script);
await program.default({ module_or_path: module });
program.hydrate();
await hydrate(program, document.body);
document.documentElement.dataset.ready = "";
