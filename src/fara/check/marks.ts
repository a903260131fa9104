import type { CheckAnswer } from '../../protocol/check.ts';
import type { Size } from '../../protocol/geometry.ts';
import { scaleOf } from './page.ts';
import { CHECK_PAGES } from './pages.ts';
import { pageSvg } from './svg.ts';

/** The pages with every target that was asked for framed, and the answer's point on it. @param viewport CSS px */
export function markedPages(
  viewport: Size,
  answers: readonly CheckAnswer[],
): { name: string; svg: string }[] {
  const scale = scaleOf(viewport);
  return CHECK_PAGES.map((page) => {
    const marks = answers
      .filter((answer) => answer.page === page.name)
      .map(({ box: { x, y, width, height }, point, hit }) => ({
        box: { x: x / scale, y: y / scale, width: width / scale, height: height / scale },
        point: point && { x: point.x / scale, y: point.y / scale },
        hit,
      }));
    return { name: page.name, svg: pageSvg(page, viewport, marks) };
  });
}
