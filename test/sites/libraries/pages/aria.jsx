/** @jsxRuntime automatic @jsxImportSource react */
import { useState } from 'react';
import {
  Button,
  Checkbox,
  ComboBox,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Menu,
  MenuItem,
  MenuTrigger,
  NumberField,
  Popover,
  Select,
  SelectValue,
  Slider,
  SliderThumb,
  SliderTrack,
  Switch,
  TextField,
} from 'react-aria-components';
import { createRoot } from 'react-dom/client';

const box = { border: '1px solid', padding: 8, background: '#fff' };

function App() {
  const [s, set] = useState({
    pressed: 0,
    menu: '',
    city: '',
    on: false,
    checked: false,
    number: 4,
    level: 20,
    text: '',
    list: [],
    animal: '',
  });
  const put = (change) => set((before) => ({ ...before, ...change }));
  const items = (names) =>
    names.map((name) => (
      <ListBoxItem key={name} id={name} textValue={name}>
        {name}
      </ListBoxItem>
    ));
  return (
    <>
      <Button id="press" onPress={() => put({ pressed: s.pressed + 1 })}>
        Press
      </Button>
      <MenuTrigger>
        <Button id="menu">Menu</Button>
        <Popover style={box}>
          <Menu onAction={(menu) => put({ menu })}>
            <MenuItem id="copy">Copy</MenuItem>
            <MenuItem id="paste">Paste</MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      <Select aria-label="City" onSelectionChange={(city) => put({ city })}>
        <Button id="city">
          <SelectValue />
        </Button>
        <Popover style={box}>
          <ListBox>{items(['Oslo', 'Rome', 'Cairo'])}</ListBox>
        </Popover>
      </Select>
      <ComboBox aria-label="Animal" onSelectionChange={(animal) => put({ animal })}>
        <Input id="animal" />
        <Button>▼</Button>
        <Popover style={box}>
          <ListBox>{items(['Otter', 'Owl', 'Ox'])}</ListBox>
        </Popover>
      </ComboBox>
      <Switch id="on" isSelected={s.on} onChange={(on) => put({ on })}>
        On
      </Switch>
      <Checkbox id="checked" isSelected={s.checked} onChange={(checked) => put({ checked })}>
        Checked
      </Checkbox>
      <NumberField value={s.number} onChange={(number) => put({ number })}>
        <Label>Number</Label>
        <Button slot="decrement">-</Button>
        <Input id="number" />
        <Button id="more" slot="increment">
          +
        </Button>
      </NumberField>
      <Slider value={s.level} onChange={(level) => put({ level })} style={{ width: 400 }} aria-label="Level">
        <SliderTrack id="track" style={{ height: 30, background: '#ddd' }}>
          <SliderThumb id="thumb" style={{ width: 20, height: 20, background: '#00f', top: 15 }} />
        </SliderTrack>
      </Slider>
      <TextField value={s.text} onChange={(text) => put({ text })}>
        <Label>Text</Label>
        <Input id="text" />
      </TextField>
      <ListBox
        aria-label="List"
        selectionMode="multiple"
        onSelectionChange={(keys) => put({ list: [...keys] })}
        style={{ width: 200 }}
      >
        {items(['Ash', 'Beech', 'Cedar'])}
      </ListBox>
      <output id="out">{JSON.stringify(s)}</output>
    </>
  );
}

createRoot(document.querySelector('#app')).render(<App />);
