import { useContext, useEffect, useState } from 'preact/hooks';
import type { Size } from '../../protocol/geometry.ts';
import type { ActionPoint } from '../../protocol/task.ts';
import { ScreenshotContext } from '../state/context.ts';

interface Props {
  id: string;
  alt: string;
  point: ActionPoint | null;
  /** CSS px of the page when it was taken: the space of the point. */
  viewport: Size | undefined;
}

/** A stored screenshot with the point of the action marked on it. */
export function Screenshot({ id, alt, point, viewport }: Props) {
  const screenshot = useContext(ScreenshotContext);
  const [url, setUrl] = useState<string | null>(null);
  const [natural, setNatural] = useState<Size | null>(null);
  useEffect(() => {
    let made: string | null = null;
    let gone = false;
    screenshot(id).then((png) => {
      if (gone || png === null) return;
      made = URL.createObjectURL(png);
      setUrl(made);
    }, console.error);
    return () => {
      gone = true;
      if (made !== null) URL.revokeObjectURL(made);
      setUrl(null);
    };
  }, [id, screenshot]);

  // The place of a picture of known shape is kept free, so that nothing jumps when it arrives.
  const aspectRatio = viewport ? `${viewport.width} / ${viewport.height}` : '16 / 10';
  if (url === null) return <span class="shot" style={{ aspectRatio }} />;
  return (
    <span class="shot" style={natural === null ? { aspectRatio } : {}}>
      <img
        src={url}
        alt={alt}
        loading="lazy"
        decoding="async"
        onLoad={({ currentTarget: image }) =>
          setNatural({ width: image.naturalWidth, height: image.naturalHeight })
        }
      />
      {point !== null && natural !== null && <PointMark point={point} size={viewport ?? cssSize(natural)} />}
    </span>
  );
}

/** Screenshots are taken in device px; without a record of the viewport this window's ratio is the best guess. */
function cssSize(natural: Size): Size {
  return { width: natural.width / devicePixelRatio, height: natural.height / devicePixelRatio };
}

/** A ring at `point` (CSS px of a viewport of `size`), placed in percent so that it follows the picture's size. */
function PointMark({ point, size }: { point: ActionPoint; size: Size }) {
  const left = `${(100 * point.cssX) / size.width}%`;
  const top = `${(100 * point.cssY) / size.height}%`;
  return <span class="point" data-point={`${point.cssX},${point.cssY}`} style={{ left, top }} />;
}
