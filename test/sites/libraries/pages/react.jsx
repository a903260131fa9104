/** @jsxRuntime automatic @jsxImportSource react */
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

/** Controlled fields: React puts back whatever its state does not say. */
function App() {
  const [text, setText] = useState('');
  const [upper, setUpper] = useState('');
  const [area, setArea] = useState('');
  const [checked, setChecked] = useState(false);
  const [radio, setRadio] = useState('a');
  const [colour, setColour] = useState('red');
  const [range, setRange] = useState('5');
  const [date, setDate] = useState('');
  const [amount, setAmount] = useState('');
  const [sent, setSent] = useState('');
  const [open, setOpen] = useState(false);
  const [hover, setHover] = useState(false);
  const [blurred, setBlurred] = useState('');
  const [keys, setKeys] = useState('');
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault();
        setSent(text);
      }}
    >
      <input id="text" value={text} onChange={(e) => setText(e.target.value)} />
      <input id="upper" value={upper} onChange={(e) => setUpper(e.target.value.toUpperCase())} />
      <input
        id="amount"
        value={amount}
        onChange={(e) => /^\d*$/.test(e.target.value) && setAmount(e.target.value)}
      />
      <textarea id="area" value={area} onChange={(e) => setArea(e.target.value)} />
      <br />
      <input id="check" type="checkbox" checked={checked} onChange={(e) => setChecked(e.target.checked)} />
      <label>
        <input type="radio" name="r" checked={radio === 'a'} onChange={() => setRadio('a')} /> A
      </label>
      <label id="b">
        <input type="radio" name="r" checked={radio === 'b'} onChange={() => setRadio('b')} /> B
      </label>
      <select id="colour" value={colour} onChange={(e) => setColour(e.target.value)}>
        <option value="red">Red</option>
        <option value="green">Green</option>
        <option value="blue">Blue</option>
      </select>
      <input
        id="range"
        type="range"
        min="0"
        max="10"
        style={{ width: 210 }}
        value={range}
        onChange={(e) => setRange(e.target.value)}
      />
      <input id="date" type="date" value={date} onChange={(e) => setDate(e.target.value)} />
      <br />
      <button type="button" id="menu" onPointerDown={() => setOpen(true)}>
        Menu
      </button>
      {open && (
        <button type="button" id="item" onClick={() => setOpen(false)}>
          Item
        </button>
      )}
      <button
        type="button"
        id="hover"
        onMouseEnter={() => setHover(true)}
        onMouseLeave={() => setHover(false)}
      >
        Hover
      </button>
      <input id="blur" onFocus={() => setBlurred('in')} onBlur={(e) => setBlurred(`out ${e.target.value}`)} />
      <input id="keys" onKeyDown={(e) => setKeys(`${keys}${e.key} ${e.keyCode} `)} />
      <button type="submit" id="send">
        Send
      </button>
      <output id="out">
        {JSON.stringify({
          text,
          upper,
          amount,
          area,
          checked,
          radio,
          colour,
          range,
          date,
          sent,
          open,
          hover,
          blurred,
          keys,
        })}
      </output>
    </form>
  );
}

createRoot(document.querySelector('#app')).render(<App />);
