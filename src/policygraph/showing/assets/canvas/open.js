/* What the page holds: what is drawn, at once; the sentences, unpacked when they are first asked for. */
(function (view) {
  "use strict";

  view.page = JSON.parse(document.getElementById("drawn").textContent);

  async function unpack() {
    const letters = atob(JSON.parse(document.getElementById("told").textContent));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    const told = JSON.parse(await new Response(stream).text());
    const texts = new Set(told.texts);
    told.statement = (place) => Object.fromEntries(told.columns.map((name, k) => {
      const value = told.statements[place][k];
      return [name, texts.has(name) ? told.strings[value] : value];
    }));
    return told;
  }

  let told = null;
  /* The sentences and the further facts: a promise, kept from the first call. */
  view.told = () => (told = told || unpack());
})(window.policygraph = {});
