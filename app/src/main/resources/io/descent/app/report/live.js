(() => {
  const main = document.getElementById('report');
  const events = new EventSource('events');
  const note = document.body.insertBefore(document.createElement('p'), main);
  note.setAttribute('role', 'status');
  note.style.cssText = 'max-width: 66rem; margin: 0 auto; padding: .5rem 1rem; color: var(--quiet)';
  note.textContent = 'Live: the page follows the files of the training.';
  events.addEventListener('report', event => {
    const open = [...main.querySelectorAll('details')].map(each => each.open);
    main.innerHTML = JSON.parse(event.data)[0];
    main.querySelectorAll('details').forEach((each, i) => { each.open = open[i] || false; });
    document.dispatchEvent(new Event('report'));
    note.textContent = 'Live: the page follows the files of the training.';
  });
  events.addEventListener('end', () => {
    events.close();
    note.textContent = 'The training has ended; this page shows its last state.';
  });
  events.onerror = () => { note.textContent = 'The training cannot be reached; trying again.'; };
})();
