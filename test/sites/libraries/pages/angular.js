import '@angular/compiler';
import { Component, provideZonelessChangeDetection, signal } from '@angular/core';
import { FormsModule } from '@angular/forms';
import { bootstrapApplication } from '@angular/platform-browser';

class App {
  s = { text: '', number: null, area: '', checked: false, radio: 'a', one: 'red', range: 5 };
  sent = signal('');
  keys = signal('');
  get json() {
    return JSON.stringify({ ...this.s, sent: this.sent(), keys: this.keys() });
  }
}
Component({
  selector: 'app-root',
  imports: [FormsModule],
  template: `
    <form (ngSubmit)="sent.set(s.text)">
      <input id=text name=text [(ngModel)]="s.text"><input id=number name=number type=number [(ngModel)]="s.number">
      <textarea id=area name=area [(ngModel)]="s.area"></textarea><br>
      <input id=check name=check type=checkbox [(ngModel)]="s.checked">
      <label><input type=radio name=radio value=a [(ngModel)]="s.radio"> A</label>
      <label id=b><input type=radio name=radio value=b [(ngModel)]="s.radio"> B</label>
      <select id=one name=one [(ngModel)]="s.one"><option value=red>Red</option><option value=green>Green</option></select>
      <input id=range name=range type=range min=0 max=10 style="width:210px" [(ngModel)]="s.range"><br>
      <input id=enter name=enter (keydown.enter)="keys.set('enter'); $event.preventDefault()">
      <button id=send>Send</button>
      <output id=out>{{ json }}</output>
    </form>`,
})(App);

document.querySelector('#app').innerHTML = '<app-root></app-root>';
bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] });
