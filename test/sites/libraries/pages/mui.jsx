/** @jsxRuntime automatic @jsxImportSource react */
import {
  Autocomplete,
  Button,
  Checkbox,
  Dialog,
  MenuItem,
  Select,
  Slider,
  Switch,
  Tab,
  Tabs,
  TextField,
  Tooltip,
} from '@mui/material';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const FRUIT = ['Apple', 'Banana', 'Cherry', 'Damson'];

function App() {
  const [s, set] = useState({
    age: '10',
    name: '',
    volume: 30,
    on: false,
    tab: 0,
    fruit: null,
    many: [],
    open: false,
    checked: false,
  });
  const put = (change) => set((before) => ({ ...before, ...change }));
  return (
    <>
      <Select id="age" value={s.age} onChange={(e) => put({ age: e.target.value })} sx={{ width: 200 }}>
        <MenuItem value="10">Ten</MenuItem>
        <MenuItem value="20">Twenty</MenuItem>
        <MenuItem value="30">Thirty</MenuItem>
      </Select>
      <Select
        multiple
        id="many"
        value={s.many}
        onChange={(e) => put({ many: e.target.value })}
        sx={{ width: 200 }}
      >
        {FRUIT.map((one) => (
          <MenuItem key={one} value={one}>
            {one}
          </MenuItem>
        ))}
      </Select>
      <TextField id="name" label="Name" value={s.name} onChange={(e) => put({ name: e.target.value })} />
      <Autocomplete
        options={FRUIT}
        value={s.fruit}
        onChange={(_, fruit) => put({ fruit })}
        sx={{ width: 240 }}
        renderInput={(params) => <TextField {...params} label="Fruit" />}
      />
      <Slider
        id="volume"
        value={s.volume}
        onChange={(_, volume) => put({ volume })}
        sx={{ width: 400, ml: 2 }}
      />
      <Checkbox id="checked" checked={s.checked} onChange={(e) => put({ checked: e.target.checked })} />
      <Switch id="on" checked={s.on} onChange={(e) => put({ on: e.target.checked })} />
      <Tabs value={s.tab} onChange={(_, tab) => put({ tab })}>
        <Tab label="One" />
        <Tab label="Two" />
        <Tab label="Three" />
      </Tabs>
      <Tooltip title="Hint text" enterDelay={0}>
        <Button id="hint">Hint</Button>
      </Tooltip>
      <Button id="open" onClick={() => put({ open: true })}>
        Open
      </Button>
      <Dialog open={s.open} onClose={() => put({ open: false })}>
        <p id="dialog">Dialog</p>
        <Button id="ok" onClick={() => put({ open: false, name: 'ok' })}>
          OK
        </Button>
      </Dialog>
      <output id="out">{JSON.stringify(s)}</output>
    </>
  );
}

createRoot(document.querySelector('#app')).render(<App />);
