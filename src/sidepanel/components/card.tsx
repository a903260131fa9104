import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

interface Props {
  tone: 'critical' | 'good' | 'bad' | 'quiet';
  icon: IconName;
  title: string;
  /** Moves the keyboard focus to the card when it appears; to the card itself, so that no key answers by accident. */
  takesFocus?: boolean;
  role?: 'alertdialog' | 'region';
  children: ComponentChildren;
}

/** A card that wants to be noticed: a coloured edge, an icon, a title. */
export function Card({ tone, icon, title, takesFocus = false, role = 'region', children }: Props) {
  const id = useId();
  const card = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (!takesFocus) return;
    card.current?.focus({ preventScroll: true });
    card.current?.scrollIntoView?.({ block: 'end' });
  }, [takesFocus]);
  return (
    <section
      ref={card}
      class="card attention"
      data-tone={tone}
      role={role}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      tabIndex={-1}
    >
      <h2 id={`${id}-title`}>
        <Icon name={icon} />
        <span>{title}</span>
      </h2>
      <div id={`${id}-text`} class="card-body">
        {children}
      </div>
    </section>
  );
}
