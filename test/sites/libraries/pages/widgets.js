import 'flatpickr/dist/flatpickr.css';
import 'tom-select/dist/css/tom-select.css';
import 'choices.js/public/assets/styles/choices.css';
import 'nouislider/dist/nouislider.css';
import Choices from 'choices.js';
import flatpickr from 'flatpickr';
import IMask from 'imask';
import noUiSlider from 'nouislider';
import TomSelect from 'tom-select';

const options = ['Ash', 'Beech', 'Cedar', 'Douglas fir'].map((name) => `<option>${name}</option>`).join('');
document.querySelector('#app').innerHTML = `
  <input id=date placeholder=Date><input id=time placeholder=Time>
  <input id=phone><input id=price>
  <div style="width:300px"><select id=tom multiple>${options}</select></div>
  <div style="width:300px"><select id=choices>${options}</select></div>
  <div id=slider style="width:400px;margin:40px"></div><div id=pair style="width:400px;margin:40px"></div>
  <p id=log>Elsewhere</p>`;

flatpickr('#date', { defaultDate: '2026-03-10', animate: false });
flatpickr('#time', {
  enableTime: true,
  noCalendar: true,
  time_24hr: true,
  defaultDate: '09:30',
  animate: false,
});
IMask(document.querySelector('#phone'), { mask: '+{1} (000) 000-0000' });
IMask(document.querySelector('#price'), { mask: Number, thousandsSeparator: ',', scale: 2, radix: '.' });
window.tom = new TomSelect('#tom', {});
new Choices('#choices', { itemSelectText: '' });
noUiSlider.create(document.querySelector('#slider'), {
  start: 20,
  range: { min: 0, max: 100 },
  step: 1,
  animate: false,
});
noUiSlider.create(document.querySelector('#pair'), {
  start: [20, 80],
  connect: true,
  range: { min: 0, max: 100 },
  step: 1,
});
