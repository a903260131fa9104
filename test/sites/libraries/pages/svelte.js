import { mount } from 'svelte';
import App from '../form.svelte';

mount(App, { target: document.querySelector('#app') });
