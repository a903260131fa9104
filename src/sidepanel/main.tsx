import '../protocol/jitless.ts';
import { render } from 'preact';
import { App } from './app.tsx';
import { browserPorts } from './browser_ports.ts';
import './styles/index.ts';

const place = document.getElementById('app');
if (!place) throw new Error('index.html has no element with id "app"');
render(<App ports={browserPorts} />, place);
