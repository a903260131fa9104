import type { RgbaImage } from '../../protocol/chat.ts';
import type { Size } from '../../protocol/geometry.ts';

/**
 * Rasterises an SVG at one px per CSS px, in any page (it needs `Image`, which workers lack).
 * @throws Error where the browser does not take it for an image
 */
export async function drawSvg(svg: string, { width, height }: Size): Promise<RgbaImage> {
  const context = await paint(svg, { width, height });
  return { width, height, data: context.getImageData(0, 0, width, height).data };
}

/** The same as a PNG file. */
export async function drawPng(svg: string, size: Size): Promise<Blob> {
  return (await paint(svg, size)).canvas.convertToBlob({ type: 'image/png' });
}

async function paint(svg: string, { width, height }: Size): Promise<OffscreenCanvasRenderingContext2D> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image(width, height);
    image.src = url;
    await image.decode();
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error(`no 2D canvas of ${width}x${height} px could be made`);
    context.drawImage(image, 0, 0, width, height);
    return context;
  } finally {
    URL.revokeObjectURL(url);
  }
}
