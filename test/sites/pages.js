// Buttons with data-page are recorded at the server and answered in place, without navigation.
for (const button of document.querySelectorAll('button[data-page]')) {
  button.addEventListener('click', async () => {
    const body = new URLSearchParams({ value: button.dataset.value });
    await fetch(`/${button.dataset.page}`, { method: 'POST', body });
    document.querySelector('.buttons').hidden = true;
    document.querySelector('.done').hidden = false;
  });
}

// What stands in a field is told to the server as it changes, so that a task can be judged before anything is sent.
// Requests overtake each other: each bears the order in which it was made, and the server keeps the latest. They outlive the page.
let order = performance.timeOrigin * 1000;
document.addEventListener('input', ({ target }) => {
  if (target.type === 'password') return;
  order += 1;
  const body = new URLSearchParams({ name: target.name, value: target.value, order });
  fetch('/typed', { method: 'POST', body, keepalive: true });
});
