import { createApp, reactive } from 'vue';

const start = {
  text: '',
  lazy: '',
  number: '',
  area: '',
  list: [],
  radio: 'a',
  one: 'red',
  many: [],
  sent: '',
  keys: '',
};

createApp({
  setup: () => ({ s: reactive(start) }),
  template: `
    <form @submit.prevent="s.sent = s.text">
      <input id="text" v-model="s.text" /><input id="lazy" v-model.lazy="s.lazy" />
      <input id="number" v-model.number="s.number" /><textarea id="area" v-model="s.area"></textarea><br />
      <label id="x"><input type="checkbox" value="x" v-model="s.list" /> X</label>
      <label id="y"><input type="checkbox" value="y" v-model="s.list" /> Y</label>
      <label><input type="radio" value="a" v-model="s.radio" /> A</label>
      <label id="b"><input type="radio" value="b" v-model="s.radio" /> B</label>
      <select id="one" v-model="s.one"><option value="red">Red</option><option value="green">Green</option></select>
      <select id="many" multiple size="3" v-model="s.many">
        <option>Ash</option><option>Beech</option><option>Cedar</option>
      </select><br />
      <input id="enter" @keydown.enter.prevent="s.keys += 'enter '" @keyup.ctrl.s="s.keys += 'save '" />
      <button id="send">Send</button>
      <output id="out">{{ JSON.stringify(s) }}</output>
    </form>`,
}).mount('#app');
