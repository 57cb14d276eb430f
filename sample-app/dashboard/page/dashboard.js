// Shows what the stream of the application says. Texts are set as text, so nothing in them is ever markup.
const byId = (id) => document.getElementById(id);
const tokenEvents = [];

/** Changes nothing that is so already, because a screen reader would read it out again. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function fill(element, texts) {
  for (const place of element.querySelectorAll('[data-text]')) {
    const text = texts[place.dataset.text] ?? '';
    setText(place, text);
    if (place.dataset.text === 'state') place.className = `state ${text}`;
  }
}

/** Shows an element for each item. Elements that stay are kept, and with them the focus. */
function show(list, template, items, draw) {
  const kept = new Map([...list.children].map((element) => [element.dataset.key, element]));
  items.forEach((item, index) => {
    const element = kept.get(item.key) ?? byId(template).content.firstElementChild.cloneNode(true);
    element.dataset.key = item.key;
    if (list.children[index] !== element) list.insertBefore(element, list.children[index] ?? null);
    fill(element, item.texts);
    draw(element, item);
  });
  while (list.children.length > items.length) list.lastElementChild.remove();
}

function drawAccount(card, { key, life, slots, buttons }) {
  card.setAttribute('aria-label', `Account ${key}`);
  card.querySelector('.life').style.setProperty('--lived', life.lived);
  card.querySelector('.life').style.setProperty('--renewal', life.renewal);
  const bars = slots.map(({ good, failed }) => {
    const bar = document.createElement('i');
    bar.style.setProperty('--ok', good);
    bar.style.setProperty('--not-ok', failed);
    return bar;
  });
  card.querySelector('.minute').replaceChildren(...bars);
  for (const button of card.querySelectorAll('button')) {
    button.dataset.post = `dashboard/accounts/${key}/${button.value}`;
    button.hidden = !buttons.areShown;
    if (button.ariaPressed) button.ariaPressed = String(buttons.pressed.includes(button.value));
  }
}

function drawRow(row, { payAt, texts }) {
  const link = row.querySelector('a');
  link.hidden = payAt === undefined;
  link.href = payAt ?? '';
  link.ariaLabel = `Pay ${texts.what} on a page of the simulator`;
}

function drawView({ news, accounts, invoices, webhooks, tenants }) {
  setText(byId('news'), news);
  show(byId('accounts'), 'account', accounts, drawAccount);
  show(byId('invoices'), 'row', invoices ?? [], drawRow);
  show(byId('webhooks'), 'row', webhooks, drawRow);
  show(byId('tenants'), 'row', tenants.recent, drawRow);
  setText(byId('tenant-counts'), tenants.counts);
  for (const part of document.querySelectorAll('.simulated')) part.hidden = invoices === undefined;
}

const stream = new EventSource('dashboard/events');
stream.addEventListener('view', ({ data }) => drawView(JSON.parse(data)));
stream.addEventListener('token', ({ data }) => {
  tokenEvents.unshift(JSON.parse(data));
  tokenEvents.length = Math.min(tokenEvents.length, 5);
  show(byId('events'), 'row', tokenEvents, drawRow);
});
stream.addEventListener('error', () => setText(byId('news'), 'The application is not there. Trying again …'));

async function press({ dataset, textContent }) {
  const answer = await fetch(dataset.post, { method: 'POST' }).catch(({ message }) => ({
    statusText: message,
  }));
  setText(byId('refused'), answer.ok ? '' : `“${textContent}” did not work: ${answer.statusText}.`);
}
document.addEventListener('click', ({ target }) => void (target.dataset.post && press(target)));
