import { css, html, LitElement } from 'lit';

class FancyField extends LitElement {
  static properties = { value: {}, count: { type: Number }, on: { type: Boolean } };
  static styles = css`:host { display: block } button { padding: 8px }`;

  constructor() {
    super();
    this.value = '';
    this.count = 0;
    this.on = false;
  }

  render() {
    return html`
      <input id=text .value=${this.value} @input=${(e) => {
        this.value = e.target.value;
      }}>
      <button id=plus @click=${() => {
        this.count += 1;
      }}><span id=plus-text>Plus</span></button>
      <label id=on><input type=checkbox .checked=${this.on} @change=${(e) => {
        this.on = e.target.checked;
      }}> On</label>
      <slot></slot>
      <output id=out>${JSON.stringify({ value: this.value, count: this.count, on: this.on })}</output>`;
  }
}
customElements.define('fancy-field', FancyField);

/** Two shadow roots deep; the outside hears of a click only if it is composed. */
class FancyForm extends LitElement {
  render() {
    return html`<fancy-field><button id=slotted @click=${() => {
      document.title = 'slotted';
    }}>Slotted</button></fancy-field>`;
  }
}
customElements.define('fancy-form', FancyForm);

document.querySelector('#app').innerHTML = '<fancy-form></fancy-form><p id=heard></p>';
document.addEventListener('click', (event) => {
  document.querySelector('#heard').textContent += `${event.target.localName} ${event.composedPath()[0].id};`;
});
